// One micro-batch through the stages, in one transaction:
//
//   events -> receipts (seen before?) -> identity (whose?) -> fold (what follows?) -> match (who is likely
//   the same?) -> one commit
//
// Read this file and view.ts to know the product.
import type { Event } from '../contract/event.ts'
import { saidBy } from '../core/profile/said.ts'
import { allDone } from './all-done.ts'
import type { FoldedBearing } from './bearing.ts'
import type { CachedRecord, RecordCache } from './cache.ts'
import type { Compiled } from './compiled.ts'
import { settleDevices } from './devices.ts'
import { type Folded, fold, rememberState } from './fold.ts'
import { type Deltas, deltasOf, type FoldedAhead, foldAhead } from './fold-ahead.ts'
import {
  type Identified,
  identify,
  type ReadAhead,
  readAhead,
  recordsShown,
  rememberIdentity,
} from './identify.ts'
import { ledgerRows } from './ledger-rows.ts'
import { askAboutContradictions } from './match/contradictions.ts'
import type { Matcher } from './match/matcher.ts'
import { matchBatch, readerOf, type Told } from './match/stage.ts'
import { nextTurn } from './next-turn.ts'
import type { EventRow } from './ports/ledger.ts'
import type { RecordRow } from './ports/records.ts'
import type { BatchWrites, EarlyTransaction, WriteTransaction } from './ports/writing.ts'
import { type BatchNews, newsOfBatch } from './situation-feed.ts'
import { type Outcome, type SortedOut, sortOut } from './sort-out.ts'
import { NO_WRITES } from './writes.ts'

export interface IngestContext {
  readonly tx: WriteTransaction
  readonly compiled: Compiled
  readonly cache: RecordCache
  readonly matcher: Matcher
  /** ms since epoch */
  readonly now: number
  readonly hash: (text: string) => string
  readonly eventOf: (row: EventRow, record: RecordRow) => Event
  /** called when the largest part of the writes is on its way: this process has time for others */
  readonly onSent: () => void
}

export interface Ingested {
  /** one per event, in order */
  readonly outcomes: readonly Outcome[]
  /** to be called once the transaction has committed */
  readonly remember: () => void
  /** what the batch showed of journeys and objectives; undefined when nothing was new */
  readonly bearing?: FoldedBearing
  /** what the batch said of the company's own situation */
  readonly news?: BatchNews
}

/**
 * What a batch asks before its transaction has begun: which messages are new, and what is stored of its records. What
 * its events say by themselves is folded until the answers come.
 */
export type Asked = readonly [SortedOut, ReadAhead, Deltas]

/** Leaves in one flight with the begin, behind the commit of the batch before. */
export function ask(
  events: readonly Event[],
  context: Pick<IngestContext, 'cache' | 'now' | 'compiled'> & { readonly tx: EarlyTransaction },
): Promise<Asked> {
  return allDone(
    context.tx.together(() => [
      sortOut(events, context),
      readAhead(events, context),
      deltasOf(events, context.compiled),
    ]),
  )
}

/** Stores what is new of a batch and everything that follows from it. */
export async function ingest(
  events: readonly Event[],
  [{ fresh, outcomes, deliveries }, read, deltas]: Asked,
  context: IngestContext,
): Promise<Ingested> {
  if (context.tx.isAfterOthers) {
    context.cache.clear()
    context.matcher.forget()
  }
  const known = await recordsShown(events, context, read)
  if (fresh.length === 0) {
    await context.tx.write({ ...NO_WRITES, deliveries })
    return { outcomes, remember: () => undefined }
  }
  const isAllFresh = fresh.length === events.length
  const [identified, ahead] = await allDone([
    identify(fresh, context, { known }),
    foldBeside(fresh, { known, deltas: isAllFresh ? deltas : undefined }, context),
  ])
  const news = newsOfBatch(fresh, context)
  const ledger = context.tx.write({
    ...NO_WRITES,
    ...ledgerRows(fresh, identified.rows, context),
    ...identified.writes,
    news: news.rows,
    deliveries,
  })
  // The ledger first: where it is refused, what comes behind only tells of a broken transaction.
  const [, [state, matched]] = await allDone([
    ledger,
    foldAndMatch({ fresh, known, identified, ahead }, context),
  ])
  const remember = () => {
    rememberIdentity(identified, context.cache, (record) => known.has(record))
    if (matched) rememberIdentity(matched, context.cache)
    rememberState(state, context.cache)
  }
  return { outcomes, remember, bearing: state.bearing, news }
}

type Known = ReadonlyMap<string, CachedRecord>

/** Reads what the batch is joined with while the database looks up whose its records are. */
async function foldBeside(
  fresh: readonly Event[],
  { known, deltas }: { readonly known: Known; readonly deltas: Deltas | undefined },
  context: IngestContext,
): Promise<FoldedAhead> {
  const said = deltas ?? (await deltasOf(fresh, context.compiled))
  return foldAhead(fresh, said, { ...context, storedRow: (record) => known.get(record)?.row })
}

interface Placed {
  readonly fresh: readonly Event[]
  readonly known: Known
  readonly identified: Identified
  readonly ahead: FoldedAhead
}

/** What follows from the batch once it is known whose it is; done while the database writes the ledger. */
async function foldAndMatch(
  { fresh, known, identified, ahead }: Placed,
  context: IngestContext,
): Promise<readonly [Folded, Identified | undefined]> {
  const { compiled, matcher, tx } = context
  await nextTurn()
  const state = fold(ahead, { compiled, rows: identified.rows })
  const told = toldBy(state, identified.rows, known)
  const written = sendWrites({ ...NO_WRITES, ...state.writes }, await readerOf(told, matcher), tx)
  context.onSent()
  await written.sent
  const [, matched] = await allDone([written.done, match({ fresh, told, identified }, context)])
  return [state, matched]
}

interface Sent {
  /** Resolves when all is on its way: what is asked then finds it written. */
  readonly sent: Promise<void>
  readonly done: Promise<void>
}

/** Writes while this process goes on: reading what records say now, deciding about them next. */
function sendWrites(
  writes: BatchWrites,
  read: (() => void) | undefined,
  tx: WriteTransaction,
): Sent {
  let isSent = (): void => undefined
  const sent = new Promise<void>((resolve) => {
    isSent = resolve
  })
  const done = tx.write(writes, () => {
    read?.()
    isSent()
  })
  return { sent: Promise.race([sent, done]), done }
}

interface News {
  readonly fresh: readonly Event[]
  readonly told: readonly Told[]
  readonly identified: Identified
}

/** What follows from the batch for devices, and who is likely whom. */
async function match(
  { fresh, told, identified }: News,
  context: IngestContext,
): Promise<Identified | undefined> {
  await settleDevices(identified.devices, fresh, identified.rows, context)
  const matched = await matchBatch(told, context)
  if (matched) await settleDevices(matched.devices, [], matched.rows, context)
  await askAboutContradictions(matched ? [identified, matched] : [identified], context)
  return matched
}

/** Records of the batch whose traits were spoken of, with all that they say now. */
function toldBy(
  { traits }: Folded,
  rows: ReadonlyMap<string, RecordRow>,
  known: ReadonlyMap<string, unknown>,
): readonly Told[] {
  return [...traits].flatMap(([id, state]) => {
    const row = rows.get(id)
    if (!row) return []
    const values = saidBy(state)
    return [{ row, values, said: { text: JSON.stringify(values) }, isNew: !known.has(id) }]
  })
}
