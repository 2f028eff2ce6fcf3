// Every benchmark runs at a tiny size and prints one JSON object of the promised shape. Speed is not looked at.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { provideCreator } from '../support/postgres.ts'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '..', '..')
/** Four runs, each with a fresh database; alone they take some seconds each. */
const RUN_MS_MAX = 60_000
const TINY = ['--quick', '--json', '--customers', '60']

async function bench(
  name: string,
  events: number,
  more: readonly string[] = [],
): Promise<Record<string, unknown>> {
  const args = [join('bench', 'main.ts'), name, ...TINY, '--events', String(events), ...more]
  const { stdout, stderr } = await run(process.execPath, args, { cwd: ROOT, timeout: RUN_MS_MAX })
  expect(stderr).toBe('')
  expect(stdout.trimEnd().split('\n')).toHaveLength(1)
  return JSON.parse(stdout)
}

const positive = expect.toSatisfy((value: unknown) => typeof value === 'number' && value > 0)
const EVERY_RESULT = {
  p50Ms: positive,
  p99Ms: positive,
  floor: positive,
  ratio: positive,
  customers: 60,
  rssMb: positive,
  node: process.version,
  postgres: expect.stringMatching(/^\d+/),
  loadAverage: expect.any(Number),
}

describe('npm run bench prints one JSON object', { timeout: RUN_MS_MAX }, () => {
  test('ingest: rates of batches and singles, all stored once and seen in views', async () => {
    expect(await bench('ingest', 400)).toMatchObject({
      ...EVERY_RESULT,
      bench: 'ingest',
      eventsPerSecond: positive,
      eventsPerSecondSingle: positive,
      events: 400,
      sampledInViews: positive,
    })
  })

  test('view: rates alone and while events come in, and every trial was fresh', async () => {
    expect(await bench('view', 600)).toMatchObject({
      ...EVERY_RESULT,
      bench: 'view',
      viewsPerSecond: positive,
      freshShare: 1,
      freshTrials: positive,
      whileEventsComeIn: { viewsPerSecond: positive, p99Ms: positive, eventsPerSecond: positive },
    })
  })

  test('curve: the cost of an event at each size', async () => {
    const result = await bench('curve', 500)
    expect(result).toMatchObject({ ...EVERY_RESULT, bench: 'curve', eventsPerSecond: positive })
    expect(result['points']).toEqual([
      expect.objectContaining({
        events: positive,
        eventsPerSecond: positive,
        serverCpuMs: positive,
      }),
    ])
  })

  test('fat-customer: her view, and the others before and after', async () => {
    const side = { ingest: { eventsPerSecond: positive }, othersView: { p99Ms: positive } }
    expect(await bench('fat-customer', 500)).toMatchObject({
      ...EVERY_RESULT,
      bench: 'fat-customer',
      viewsPerSecond: positive,
      before: side,
      after: side,
    })
  })

  test('identity: figures of our made-up customers beside those of rules', async () => {
    const args = ['--size', '300', '--sets', 'customers-multi']
    const { sets, ...result } = await bench('identity', 1, args)
    expect(result).toMatchObject({ bench: 'identity', node: process.version })
    expect(sets).toEqual([
      expect.objectContaining({
        set: 'customers-multi-300',
        records: 300,
        pairwise: { precision: positive, recall: positive, f1: positive },
        bcubed: expect.objectContaining({ f1: positive }),
        exactCluster: { f1: positive },
        overMergeRate: expect.any(Number),
        recordsPerSecond: positive,
        rulesOnly: expect.objectContaining({ pairwise: { f1: positive } }),
      }),
    ])
  })

  test('retrieval: ours beside PostgreSQL’s own ranking, no worse on any set', async () => {
    const { sets } = await bench('retrieval', 1)
    const figures = { recallAt1: expect.any(Number), recallAt3: positive, microsPerQuery: positive }
    expect(sets).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          set: 'in-our-words',
          questions: 60,
          ours: expect.objectContaining(figures),
          oursWordsOnly: expect.objectContaining(figures),
          postgres: expect.objectContaining({
            'rankCd.everyWord': expect.objectContaining(figures),
          }),
        }),
      ]),
    )
    for (const { ours, postgresBestRecallAt1 } of sets as {
      ours: { recallAt1: number }
      postgresBestRecallAt1: number
    }[]) {
      expect(ours.recallAt1).toBeGreaterThanOrEqual(postgresBestRecallAt1)
    }
  })

  test('a server database is used when one is named, and nothing stays on it', async () => {
    const url = await provideCreator()
    const args = ['--database-url', url]
    const { database, postgres } = await bench('ingest', 200, args)
    expect([database, postgres]).toEqual(['server', expect.stringMatching(/^\d+/)])
    const client = new pg.Client(url)
    await client.connect()
    const { rows } = await client.query(
      "select datname from pg_database where datname like 'alidade_bench_%'",
    )
    await client.end()
    expect(rows).toEqual([])
  })

  test('an unknown name is refused with the list of names', async () => {
    const asked = run(process.execPath, [join('bench', 'main.ts'), 'nothing'], { cwd: ROOT })
    await expect(asked).rejects.toThrow(/no benchmark "nothing"[\s\S]*fat-customer/)
  })
})
