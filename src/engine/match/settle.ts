// Second thoughts, when there is time: records to which something happened are weighed again against their own
// customer and against those they share a key with.
import { MEMBERS_MAX } from '../../core/identity/match/score/scorer.ts'
import { ledgerEvent } from '../collect/ledger.ts'
import { nothingSeen, settleDevices } from '../identity/devices.ts'
import type { Identified } from '../identity/identify.ts'
import { rememberIdentity } from '../identity/identify.ts'
import type { EventRow } from '../ports/ledger.ts'
import type { StoredDirtyRow } from '../ports/match.ts'
import type { RecordPlace, RecordRow } from '../ports/records.ts'
import type { WriteTransaction } from '../ports/writing.ts'
import type { Runtime } from '../runtime.ts'
import { type MatchContext, NO_MATCH_WRITES } from './context.ts'
import { decideAll } from './decide.ts'
import { type Saying, sayingsOf, subjectsOf } from './sayings.ts'
import { loadSurroundings } from './surroundings.ts'

/** Records of one transaction: few enough that a batch of events does not wait long for its turn. */
const PAGE = 300

export interface Settled {
  readonly looked: number
  /** records that belong to another customer now */
  readonly moved: number
  readonly left: number
}

/** Looks at up to `max` records again. Each page is a transaction of its own, so it can stop anywhere. */
export async function settleMatches(max: number, runtime: Runtime): Promise<Settled> {
  let looked = 0
  let moved = 0
  while (looked < max) {
    const page = await settleSome(Math.min(PAGE, max - looked), runtime)
    looked += page.looked
    moved += page.moved
    if (page.looked === 0) break
  }
  return { looked, moved, left: await runtime.store.countDirty() }
}

/** Looks at the oldest dirty records again, in one transaction; answers how many it looked at. */
export async function settleSome(
  limit: number,
  runtime: Runtime,
): Promise<Pick<Settled, 'looked' | 'moved'>> {
  const page = await runtime.store.write((tx) => settlePage(limit, tx, runtime))
  if (page.moved) rememberIdentity(page.moved, runtime.cache)
  return { looked: page.looked, moved: page.moved?.writes.moves.length ?? 0 }
}

async function settlePage(
  limit: number,
  tx: WriteTransaction,
  runtime: Runtime,
): Promise<{ readonly looked: number; readonly moved: Identified | undefined }> {
  if (tx.isAfterOthers) {
    runtime.cache.clear()
    runtime.matcher.forget()
  }
  const { compiled, cache, matcher, hash, clock } = runtime
  const dirty = await tx.match.oldestDirty(limit)
  const entity = dirty[0]?.entity
  if (entity === undefined) return { looked: 0, moved: undefined }
  const page = dirty.filter((row) => row.entity === entity)
  const context: MatchContext = { tx, compiled: compiled(), cache, matcher, hash, now: clock() }
  const clean = page.map(({ id }) => id)
  await tx.match.write({ ...NO_MATCH_WRITES, clean }, context.now)
  return { looked: page.length, moved: await settle(await heard(page, tx), context) }
}

/** What dirty records say. Most stand among the neighbours that are remembered; the others are read. */
async function heard(
  dirty: readonly StoredDirtyRow[],
  tx: WriteTransaction,
): Promise<readonly Saying[]> {
  const numbers = dirty.map(({ number }) => number)
  const near = await tx.match.neighbours({ customers: [], numbers }, MEMBERS_MAX)
  const found = new Map<string, Saying>(near.map((one) => [one.row.id, one]))
  const missing = dirty.filter(({ id }) => !found.has(id))
  for (const one of await sayingsOf(await tx.records(missing), tx)) found.set(one.row.id, one)
  return dirty.flatMap(({ id }) => found.get(id) ?? [])
}

/** Decides about stored records of one entity again, in the transaction of the caller. */
export async function decideAgain(
  places: readonly RecordPlace[],
  context: MatchContext,
): Promise<Identified | undefined> {
  if (places.length === 0) return undefined
  const { tx } = context
  return settle(await sayingsOf(await tx.records(places), tx), context)
}

async function settle(
  sayings: readonly Saying[],
  context: MatchContext,
): Promise<Identified | undefined> {
  if (sayings.length === 0) return undefined
  const { tx, matcher, now } = context
  const { active } = await matcher.models(sayings[0]?.row.entity ?? 'customer')
  if (!active) return undefined
  const subjects = subjectsOf(sayings, active)
  const { moved, reviews } = await decideAll(subjects, active, context)
  await tx.match.write({ ...NO_MATCH_WRITES, reviews }, now)
  if (moved) await settleMoved(moved, context)
  return moved
}

/** Neighbours that are looked at again after a decision about customers was taken back. */
const NEIGHBOURS_MAX = 500
/** Records whose neighbours count: the first ones of a very large customer speak for it. */
const SPEAKERS_MAX = 50

/** Marks those who share a key with some records: what kept them out, or took them in, may no longer hold. */
export async function doubtNeighbours(
  seeds: readonly { readonly row: RecordRow }[],
  { tx, matcher, now }: MatchContext,
): Promise<void> {
  const rows = seeds.slice(0, SPEAKERS_MAX).map(({ row }) => row)
  const { active } = await matcher.models(rows[0]?.entity ?? 'customer')
  if (!active) return
  const subjects = subjectsOf(await sayingsOf(rows, tx), active)
  const around = await loadSurroundings(subjects, active, { tx, entering: undefined })
  const own = new Set(rows.map(({ id }) => id))
  const dirty = [...around.rows()]
    .filter(({ id }) => !own.has(id))
    .slice(0, NEIGHBOURS_MAX)
    .map(({ home, id, entity }) => ({ home, id, entity }))
  await tx.match.write({ ...NO_MATCH_WRITES, dirty }, now)
}

/** Devices of customers that were merged or parted may be shared now, or no longer. */
export async function settleMoved(moved: Identified, context: MatchContext): Promise<void> {
  const { tx, compiled, cache, hash } = context
  const eventOf = (row: EventRow, record: RecordRow) => ledgerEvent(row, record, { compiled, hash })
  await settleDevices(moved.devices, nothingSeen(moved.rows), { tx, compiled, cache, eventOf })
}
