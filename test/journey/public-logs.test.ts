// The journey model on public event logs, where they are at hand: the figures that the documentation claims.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { evaluateLog } from '../../src/cli/journey/evaluate.ts'
import { readLog } from '../../src/cli/journey/read-log.ts'
import type { SplitKind } from '../../src/cli/journey/split.ts'

const FOLDER = join(import.meta.dirname, '../../../shared/data/journey')
const HELPDESK = join(FOLDER, 'helpdesk.csv')
const isThere = existsSync(HELPDESK)
if (!isThere) console.warn(`SKIPPED: no public event logs in ${FOLDER}; nothing was measured`)

const COLUMNS = { case: 'case_id', activity: 'activity', time: 'timestamp', filters: [] }

async function measure(split: SplitKind, seed = 1) {
  const log = await readLog(HELPDESK, COLUMNS)
  const clock = () => performance.now()
  return evaluateLog(log, { split, seed, clock, processorTime: clock })
}

describe.skipIf(!isThere)('the helpdesk log', () => {
  test('random splits: next step, calibration, time left and its band', async () => {
    const results = [
      await measure('random', 1),
      await measure('random', 2),
      await measure('random', 3),
    ]
    const mean = (of: (result: (typeof results)[number]) => number): number =>
      results.reduce((sum, result) => sum + of(result), 0) / results.length
    expect(mean(({ nextStep }) => nextStep.accuracy)).toBeGreaterThan(0.857)
    expect(mean(({ nextStep }) => nextStep.ece)).toBeLessThan(0.03)
    expect(mean(({ remainingTime }) => remainingTime.maeDays)).toBeLessThan(6.6)
    const coverage = mean((result) => result.remainingTime.coverage)
    expect(coverage).toBeGreaterThan(0.77)
    expect(coverage).toBeLessThan(0.84)
    for (const { nextStep, remainingTime, baselines } of results) {
      expect(nextStep.accuracy).toBeGreaterThan(baselines.nextStep.accuracy)
      expect(remainingTime.maeDays).toBeLessThan(baselines.remainingTime.maeDays)
    }
  })

  test('in order of time: no fixed order is better by half a point, and learning as it goes adapts', async () => {
    const { nextStep, variants, remainingTime, baselines, streaming } =
      await measure('chronological')
    expect(nextStep.accuracy).toBeGreaterThan(Math.max(...Object.values(variants)) - 0.005)
    expect(nextStep.accuracy).toBeGreaterThan(0.745)
    expect(remainingTime.maeDays).toBeLessThan(baselines.remainingTime.maeDays / 2)
    expect(streaming?.remainingTime.coverage).toBeGreaterThan(0.75)
    expect(streaming?.remainingTime.coverage).toBeLessThan(0.85)
  })
})
