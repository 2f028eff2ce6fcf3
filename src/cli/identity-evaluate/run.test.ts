// A whole evaluation on a few people: figures, clock, yardstick, and that a resolver is always closed.
import { describe, expect, test } from 'vitest'
import { arrange } from './input.ts'
import { reportLines } from './report.ts'
import type { OnlineResolver, SourceRow } from './resolver.ts'
import { resolverNamed } from './resolvers.ts'
import { type EvaluationSettings, runEvaluation } from './run.ts'

interface Person extends Readonly<Record<string, string>> {
  readonly truth: string
}

const GIVEN = ['Ann', 'Bo', 'Cecil', 'Dora', 'Erik', 'Fay', 'Gus', 'Hanna', 'Ivar', 'June']
const FAMILY = ['Berg', 'Lund', 'Ek', 'Dale', 'Moss', 'Reed']

/** Sixty people, twice each: the second time without one of e-mail and telephone, all at one switchboard. */
const PEOPLE: readonly Person[] = GIVEN.flatMap((given, g) =>
  FAMILY.flatMap((family, f): readonly Person[] => {
    const number = g * FAMILY.length + f
    const truth = `p${number}`
    const email = `${given}.${family}@mail${number}.org`.toLowerCase()
    const phone = `+4670123${4000 + number * 7}`
    const birth = `19${40 + g}-0${1 + f}-1${g % 10}`
    const name = { first_name: given, last_name: family }
    const first = { truth, ...name, birth_date: birth, email, phone, office_phone: '+4681234000' }
    const second = [
      { truth, email: email.toUpperCase() },
      { truth, phone: phone.replace('+46', '0') },
      { truth, first_name: family, last_name: given.toUpperCase(), birth_date: birth },
    ][number % 3]
    return [first, second ?? first]
  }),
)

const input = () =>
  arrange(PEOPLE, 1, {
    truthOf: ({ truth }) => truth,
    sourceOf: () => 'people',
    traitsOf: ({ truth: _, ...traits }) => traits,
  })

function settings(parts: Partial<EvaluationSettings> = {}): EvaluationSettings {
  let time = 0
  return {
    resolver: resolverNamed('rules-only'),
    entity: 'customer',
    names: ['people'],
    orderSeed: 1,
    thresholdBits: undefined,
    batchSize: 50,
    // Every look at the clock is ten milliseconds later.
    now: () => {
      time += 10
      return time
    },
    progress: () => {},
    ...parts,
  }
}

describe('rules only', () => {
  test('find who shares an e-mail address, a telephone, or name and birth date, and nobody else', async () => {
    const report = await runEvaluation(input(), settings())
    expect(report).toMatchObject({
      arrived: 120,
      records: 120,
      people: 60,
      customers: 60,
      pairwise: { precision: 1, recall: 1, f1: 1 },
      overMergeRate: 0,
      missedByBlocking: null,
      review: { size: 0, yield: null },
    })
    expect(report).not.toHaveProperty('rulesOnly')
  })
})

describe('a resolver of any kind', () => {
  /** Takes all records of a batch for one customer, and tells that it compared the first with the others. */
  const perBatch = (log: string[], fault?: Error) => async (): Promise<OnlineResolver> => {
    const batches: (readonly SourceRow[])[] = []
    return {
      add: async (batch) => {
        log.push(`add ${batch.length}`)
        batches.push(batch)
      },
      finish: async () => {
        if (fault) throw fault
        return {
          customerOf: new Map(
            batches.flatMap((batch, at) =>
              batch.map(({ record }) => [record, String(at)] as const),
            ),
          ),
          review: () => [{ a: '1', b: '2' }],
          *compared() {
            yield { record: '1', others: batches.flat().map(({ record }) => record) }
          },
        }
      },
      close: async () => {
        log.push('close')
      },
    }
  }

  test('gets the rows in batches, is timed, judged beside the rules, and closed', async () => {
    const log: string[] = []
    const open = perBatch(log)
    const report = await runEvaluation(input(), settings({ resolver: { name: 'in-memory', open } }))
    expect(log).toEqual(['add 50', 'add 50', 'add 20', 'close'])
    expect(report.customers).toBe(3)
    expect(report.overMergeRate).toBe(1)
    expect(report.missedByBlocking).toBeGreaterThan(0)
    expect(report.review.size).toBe(1)
    // Looks: start, two per batch, end of arrival, end: 8 steps of 10 ms for 120 records.
    expect(report.recordsPerSecond).toBeCloseTo(120 / 0.08, 6)
    expect(report.batchMs).toEqual({ p50: 10, p95: 10 })
    expect(report.rulesOnly?.pairwise.f1).toBe(1)
  })

  test('is closed after a fault too', async () => {
    const log: string[] = []
    const open = perBatch(log, new Error('broken'))
    const running = runEvaluation(input(), settings({ resolver: { name: 'in-memory', open } }))
    await expect(running).rejects.toThrow('broken')
    expect(log.at(-1)).toBe('close')
  })
})

test('the report for people names every figure', async () => {
  const text = reportLines(await runEvaluation(input(), settings())).join('\n')
  for (const words of [
    /120 records of people, order 1, resolver rules-only/,
    /pairwise +1\.0000 +1\.0000 +1\.0000/,
    /B-cubed/,
    /exact customers/,
    /more than one person +0 \(0\.00 %\)/,
    /never compared +not told/,
    /records per second/,
  ]) {
    expect(text).toMatch(words)
  }
})
