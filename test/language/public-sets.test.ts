// The language model on public sets, small parts of their training files only: quick, and the test files stay untouched.
// They lie beside the project and are no part of it; src/core/objective covers the same ground with words of our own.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { whereOf } from '../../src/cli/csv-options.ts'
import { evaluateModel, type LanguageReport } from '../../src/cli/language/evaluate.ts'
import { readExamples } from '../../src/cli/language/read-examples.ts'
import { type Example, trainLanguage } from '../../src/core/objective/language/train.ts'

const DATA = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'language')
const BANKING = join(DATA, 'banking77_train.csv')
const EMOTION = join(DATA, 'tweeteval_emotion.csv')
const isThere = existsSync(BANKING) && existsSync(EMOTION)
if (!isThere) {
  console.warn(
    `SKIPPED: the public language sets are not at ${DATA}; src/core/objective/language covers the same with words of our own`,
  )
}
const COLUMNS = { text: 'text', label: 'label', unknown: undefined }
const LABELS = 30
const MINUTE = 60_000

/** Messages of the first labels; every fifth is held out. */
async function someRequests(): Promise<
  readonly [train: readonly Example[], held: readonly Example[]]
> {
  const { examples: all } = await readExamples(BANKING, COLUMNS, undefined)
  const labels = [...new Set(all.flatMap((one) => one.labels))].sort().slice(0, LABELS)
  const some = all.filter((one) => labels.includes(one.labels[0] ?? ''))
  return [some.filter((_, n) => n % 5 !== 0), some.filter((_, n) => n % 5 === 0)]
}

describe.skipIf(!isThere)('on requests to a bank', () => {
  test('most are understood, and chances mean what they say', { timeout: MINUTE }, async () => {
    const [train, held] = await someRequests()
    const report = evaluateModel(trainLanguage(train), held, false)
    expect(report.accuracy).toBeGreaterThan(0.9)
    expect(report.accuracyAt80).toBeGreaterThan(0.96)
    expect(report.ece).toBeLessThan(0.05)
    expect(report.msPerMessage).toBeLessThan(5)
  })

  test('what was never seen is refused more often than not', { timeout: MINUTE }, async () => {
    const [train, held] = await someRequests()
    const hidden = new Set(
      [...new Set(train.flatMap((one) => one.labels))].filter((_, n) => n % 4 === 1),
    )
    const isHidden = (one: Example): boolean => hidden.has(one.labels[0] ?? '')
    const model = trainLanguage(train.filter((one) => !isHidden(one)))
    const test = held.map((one) => (isHidden(one) ? { ...one, labels: [] } : one))
    const report: LanguageReport = evaluateModel(model, test, true)
    expect(report.unknown?.recall).toBeGreaterThan(0.4)
    expect(report.unknown?.precision).toBeGreaterThan(0.5)
    expect(report.accuracy).toBeGreaterThan(0.82)
  })
})

test.skipIf(!isThere)('emotions of short texts are told apart', { timeout: MINUTE }, async () => {
  const [train, val] = await Promise.all(
    ['train', 'val'].map((split) =>
      readExamples(EMOTION, COLUMNS, whereOf(`split=${split}`, 'where')).then(
        ({ examples }) => examples,
      ),
    ),
  )
  const report = evaluateModel(trainLanguage(train ?? []), val ?? [], false)
  expect(report.macroF1).toBeGreaterThan(0.62)
})
