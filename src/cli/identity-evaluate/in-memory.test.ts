// The product's resolver in memory, streamed and measured as the command does it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readInput } from './input.ts'
import { resolverNamed } from './resolvers.ts'
import { runEvaluation } from './run.ts'

const FEBRL = join(import.meta.dirname, '../../../../shared/data/identity/febrl1.csv')
const isPresent = existsSync(FEBRL)
if (!isPresent) console.warn(`${FEBRL} is not here: the resolver is not measured on it`)

const RUN_MS_MAX = 120_000

describe.skipIf(!isPresent)('on febrl1', () => {
  test('it finds nearly all pairs, wrongly joins nobody, and beats rules', {
    timeout: RUN_MS_MAX,
  }, async () => {
    const input = await readInput({
      paths: [FEBRL],
      truthColumn: 'truth',
      ignoredColumns: [],
      orderSeed: 1,
    })
    const report = await runEvaluation(input, {
      resolver: resolverNamed('in-memory'),
      entity: 'customer',
      names: ['febrl1'],
      orderSeed: 1,
      thresholdBits: undefined,
      batchSize: 200,
      now: () => 0,
      progress: () => {},
    })
    expect(report.pairwise.f1).toBeGreaterThan(0.98)
    expect(report.overMerged).toBe(0)
    expect(report.pairwise.f1).toBeGreaterThan(report.rulesOnly?.pairwise.f1 ?? 1)
    expect(report.missedByBlocking).toBeLessThan(0.01)
  })
})
