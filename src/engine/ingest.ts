// One micro-batch through the stages, in one transaction:
//
//   events -> receipts (seen before?) -> identity (whose?) -> fold (what follows?) -> match (who is likely
//   the same?) -> one commit
//
// Read this file and view.ts to know the product.
import type { Event } from '../contract/event.ts'
import { type BatchNews, newsOfBatch } from './bearing/situation-feed.ts'
import { ledgerRows } from './collect/ledger-rows.ts'
import { type Outcome, type SortedOut, sortOut } from './collect/sort-out.ts'
import { NO_WRITES } from './collect/writes.ts'
import type { Compiled } from './compiled.ts'
import type { FoldedBearing } from './fold/bearing.ts'
import { type Folded, fold, rememberState } from './fold/fold.ts'
import { type Deltas, deltasOf, type FoldedAhead, foldAhead } from './fold/fold-ahead.ts'
import type { CachedRecord, RecordCache } from './identity/cache.ts'
import {
  isUnsettled,
  nothingSeen,
  settleDevices,
  sharedDevicesSighted,
} from './identity/devices.ts'
import {
  type Identified,
  identify,
  type ReadAhead,
  readAhead,
  recordsShown,
  rememberIdentity,
} from './identity/identify.ts'
import { askAboutContradictions } from './match/contradictions.ts'
import type { Matcher } from './match/matcher.ts'
import { matchBatch, readAnew } from './match/stage.ts'
import { toldBy } from './match/told.ts'
import { nextTurn } from './next-turn.ts'
import { allDone } from './ports/all-done.ts'
import type { EventRow } from './ports/ledger.ts'
import type { RecordRow } from './ports/records.ts'
import type { EarlyTransaction, WriteTransaction } from './ports/writing.ts'

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
    void context.tx.write({ ...NO_WRITES, deliveries })
    return { outcomes, remember: () => undefined }
  }
  const isAllFresh = fresh.length === events.length
  const [identified, ahead, sighted] = await allDone([
    identify(fresh, context, { known }),
    foldBeside(fresh, { known, deltas: isAllFresh ? deltas : undefined }, context),
    sharedDevicesSighted(fresh, context),
  ])
  const news = newsOfBatch(fresh, context)
  void context.tx.write({
    ...NO_WRITES,
    ...ledgerRows(fresh, identified.rows, context),
    ...identified.writes,
    news: news.rows,
    deliveries,
  })
  await nextTurn()
  const state = fold(ahead, { compiled: context.compiled, rows: identified.rows })
  const matched = await settle({ fresh, known, identified, ahead, sighted, state }, context)
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

/** A batch that is folded while the database writes it into the ledger. */
interface Placed {
  readonly fresh: readonly Event[]
  readonly known: Known
  readonly identified: Identified
  readonly ahead: FoldedAhead
  /** shared devices on which the batch shows known people */
  readonly sighted: readonly string[]
  readonly state: Folded
}

/**
 * Who is likely whom, and what follows for devices; writes the states. Nobody waits for the answers of what is written last:
 * the commit leaves with it. So the states come last where they can, and the next batch is prepared while PostgreSQL writes.
 */
async function settle(
  { fresh, known, identified, ahead, sighted, state }: Placed,
  context: IngestContext,
): Promise<Identified | undefined> {
  const { tx, compiled, matcher } = context
  const told = toldBy(state.traits, ahead.traits.stored, { identified, known, compiled })
  await readAnew(told, matcher)
  context.onSent()
  const seen = { events: fresh, rows: identified.rows, sighted }
  const writeStates = () => void tx.write({ ...NO_WRITES, ...state.writes })
  // A device's history is folded again over what was written of it.
  const isDeviceFirst = isUnsettled(identified.devices, seen)
  if (isDeviceFirst) {
    writeStates()
    await settleDevices(identified.devices, seen, context)
  }
  const matched = await matchBatch(told, context)
  if (!isDeviceFirst) writeStates()
  if (matched) await settleDevices(matched.devices, nothingSeen(matched.rows), context)
  await askAboutContradictions(matched ? [identified, matched] : [identified], context)
  return matched
}
