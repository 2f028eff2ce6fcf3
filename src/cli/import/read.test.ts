// Reading records: formats, packed files, broken lines.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { matchesName } from './file-names.ts'
import type { InputSpec } from './mapping.ts'
import { openRecords, type ReadRecord } from './read.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alidade-read-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function read(name: string, content: string | Buffer, spec: Partial<InputSpec> = {}) {
  const path = join(folder, name)
  writeFileSync(path, content)
  const csv = { quote: '"' }
  const file = await openRecords(path, { files: '*', outputs: [], csv, ...spec })
  const records: ReadRecord[] = []
  for await (const record of file.records) records.push(record)
  return records
}

const valuesOf = (records: readonly ReadRecord[]) => records.map(({ value }) => value)

describe('records of a file', () => {
  test('CSV: header, quotes, line breaks in cells, a byte order mark; empty cells are absent', async () => {
    const records = await read(
      'a.csv',
      '\uFEFFid,name,note\r\n1,"Berg, Ann","two\nlines"\r\n2,Bo,\r\n',
    )
    expect(valuesOf(records)).toEqual([
      { id: '1', name: 'Berg, Ann', note: 'two\nlines' },
      { id: '2', name: 'Bo' },
    ])
  })

  test('CSV: a broken line is told and the others are read', async () => {
    const records = await read('b.csv', 'id,name\n1,Ann\n2,Bo,extra\n3,Cy\n')
    expect(valuesOf(records).filter(Boolean)).toEqual([
      { id: '1', name: 'Ann' },
      { id: '3', name: 'Cy' },
    ])
    expect(records.filter(({ fault }) => fault !== undefined)).toHaveLength(1)
    expect(records.map(({ row }) => row)).toEqual([1, 2, 3])
  })

  test('CSV: a broken line is told under its own number, however far the parser has read ahead', async () => {
    const records = await read('n.csv', 'id,name\n1,Ann\n2,Bo\n3\n4,Di\n5,Ed\n6,Flo,x\n7,Gus\n')
    expect(records.filter(({ fault }) => fault !== undefined).map(({ row }) => row)).toEqual([3, 6])
    expect(records.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  test('CSV: other delimiter and no header', async () => {
    const csv = { delimiter: ';', quote: '"', columns: ['id', 'name'] }
    expect(valuesOf(await read('c.csv', '1;Ann\n', { csv }))).toEqual([{ id: '1', name: 'Ann' }])
  })

  const table = (delimiter: string, end: string) =>
    [
      ['id', 'name'],
      ['1', '"Jöns ""Jon"" Ø"'],
      ['2', '"a, b; c"'],
    ]
      .map((cells) => cells.join(delimiter) + end)
      .join('')
  const people = [
    { id: '1', name: 'Jöns "Jon" Ø' },
    { id: '2', name: 'a, b; c' },
  ]
  test.each([
    ['semicolons', Buffer.from(table(';', '\r\n'))],
    ['tabs', Buffer.from(table('\t', '\n'))],
    ['bars', Buffer.from(table('|', '\n'))],
    ['Windows-1252', Buffer.from(table(';', '\r\n'), 'latin1')],
    ['UTF-16', Buffer.from(`\uFEFF${table(',', '\r\n')}`, 'utf16le')],
    ['line ends of old', Buffer.from(table(',', '\r'))],
    [
      'spaces round the names of columns',
      Buffer.from(table(',', '\n').replace('id,name', ' id , name')),
    ],
  ])('CSV as spreadsheets write it: %s', async (_how, bytes) => {
    expect(valuesOf(await read('sheet.csv', bytes))).toEqual(people)
  })

  test('JSON lines: a line that is not JSON is told and the others are read', async () => {
    const records = await read('a.jsonl', '{"a":1}\n\nnot json\n{"a":2}\n')
    expect(valuesOf(records)).toEqual([{ a: 1 }, undefined, { a: 2 }])
    expect(records[1]?.fault).toMatch(/not JSON/)
  })

  test.each<[string, unknown, string | undefined, unknown[]]>([
    ['the values of a map', { x: { n: 1 }, y: { n: 2 } }, '$.*', [{ n: 1 }, { n: 2 }]],
    ['a list, without being told', [{ n: 1 }], undefined, [{ n: 1 }]],
    ['a list further in', { data: { rows: [{ n: 1 }] } }, '$.data.rows.*', [{ n: 1 }]],
    ['the document itself', { n: 1 }, undefined, [{ n: 1 }]],
  ])('JSON: %s', async (_, document, records, expected) => {
    const spec = records === undefined ? {} : { records }
    expect(valuesOf(await read('a.json', JSON.stringify(document), spec))).toEqual(expected)
  })

  test('JSON: keys of a map are known', async () => {
    const records = await read('keys.json', '{"x":{"n":1}}', { records: '$.*' })
    expect(records[0]?.key).toBe('x')
  })

  test('packed files are unpacked, and a broken pack is an error', async () => {
    expect(valuesOf(await read('a.jsonl.gz', gzipSync('{"a":1}\n')))).toEqual([{ a: 1 }])
    const half = gzipSync('{"a":1}\n').subarray(0, 15)
    await expect(read('b.jsonl.gz', half)).rejects.toThrow(/b\.jsonl\.gz cannot be read/)
    expect(valuesOf(await read('c.jsonl', gzipSync('{"a":1}\n')))).toEqual([{ a: 1 }])
  })

  test('what is no JSON, or has no records where they should stand, is an error with the name of the file', async () => {
    await expect(read('bad.json', '{"a":')).rejects.toThrow(/bad\.json is not JSON/)
    await expect(read('none.json', '{"a":1}', { records: '$.rows.*' })).rejects.toThrow(
      /no list or map/,
    )
    await expect(read('a.txt', 'x')).rejects.toThrow(/say format/)
  })
})

test.each<[string, string, boolean]>([
  ['users.json', '/data/users.json', true],
  ['users*.json', '/data/users-2026.json', true],
  ['users*.json', '/data/users-2026.json.gz', true],
  ['*.csv', 'orders.json', false],
  ['*a*b*c', 'xaxxbxxc', true],
  ['*a*b*c', 'xaxxbxxd', false],
  ['?.csv', 'ab.csv', false],
  ['2026/*.csv', '/data/2026/a.csv', false],
  ['*/2026/*.csv', '/data/2026/a.csv', true],
])('pattern %s and %s: %s', (pattern, path, expected) => {
  expect(matchesName(pattern, path)).toBe(expected)
})
