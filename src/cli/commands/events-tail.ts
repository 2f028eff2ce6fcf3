// alidade events tail: the newest events of the ledger as they arrive. Names and ids only: what they say about a
// customer is read through a view, with a purpose.
import { setTimeout as sleep } from 'node:timers/promises'
import { publicId } from '../../contract/identifier.ts'
import { openStore } from '../../store/store.ts'
import type { Call, Command } from '../command.ts'
import type { Database } from '../database.ts'
import { CommandError, EXIT, type ExitCode, UsageError } from '../exit.ts'
import { followLedger, type TailRow } from '../ledger-tail.ts'
import { listenForStop } from '../on-stop.ts'
import { PLACE, placeOf } from '../options.ts'
import { withDatabase } from '../with-database.ts'

const LINES = 20
const EVERY_MS = 500

export const tailCommand: Command = {
  words: ['events', 'tail'],
  summary: 'the newest events of the ledger, and those that arrive from now on',
  details: ['It reads the database itself, so it works where the data is; Ctrl-C ends it.'],
  options: {
    lines: { kind: 'text', value: 'N', help: `how many of the newest to begin with (${LINES})` },
    'no-follow': { kind: 'flag', help: 'end after the newest' },
    ...PLACE,
  },
  examples: ['alidade events tail', 'alidade events tail --lines 100 --no-follow --json'],
  run: async (call) => {
    if (call.io.env['ALIDADE_URL'] && call.text('data-dir') === undefined) {
      throw new UsageError(
        'tail reads the database itself: name it with --data-dir or --database-url',
      )
    }
    const lines = call.whole('lines', { min: 0, max: 1_000 }) ?? LINES
    const place = placeOf(call)
    return withDatabase(place, {
      log: call.io.err,
      work: async (database, endsItself) => {
        const stop = listenForStop()
        endsItself()
        try {
          return await tail(call, database, { lines, stop: stop.signal })
        } finally {
          stop.forget()
        }
      },
    })
  },
}
async function tail(
  call: Call,
  { connection }: Database,
  { lines, stop }: { readonly lines: number; readonly stop: AbortSignal },
): Promise<ExitCode> {
  const store = openStore({ connection, onIdleFault: () => {}, readersMax: 1 })
  try {
    const ledger = followLedger(store.pool, lines)
    do {
      for (const row of await ledger.next()) call.io.out(lineOf(row, call.isJson))
      if (call.flag('no-follow')) return EXIT.ok
    } while (await waited(stop))
    return EXIT.ok
  } catch (cause) {
    if (!isTableMissing(cause)) throw cause
    throw new CommandError('The database has no tables yet; alidade migrate makes them', { cause })
  } finally {
    await store.close()
  }
}

async function waited(signal: AbortSignal): Promise<boolean> {
  await sleep(EVERY_MS, undefined, { signal }).catch(() => {})
  return !signal.aborted
}

function isTableMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '42P01'
}

function lineOf(row: TailRow, isJson: boolean): string {
  const id = publicId('evt', row.id)
  const prefix = row.entity === 'account' ? 'acc' : 'cus'
  const customer = row.customer === null ? null : publicId(prefix, row.customer)
  if (isJson) return JSON.stringify({ ...row, id, customer })
  const { receivedAt, type, name, kind, channel, source } = row
  const what = [type, name].filter(Boolean).join(' ')
  return [
    receivedAt.toISOString(),
    source ?? '-',
    channel,
    what,
    `(${kind})`,
    customer ?? '-',
    id,
  ].join('  ')
}
