// Which record shows which identifier, as a batch of events tells it: the earliest showing of each pair.
import type { Event, RecordKey, SeenIdentifier } from '../../contract/event.ts'
import { foldWho } from '../../core/identity/who/said.ts'
import type { RecordIdentifierRow } from '../ports/records.ts'

/** How strongly an identifier stands on a record; the strongest way it was ever shown is kept. */
const VIA_RANK: Readonly<Record<string, number>> = {
  key: 0,
  alias: 1,
  external: 2,
  trait: 3,
  sighting: 4,
}

/** A pair as events show it; it gets a home once the record has one. */
export type ShownPair = Omit<RecordIdentifierRow, 'home'>

/** A record of the batch with every pair that its events show. */
export interface ShownRecord {
  readonly key: RecordKey
  readonly pairs: ShownPair[]
  /** what the events say of who it is of */
  who: string
}

/** Earlier by (time, event id), stronger by way of showing: the same whatever came first. */
export function earlierPair<Pair extends ShownPair>(a: Pair, b: ShownPair): Pair | ShownPair {
  const isAFirst = a.firstAt < b.firstAt || (a.firstAt === b.firstAt && a.evidence <= b.evidence)
  const first = isAFirst ? a : b
  const stronger = (VIA_RANK[a.via] ?? 9) <= (VIA_RANK[b.via] ?? 9) ? a : b
  return first.via === stronger.via ? first : { ...first, via: stronger.via }
}

/** Every record of a batch once, with every pair once. */
export function shownBy(events: readonly Event[]): ReadonlyMap<string, ShownRecord> {
  const shown = new Map<string, ShownRecord>()
  for (const event of events) {
    show(shown, event, event.record, event.identifiers)
    const { account } = event
    if (account) show(shown, event, account.record, account.identifiers)
  }
  return shown
}

function show(
  shown: Map<string, ShownRecord>,
  event: Event,
  key: RecordKey,
  identifiers: readonly SeenIdentifier[],
): void {
  let record = shown.get(key.id)
  if (!record) {
    record = { key, pairs: [], who: '' }
    shown.set(key.id, record)
  }
  if (key === event.record && key.entity === 'customer') record.who = foldWho(record.who, event)
  for (const identifier of identifiers) showPair(record.pairs, event, key.id, identifier)
}

function showPair(pairs: ShownPair[], event: Event, record: string, seen: SeenIdentifier): void {
  const at = pairs.findIndex((pair) => pair.identifier === seen.id)
  const before = pairs[at]
  // The usual case, a pair that stands already from an earlier time, makes no object.
  if (before && before.firstAt < event.occurredAt && before.via === seen.via) return
  const pair = {
    identifier: seen.id,
    record,
    namespace: seen.namespace,
    value: seen.value,
    via: seen.via,
    firstAt: event.occurredAt,
    evidence: event.id,
  }
  if (before) pairs[at] = earlierPair(before, pair)
  else pairs.push(pair)
}

/** What is new of the shown pairs against those stored: new ones, and known ones shown earlier or stronger. */
export function newsOf(
  shown: readonly ShownPair[],
  stored: readonly RecordIdentifierRow[],
): readonly ShownPair[] {
  const news: ShownPair[] = []
  for (const pair of shown) {
    const known = stored.find((row) => row.identifier === pair.identifier)
    const after = known ? earlierPair(known, pair) : pair
    if (after !== known) news.push(after)
  }
  return news
}

/** The pair with which every record names itself, so that its id resolves for ever. */
export function selfPair(own: ShownPair): ShownPair {
  return { ...own, identifier: own.record, namespace: 'record', value: own.record, via: 'key' }
}

export const withHome = (pair: ShownPair, home: string): RecordIdentifierRow => ({ ...pair, home })
