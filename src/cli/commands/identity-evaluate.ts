// alidade identity evaluate: how well customers are told apart on data whose right answer is known.
import { performance } from 'node:perf_hooks'
import type { Call, Command } from '../command.ts'
import { EXIT, UsageError } from '../exit.ts'
import { BATCH_SIZE } from '../identity-evaluate/batches.ts'
import { type InputSettings, readInput } from '../identity-evaluate/input.ts'
import { reportLines } from '../identity-evaluate/report.ts'
import { type NamedResolver, resolverNamed } from '../identity-evaluate/resolvers.ts'
import { runEvaluation } from '../identity-evaluate/run.ts'
import { count } from '../table.ts'
import { ENTITY, entityOf } from './identity-reviews.ts'

export const evaluateCommand: Command = {
  words: ['identity', 'evaluate'],
  summary: 'measure on labelled rows how well customers are told apart',
  details: [
    'Rows arrive in shuffled order, as from one source, or two with --input2. Any CSV with a header goes: comma,',
    'semicolon, tab or bar; plain or gzip; UTF-8, UTF-16 or Windows-1252. Nothing has to be configured.',
    'The column of --truth is never shown to the resolver, in either file. Every other column is: hide other',
    'answers with --ignore. Rows without an answer are resolved and not counted.',
    'docs/guides/identity-evaluate.md says what the figures mean.',
  ],
  options: {
    input: { kind: 'text', value: 'FILE', help: 'rows with a header, .csv or .csv.gz (needed)' },
    input2: { kind: 'text', value: 'FILE', help: 'rows of a second source' },
    truth: { kind: 'text', value: 'COLUMN', help: 'who each row truly is (needed)' },
    ignore: { kind: 'list', value: 'COLUMN', help: 'hide this column too; can be repeated' },
    entity: ENTITY,
    'order-seed': { kind: 'text', value: 'N', help: 'another number, another order (1)' },
    threshold: { kind: 'text', value: 'BITS', help: 'link from this score on (the default)' },
    batch: {
      kind: 'text',
      value: 'N',
      help: `records that arrive together, 1 = singly (${BATCH_SIZE})`,
    },
    'in-memory': { kind: 'flag', help: 'with an index in memory instead of a database' },
    'rules-only': {
      kind: 'flag',
      help: 'only exact e-mail, phone, id, domain, name with birth date',
    },
  },
  examples: [
    'alidade identity evaluate --input people.csv --truth person_id',
    'alidade identity evaluate --input firms.csv --truth firm --entity account',
    'alidade identity evaluate --input crm.csv.gz --input2 shop.csv --truth person_id --order-seed 2 --json',
  ],
  run: async (call) => {
    const settings = inputOf(call)
    const thresholdBits = thresholdOf(call)
    const resolver = resolverOf(call)
    const input = await readInput(settings)
    const report = await runEvaluation(input, {
      resolver,
      entity: entityOf(call) ?? 'customer',
      names: settings.paths,
      orderSeed: settings.orderSeed,
      thresholdBits,
      batchSize: call.whole('batch', { min: 1, max: BATCH_MAX }) ?? BATCH_SIZE,
      now: () => performance.now(),
      progress: (records) => call.io.status(`${count(records)} of ${count(input.count)} records`),
    })
    call.io.status('')
    call.answer(report, reportLines(report))
    return EXIT.ok
  },
}

const SEED_MAX = 4_294_967_295
const BATCH_MAX = 100_000

function inputOf(call: Call): InputSettings {
  const second = call.text('input2')
  return {
    paths: [call.required('input'), ...(second === undefined ? [] : [second])],
    truthColumn: call.required('truth'),
    ignoredColumns: call.list('ignore'),
    orderSeed: call.whole('order-seed', { min: 0, max: SEED_MAX }) ?? 1,
  }
}

/** Bits may be a fraction and below zero. */
function thresholdOf(call: Call): number | undefined {
  const text = call.text('threshold')
  if (text === undefined) return undefined
  const bits = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isFinite(bits)) return bits
  throw new UsageError(`--threshold must be a number of bits, not "${text}"`)
}

function resolverOf(call: Call): NamedResolver {
  const isInMemory = call.flag('in-memory')
  const isRulesOnly = call.flag('rules-only')
  if (isInMemory && isRulesOnly) {
    throw new UsageError('Either --in-memory or --rules-only, not both')
  }
  if (isInMemory) return resolverNamed('in-memory')
  return isRulesOnly ? resolverNamed('rules-only') : resolverNamed()
}
