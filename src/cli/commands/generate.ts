// alidade generate: event streams of any size, with the troubles of real life, as JSON lines or straight to a server;
// or labelled customer records of five sources as CSV.
import type { CollectAnswer } from '../../contract/api.ts'
import { createTransport } from '../../sdk/transport.ts'
import { generateEvents, itemText, type StreamOptions } from '../../testing/stream.ts'
import type { Call, Command, OptionSpecs } from '../command.ts'
import { EXIT, type ExitCode, UsageError } from '../exit.ts'
import { writeCustomersMulti } from '../generate/customers-multi.ts'
import { openSink } from '../generate/sink.ts'
import { REMOTE, type Remote, remoteOf } from '../options.ts'
import { batchBodies } from '../request-bodies.ts'
import { count } from '../table.ts'

/** Shares of trouble in a stream nobody asked to be clean. */
const SHARES = {
  late: 0.02,
  shuffled: 0.05,
  duplicated: 0.02,
  conflicting: 0.001,
  malformed: 0.002,
  'shared-devices': 0.02,
} as const
type Share = keyof typeof SHARES

const SHARE_HELP: Readonly<Record<Share, string>> = {
  late: 'share that happened up to 30 days before',
  shuffled: 'share that comes out of order',
  duplicated: 'share that repeats an earlier event',
  conflicting: 'share with the id of another event',
  malformed: 'share that is no proper event',
  'shared-devices': 'share of customers who share a device',
}

export const generateCommand: Command = {
  words: ['generate'],
  summary: 'write an event stream: late, shuffled, duplicated, malformed, shared devices',
  details: [
    'The same options give the same stream. Times end at --ends-at, by default last midnight UTC.',
    'With --kind customers-multi: people as CRM, web, support, billing and shop know them, in one wide CSV with the',
    'answer in its column truth, for alidade identity evaluate. It takes --records, --seed, --out and --truth.',
  ],
  options: {
    kind: { kind: 'text', value: 'KIND', help: 'events or customers-multi (events)' },
    records: { kind: 'text', value: 'N', help: 'how many records of customers-multi (10000)' },
    customers: { kind: 'text', value: 'N', help: 'how many people (1000)' },
    events: { kind: 'text', value: 'N', help: 'how many items (10000)' },
    seed: { kind: 'text', value: 'N', help: 'another number, another stream (1)' },
    days: { kind: 'text', value: 'N', help: 'days that the stream covers (30)' },
    'ends-at': { kind: 'text', value: 'TIME', help: 'time of the newest event, ISO 8601' },
    ...shareOptions(),
    clean: { kind: 'flag', help: 'no trouble at all, unless a share is given' },
    out: { kind: 'text', value: 'FILE', help: 'JSON lines to a file instead of standard output' },
    truth: { kind: 'text', value: 'FILE', help: 'write the truth about each item beside it' },
    ...REMOTE,
  },
  examples: [
    'alidade generate --customers 1000 --events 100000 --seed 7 --out events.jsonl',
    'alidade generate --kind customers-multi --records 50000 --out people.csv',
    'alidade generate --events 5000 --clean --url http://127.0.0.1:8123 --key alk_...',
  ],
  run: async (call) => {
    if (isCustomersMulti(call)) return writeCustomersMulti(call)
    const remote = call.text('url') === undefined ? undefined : remoteOf(call)
    if (remote && call.text('out') !== undefined) {
      throw new UsageError('Either --out or --url, not both')
    }
    const options = optionsOf(call)
    return remote ? send(call, options, remote) : write(call, options)
  },
}

/** Options of the event stream mean nothing for records, and the other way round; silence would hide a mistake. */
const OF_EVENTS = ['customers', 'events', 'days', 'ends-at', ...Object.keys(SHARES), 'url', 'key']

