// alidade language: trains a language model on labelled messages, and measures one on messages it has not seen.
import { readFile, writeFile } from 'node:fs/promises'
import type { LanguageModel } from '../../core/objective/language/model.ts'
import {
  decodeModel,
  encodeModel,
  MODEL_BYTES_MAX,
} from '../../core/objective/language/model-bytes.ts'
import { trainLanguage } from '../../core/objective/language/train.ts'
import type { Call, Command, OptionSpecs } from '../command.ts'
import { column, file, rowsWhere, seed, seedOf, type Where, whereOf } from '../csv-options.ts'
import { CommandError, EXIT, UsageError } from '../exit.ts'
import { evaluateModel, type LanguageReport } from '../language/evaluate.ts'
import { type ReadExamples, readExamples } from '../language/read-examples.ts'
import { count } from '../table.ts'

const EXAMPLES: OptionSpecs = {
  train: file('FILE', 'labelled messages to learn from (CSV, JSON, .gz)'),
  'train-where': rowsWhere('only rows of --train with this value'),
  dev: file('FILE', 'further labelled messages to learn from'),
  text: column('column of the message (text)'),
  label: column('column of the label; several stand as a|b (label)'),
  unknown: {
    kind: 'text',
    value: 'LABEL',
    help: 'label of messages that no other label covers; the model may then answer "unknown"',
  },
  seed: seed('order of learning'),
}

export const trainLanguageCommand: Command = {
  words: ['language', 'train'],
  summary: 'learn labels such as objectives from labelled messages',
  details: ['Learns in seconds, on this machine, without any download.'],
  options: { ...EXAMPLES, out: { kind: 'text', value: 'FILE', help: 'where the model goes' } },
  examples: [
    'alidade language train --train requests.csv --text said --label reason --out reasons.alm',
  ],
  run: async (call) => {
    const out = call.required('out')
    const { model, seconds, skipped } = await train(call)
    const bytes = encodeModel(model)
    await writeFile(out, bytes)
    const { messages, labels } = model
    const modelBytes = bytes.length
    call.answer({ out, messages, labels: labels.length, skipped, modelBytes, seconds }, [
      `${count(messages)} messages, ${count(labels.length)} labels, ${count(bytes.length)} bytes in ${out}`,
      ...skippedLines({ skipped }),
    ])
    return EXIT.ok
  },
}

export const evaluateLanguageCommand: Command = {
  words: ['language', 'evaluate'],
  summary: 'measure a language model on labelled messages it has not seen',
  details: [
    'Trains on --train first, or takes a --model. With --unknown, rows of that label should be refused;',
    'where --train has none, the model must refuse without having seen any.',
  ],
  options: {
    ...EXAMPLES,
    test: file('FILE', 'labelled messages to be measured on'),
    'test-where': rowsWhere('only rows of --test with this value'),
    model: file('FILE', 'a trained model instead of --train'),
  },
  examples: [
    'alidade language evaluate --train train.csv --test test.csv --text text --label intent --json',
    'alidade language evaluate --model m.alm --test test.csv --label intent --unknown oos',
  ],
  run: async (call) => {
    const testFile = call.required('test')
    const where = whereIn(call, 'test-where')
    const test = await readExamples(testFile, columnsOf(call), where)
    const { model, ...trained } = await trainedOrRead(call)
    const report = {
      ...evaluateModel(model, test.examples, call.text('unknown') !== undefined),
      skipped: test.skipped,
      modelBytes: encodeModel(model).length,
      ...('seconds' in trained && {
        trainSeconds: trained.seconds,
        trainMessages: model.messages,
        trainSkipped: trained.skipped,
      }),
    }
    call.answer(report, linesOf(report))
    return EXIT.ok
  },
}

interface Trained {
  readonly model: LanguageModel
  readonly seconds: number
  /** rows without text or label */
  readonly skipped: number
}

async function trainedOrRead(call: Call): Promise<Trained | Pick<Trained, 'model'>> {
  const file = call.text('model')
  if (file === undefined) return train(call)
  if (call.text('train') !== undefined) throw new UsageError('Either --train or --model, not both')
  return { model: await readModel(file) }
}

async function train(call: Call): Promise<Trained> {
  const { examples, skipped } = await trainingExamples(call)
  const startedAt = performance.now()
  try {
    const model = trainLanguage(examples, {
      seed: seedOf(call),
      onProgress: (share) => call.io.status(`learning: ${Math.round(share * 100)} %`),
    })
    call.io.status('')
    return { model, seconds: (performance.now() - startedAt) / 1000, skipped }
  } catch (cause) {
    if (cause instanceof RangeError) throw new CommandError(cause.message, { cause })
    throw cause
  }
}

function whereIn(call: Call, name: string): Where | undefined {
  const text = call.text(name)
  return text === undefined ? undefined : whereOf(text, name)
}

async function trainingExamples(call: Call): Promise<ReadExamples> {
  const where = whereIn(call, 'train-where')
  const train = await readExamples(call.required('train'), columnsOf(call), where)
  const file = call.text('dev')
  if (file === undefined) return train
  const dev = await readExamples(file, columnsOf(call), undefined)
  return {
    examples: [...train.examples, ...dev.examples],
    skipped: train.skipped + dev.skipped,
  }
}

function columnsOf(call: Call) {
  return {
    text: call.text('text') ?? 'text',
    label: call.text('label') ?? 'label',
    unknown: call.text('unknown'),
  }
}

async function readModel(file: string): Promise<LanguageModel> {
  const bytes = await readFile(file)
  if (bytes.length > MODEL_BYTES_MAX) throw new CommandError(`${file} is larger than a model is`)
  try {
    return decodeModel(bytes)
  } catch (cause) {
    throw new CommandError(`${file}: ${(cause as Error).message}`, { cause })
  }
}

interface Skipped {
  readonly skipped: number
  readonly trainSkipped?: number
}

function skippedLines({ skipped, trainSkipped = 0 }: Skipped): readonly string[] {
  const all = skipped + trainSkipped
  return all === 0 ? [] : [`${count(all)} rows without text or label were left out`]
}

function linesOf(
  report: LanguageReport & Skipped & { readonly modelBytes: number },
): readonly string[] {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
  const { unknown } = report
  return [
    `${count(report.messages)} messages, ${count(report.labels)} labels`,
    ...skippedLines(report),
    `accuracy ${percent(report.accuracy)}, of the surest 80 % ${percent(report.accuracyAt80)}`,
    `macro-F1 ${percent(report.macroF1)}, calibration error ${percent(report.ece)}`,
    ...(unknown
      ? [
          `unknown: found ${percent(unknown.recall)}, right when refused ${percent(unknown.precision)}`,
        ]
      : []),
    `${report.msPerMessage.toFixed(3)} ms a message, model of ${count(report.modelBytes)} bytes`,
  ]
}
