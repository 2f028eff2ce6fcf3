// What her words are about and how she says it: the public sets of requests and emotions, trained and measured with the
// one setting there is, and the model of the default catalogue. Constants were set on training and validation parts.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { whereOf } from '../src/cli/csv-options.ts'
import { evaluateModel } from '../src/cli/language/evaluate.ts'
import { readExamples } from '../src/cli/language/read-examples.ts'
import { readMessage } from '../src/core/objective/language/model.ts'
import { encodeModel } from '../src/core/objective/language/model-bytes.ts'
import { type Example, trainLanguage } from '../src/core/objective/language/train.ts'
import { trainMoodModel } from '../src/core/objective/mood.ts'
import { trainCatalogue } from '../src/core/objective/teach.ts'
import { defaultDefinitions } from '../src/testing/default-definitions.ts'
import { latencyOf, rounded } from './statistics.ts'

const DATA = join(import.meta.dirname, '..', '..', 'shared', 'data', 'language')

interface Part {
  readonly file: string
  readonly where?: string
}

/** Name of the set, what to learn from, what to be measured on, and the column of the answer. */
const SETS: readonly (readonly [name: string, train: Part, test: Part, label: string])[] = [
  ['banking77', { file: 'banking77_train.csv' }, { file: 'banking77_test.csv' }, 'label'],
  ['goemotions', { file: 'goemotions_train.csv.gz' }, { file: 'goemotions_test.csv' }, 'labels'],
  [
    'tweeteval-emotion',
    { file: 'tweeteval_emotion.csv', where: 'split=train' },
    { file: 'tweeteval_emotion.csv', where: 'split=test' },
    'label',
  ],
  [
    'tweeteval-sentiment',
    { file: 'tweeteval_sentiment.csv', where: 'split=val' },
    { file: 'tweeteval_sentiment.csv', where: 'split=test' },
    'label',
  ],
]

/** Shares from 0 to 1, times as the names say. */
export async function language(): Promise<object> {
  const sets: Record<string, object> = {}
  for (const [name, train, test, label] of SETS) {
    if (!existsSync(join(DATA, train.file))) sets[name] = { skipped: `no ${train.file} in ${DATA}` }
    else sets[name] = measure(await examplesOf(train, label), await examplesOf(test, label))
  }
  return { sets, catalogue: measureOwn(trainOwn), mood: measureOwn(trainMoodModel) }
}

async function examplesOf({ file, where }: Part, label: string): Promise<readonly Example[]> {
  const columns = { text: 'text', label, unknown: undefined }
  const only = where === undefined ? undefined : whereOf(where, 'where')
  return (await readExamples(join(DATA, file), columns, only)).examples
}

function measure(train: readonly Example[], test: readonly Example[]): object {
  const startedAt = performance.now()
  const model = trainLanguage(train)
  const trainSeconds = (performance.now() - startedAt) / 1000
  const report = evaluateModel(model, test, false)
  return {
    ...report,
    accuracy: rounded(report.accuracy, 4),
    macroF1: rounded(report.macroF1, 4),
    trainSeconds: rounded(trainSeconds),
    modelBytes: encodeModel(model).length,
  }
}

function trainOwn() {
  const model = trainCatalogue(defaultDefinitions().objectives ?? [])
  if (!model) throw new Error('The default catalogue has no examples')
  return model
}

const READS = 2_000

function measureOwn(train: () => ReturnType<typeof trainMoodModel>): object {
  const startedAt = performance.now()
  const model = train()
  const trainMs = performance.now() - startedAt
  const times = Array.from({ length: READS }, (_, n) => {
    const from = performance.now()
    readMessage(model, `my router is dead again since ${n} hours and nobody answers the phone`)
    return performance.now() - from
  })
  return { messages: model.messages, trainMs: rounded(trainMs), readMs: latencyOf(times) }
}