function isCustomersMulti(call: Call): boolean {
  const kind = call.text('kind') ?? 'events'
  if (kind !== 'events' && kind !== 'customers-multi') {
    throw new UsageError(`--kind must be events or customers-multi, not "${kind}"`)
  }
  const strange = (kind === 'events' ? ['records'] : OF_EVENTS).find(
    (name) => call.text(name) !== undefined,
  )
  if (strange !== undefined) throw new UsageError(`--${strange} does not go with --kind ${kind}`)
  return kind === 'customers-multi'
}

function shareOptions(): OptionSpecs {
  const entries = Object.entries(SHARES).map(([name, share]) => {
    const help = `${SHARE_HELP[name as Share]} (${share})`
    return [name, { kind: 'text', value: 'SHARE', help }] as const
  })
  return Object.fromEntries(entries)
}

const COUNT_MAX = 4_000_000_000

function optionsOf(call: Call): StreamOptions {
  const whole = (name: string, otherwise: number): number =>
    call.whole(name, { min: 0, max: COUNT_MAX }) ?? otherwise
  return {
    customers: whole('customers', 1_000),
    events: whole('events', 10_000),
    seed: whole('seed', 1),
    days: Math.max(1, whole('days', 30)),
    endsAt: endsAt(call),
    late: share(call, 'late'),
    shuffled: share(call, 'shuffled'),
    duplicated: share(call, 'duplicated'),
    conflicting: share(call, 'conflicting'),
    malformed: share(call, 'malformed'),
    sharedDevices: share(call, 'shared-devices'),
  }
}

function share(call: Call, name: Share): number {
  const text = call.text(name)
  if (text === undefined) return call.flag('clean') ? 0 : SHARES[name]
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= 1) return value
  throw new UsageError(`--${name} must be a share from 0 to 1, not "${text}"`)
}

function endsAt(call: Call): number {
  const text = call.text('ends-at')
  if (text === undefined) return new Date().setUTCHours(0, 0, 0, 0)
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new UsageError(`--ends-at is no time: "${text}"`)
  return time
}

async function write(call: Call, options: StreamOptions): Promise<ExitCode> {
  const out = await openSink(call, call.text('out'))
  const truth =
    call.text('truth') === undefined ? undefined : await openSink(call, call.text('truth'))
  for (const item of streamOf(options)) {
    // One item, one line; what is malformed may hold a line break of its own.
    await out.line(itemText(item).replaceAll('\n', ' '))
    await truth?.line(JSON.stringify(item.truth))
  }
  await out.end()
  await truth?.end()
  const file = call.text('out')
  if (file !== undefined) {
    call.answer({ events: options.events, out: file }, [
      `${count(options.events)} items in ${file}`,
    ])
  }
  return EXIT.ok
}

function streamOf(options: StreamOptions) {
  try {
    return generateEvents(options)
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message)
    throw error
  }
}

const ITEMS_PER_CALL = 500

async function send(call: Call, options: StreamOptions, remote: Remote): Promise<ExitCode> {
  const sender = createTransport({ ...remote, timeoutMs: 60_000 })
  const sum = { accepted: 0, duplicate: 0, rejected: 0 }
  let texts: string[] = []
  const flush = async (): Promise<void> => {
    for (const body of batchBodies('batch', texts)) {
      const answer = await sender<CollectAnswer>({
        method: 'POST',
        path: '/v1/batch',
        body,
        isRepeatable: true,
      })
      sum.accepted += answer.accepted
      sum.duplicate += answer.duplicate
      sum.rejected += answer.rejected
    }
    texts = []
    call.io.status(
      `${count(sum.accepted + sum.duplicate + sum.rejected)} of ${count(options.events)} sent`,
    )
  }
  for (const item of streamOf(options)) {
    if (texts.push(itemText(item)) >= ITEMS_PER_CALL) await flush()
  }
  await flush()
  call.io.status('')
  call.answer(sum, [
    `${count(sum.accepted)} stored, ${count(sum.duplicate)} known already, ${count(sum.rejected)} set aside or in conflict`,
  ])
  return EXIT.ok
}
