// Event logs of any make become the same cases.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readLog } from './read-log.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alidade-log-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function read(
  content: string | Buffer,
  columns: Partial<Parameters<typeof readLog>[1]> = {},
) {
  const path = join(folder, 'log.csv')
  writeFileSync(path, content)
  return readLog(path, { case: 'case', activity: 'what', time: 'when', filters: [], ...columns })
}

const told = ({ cases }: Awaited<ReturnType<typeof readLog>>) =>
  cases.map(({ id, steps }) => [id, steps.map(({ step }) => step).join(' ')])

describe('an event log', () => {
  test('rows in any order, cases mixed', async () => {
    const log = await read(
      'case,what,when\n1,b,2024-01-02\n2,x,2024-01-01\n1,a,2024-01-01\n1,c,2024-01-03\n',
    )
    expect(told(log)).toEqual([
      ['1', 'a b c'],
      ['2', 'x'],
    ])
  })

  test('a case whose last step is no end goes on', async () => {
    const rows = ['1,open', '1,closed', '2,open', '3,open', '3,cancelled', '4,closed', '4,reopened']
    const text = ['case,what,when', ...rows.map((row, n) => `${row},2024-01-0${n + 1}`)].join('\n')
    const open = async (ends: readonly string[]) =>
      (await read(text, { ends })).cases.filter(({ isOpen }) => isOpen).map(({ id }) => id)
    expect(await open([])).toEqual([])
    expect(await open(['closed', 'cancelled'])).toEqual(['2', '4'])
    await expect(open(['Closed'])).rejects.toThrow(
      'No case ends with "Closed". Cases end with: closed (1), open (1), cancelled (1), reopened (1)',
    )
  })

  test('rows of one moment stay as the file has them, also where the newest comes first', async () => {
    const rows = ['1,a,2024-01-01', '1,b,2024-01-02', '1,c,2024-01-02', '1,d,2024-01-03']
    expect(told(await read(['case,what,when', ...rows].join('\n')))).toEqual([['1', 'a b c d']])
    const reversed = ['case,what,when', ...rows.toReversed()].join('\n')
    expect(told(await read(reversed))).toEqual([['1', 'a b c d']])
  })

  test.each([
    ['semicolons', 'case;what;when\n1;a, b;2024-01-01\n', 'a, b'],
    ['tabs and a byte order mark', '\uFEFFcase\twhat\twhen\n1\ta\t2024-01-01\n', 'a'],
    ['quotes', 'case,what,when\n1,"a ""x"", y",2024-01-01\n', 'a "x", y'],
    ['other capitals in the header', 'Case, What ,WHEN\n1,a,2024-01-01\n', 'a'],
  ])('%s', async (_, content, step) => {
    expect(told(await read(content))).toEqual([['1', step]])
  })

  test('packed files and Latin 1 are read', async () => {
    expect(told(await read(gzipSync('case,what,when\n1,a,2024-01-01\n')))).toEqual([['1', 'a']])
    const latin = Buffer.from('case,what,when\n1,prüfen,2024-01-01\n', 'latin1')
    expect(told(await read(latin))).toEqual([['1', 'prüfen']])
  })

  test('a filter keeps the rows that have the value', async () => {
    const content = 'case,what,when,phase\n1,a,2024-01-01,start\n1,a,2024-01-02,complete\n'
    const log = await read(content, { filters: [{ column: 'phase', value: 'complete' }] })
    expect(log.rows).toBe(1)
  })

  test('rows that cannot be read are counted; with most of them unreadable it is an error', async () => {
    const log = await read('case,what,when\n1,a,2024-01-01\n1,b,soon\n1,c,2024-01-02\n')
    expect(log).toMatchObject({ rows: 3, skipped: 1 })
    await expect(read('case,what,when\n1,a,soon\n1,b,later\n')).rejects.toThrow(/2 of 2 rows/)
  })

  test('a column that is not there is told with those that are', async () => {
    await expect(read('case,what,when\n1,a,2024-01-01\n', { activity: 'step' })).rejects.toThrow(
      /no column "step".*case, what, when/,
    )
  })
})
