// Reading labelled rows: any CSV goes, the answer never does.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { guessDelimiter } from '../delimiter.ts'
import { type InputSettings, readInput } from './input.ts'
import { readTable } from './read-table.ts'

const folder = mkdtempSync(join(tmpdir(), 'alidade-evaluate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
function write(content: string | Buffer, name = `${++files}.csv`): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function read(path: string, settings: Partial<InputSettings> = {}) {
  const input = await readInput({
    paths: [path],
    truthColumn: 'truth',
    ignoredColumns: [],
    orderSeed: 1,
    ...settings,
  })
  return { ...input, rows: [...input.rows] }
}

describe('any table', () => {
  const expected = { columns: ['name', 'city'], rows: [['Åsa Öst', 'Malmö, Sweden']] }
  const text = 'name,city\nÅsa Öst,"Malmö, Sweden"\n'

  test.each<[string, string | Buffer]>([
    ['commas, quoted', text],
    ['a mark before the header', `\uFEFF${text}`],
    ['line ends of Windows', text.replaceAll('\n', '\r\n')],
    ['no line end at the end', text.trimEnd()],
    ['empty lines', `\n${text}\n\n`],
    ['blanks around cells', 'name ; city\n Åsa Öst ; Malmö, Sweden \n'],
    ['semicolons', 'name;city\nÅsa Öst;Malmö, Sweden\n'],
    ['tabs', 'name\tcity\nÅsa Öst\tMalmö, Sweden\n'],
    ['bars', 'name|city\nÅsa Öst|Malmö, Sweden\n'],
    ['Windows-1252', Buffer.from(text, 'latin1')],
    ['UTF-16', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['gzip under any name', gzipSync(text)],
  ])('%s', async (_, content) => {
    expect(await readTable(write(content))).toEqual(expected)
  })

  test('names that are missing or come twice are told apart', async () => {
    const { columns } = await readTable(write('a,,a,a\n1,2,3,4\n'))
    expect(columns).toEqual(['a', 'column_2', 'a_2', 'a_3'])
  })

  test('rows too short or too long hurt no other row', async () => {
    const { rows } = await readTable(write('a,b\n1\n2,3,4\n5,6\n'))
    expect(rows).toEqual([['1'], ['2', '3', '4'], ['5', '6']])
  })

  test('a file without rows, and one that is no longer whole, are refused by name', async () => {
    await expect(readTable(write('a,b\n'))).rejects.toThrow(/needs a line with the names/)
    const half = gzipSync('a,b\n1,2\n'.repeat(1_000)).subarray(0, 30)
    await expect(readTable(write(half))).rejects.toThrow(/cannot be read/)
    await expect(readTable(folder)).rejects.toThrow(/is a folder, no file/)
  })

  test('a cell with anything in it is read as it was written', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'ß', '"', ',', ';', '\n', '\t', '|') })
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1 }), async (cells) => {
        const lines = [['a', 'b'], ...cells].map((row) => row.map(quoted).join(';'))
        const { rows } = await readTable(write(lines.join('\n'), 'anything.csv'))
        expect(rows).toEqual(cells.map((row) => row.map((text) => text.trim())))
      }),
      { numRuns: 40 },
    )
  })
})

describe('the delimiter is the one that cuts all lines alike', () => {
  test.each([
    ['name;address\nAnn;1, High Street, Leeds\nBo;2, Low Road, York\n', ';'],
    ['a,b,c\n"1;2",3,4\n"5;6",7,8\n', ','],
    ['only\none\ncolumn\n', ','],
    ['"a;b"\t"c;d"\n1\t2\n', '\t'],
  ])('%j', (sample, delimiter) => {
    expect(guessDelimiter(sample)).toBe(delimiter)
  })
})

describe('what the resolver is shown', () => {
  const path = write(
    'Truth,name,city,truth_home\nx,Ann,,h1\nx,Anne,Leeds,h1\ny,Bo,York,h2\n,Cy,,h3\n',
  )

  test('never the answer, whatever the case of its letters, nor what is ignored', async () => {
    const { rows } = await read(path, { ignoredColumns: ['TRUTH_HOME'] })
    expect(new Set(rows.flatMap(({ traits }) => Object.keys(traits)))).toEqual(
      new Set(['name', 'city']),
    )
    const shown = await read(path)
    expect(shown.rows.flatMap(({ traits }) => Object.values(traits))).not.toContain('x')
  })

  test('no cell that is empty', async () => {
    const { rows } = await read(path, { ignoredColumns: ['truth_home'] })
    expect(rows.find(({ traits }) => traits['name'] === 'Ann')?.traits).toEqual({ name: 'Ann' })
  })

  test('answers stand apart, and a row without one has none', async () => {
    const { rows, truthOf, count } = await read(path)
    expect(count).toBe(4)
    const answer = (name: string) =>
      truthOf.get(rows.find(({ traits }) => traits['name'] === name)?.record ?? '')
    expect([answer('Ann'), answer('Anne'), answer('Bo'), answer('Cy')]).toEqual([
      'x',
      'x',
      'y',
      undefined,
    ])
  })

  test('two files are two sources, shuffled together', async () => {
    const lines = (prefix: string) =>
      `truth,name\n${Array.from({ length: 50 }, (_, at) => `${at},${prefix}${at}`).join('\n')}\n`
    const first = write(lines('a'), 'crm.csv')
    const second = write(gzipSync(lines('b')), 'shop.csv.gz')
    const { rows } = await read(first, { paths: [first, second] })
    expect(new Set(rows.map(({ source }) => source))).toEqual(new Set(['crm', 'shop-2']))
    const changes = rows.filter(({ source }, at) => source !== rows[at - 1]?.source).length
    expect(changes).toBeGreaterThan(20)
  })

  test('the order follows from the seed alone, and record names from the order', async () => {
    const long = write(
      `truth,n\n${Array.from({ length: 99 }, (_, at) => `${at},${at}`).join('\n')}`,
    )
    const order = async (orderSeed: number) =>
      (await read(long, { orderSeed })).rows.map(({ traits }) => traits['n'])
    expect(await order(3)).toEqual(await order(3))
    expect(await order(3)).not.toEqual(await order(4))
    expect(await order(0)).not.toEqual(Array.from({ length: 99 }, (_, at) => String(at)))
    const { rows } = await read(long)
    expect(rows.map(({ record }) => record)).toEqual(rows.map((_, at) => String(at + 1)))
  })

  test('a column to hide that is in none of the files is refused: an answer would be shown', async () => {
    const other = write('truth,n,theirs\nx,1,2\n')
    const hiding = (ignoredColumns: readonly string[]) =>
      read(path, { paths: [path, other], ignoredColumns })
    await expect(hiding(['thiers'])).rejects.toThrow(/no column "thiers" to ignore/)
    await expect(hiding(['theirs', 'Truth_Home'])).resolves.toBeDefined()
  })

  test('a column may be called anything', async () => {
    const odd = write('truth,__proto__,constructor\nx,Ann,Berg\n')
    const { rows } = await read(odd)
    expect(rows.flatMap(({ traits }) => Object.entries(traits))).toEqual([
      ['__proto__', 'Ann'],
      ['constructor', 'Berg'],
    ])
  })

  test('a column that is not there is told with those that are', async () => {
    await expect(read(path, { truthColumn: 'person' })).rejects.toThrow(
      /no column "person"; it has Truth, name, city/,
    )
  })
})
