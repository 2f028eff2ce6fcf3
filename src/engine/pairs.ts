// Which record shows which identifier, as a batch of events tells it: the earliest showing of each pair.
import type { Event, RecordKey, SeenIdentifier } from '../contract/event.ts'
import type { RecordIdentifierRow } from './ports.ts'

/** How strongly an identifier stands on a record; the strongest way it was ever shown is kept. */
const VIA_RANK: Readonly<Record<string, number>> = {
  key: 0,
  alias: 1,
  external: 2,
  trait: 3,
  sighting: 4,
}

/** A pair as events show it; `home` is filled in once the record has one. */
export interface ShownPair {
  readonly identifier: string
  readonly record: string
  readonly namespace: string
  readonly value: string
  readonly via: string
  readonly firstAt: number
  readonly evidence: string
}

export const pairKey = (identifier: string, record: string): string => identifier + record

/** Earlier by (time, event id), stronger by way of showing: the same whatever came first. */
export function earlierPair(a: ShownPair, b: ShownPair): ShownPair {
  const isAFirst = a.firstAt < b.firstAt || (a.firstAt === b.firstAt && a.evidence <= b.evidence)
  const first = isAFirst ? a : b
  const stronger = (VIA_RANK[a.via] ?? 9) <= (VIA_RANK[b.via] ?? 9) ? a : b
  return first.via === stronger.via ? first : { ...first, via: stronger.via }
}

/** Every pair of a batch once, and every record key once. */
export function pairsOf(events: readonly Event[]): {
  readonly pairs: ReadonlyMap<string, ShownPair>
  readonly keys: ReadonlyMap<string, RecordKey>
} {
  const pairs = new Map<string, ShownPair>()
  const keys = new Map<string, RecordKey>()
  for (const event of events) {
    addPairs(event, event.record, event.identifiers, { pairs, keys })
    const { account } = event
    if (account) addPairs(event, account.record, account.identifiers, { pairs, keys })
  }
  return { pairs, keys }
}

function addPairs(
  event: Event,
  record: RecordKey,
  identifiers: readonly SeenIdentifier[],
  into: { readonly pairs: Map<string, ShownPair>; readonly keys: Map<string, RecordKey> },
): void {
  into.keys.set(record.id, record)
  for (const identifier of identifiers) {
    const key = pairKey(identifier.id, record.id)
    const before = into.pairs.get(key)
    // The usual case, a pair already seen earlier in the batch, makes no object.
    if (
      before &&
      before.firstAt <= event.occurredAt &&
      before.via === identifier.via &&
      before.firstAt !== event.occurredAt
    )
      continue
    const shown: ShownPair = {
      identifier: identifier.id,
      record: record.id,
      namespace: identifier.namespace,
      value: identifier.value,
      via: identifier.via,
      firstAt: event.occurredAt,
      evidence: event.id,
    }
    into.pairs.set(key, before ? earlierPair(before, shown) : shown)
  }
}

/** The pair with which every record names itself, so that its id resolves for ever. */
export function selfPair(own: ShownPair): ShownPair {
  return { ...own, identifier: own.record, namespace: 'record', value: own.record, via: 'key' }
}

export const withHome = (pair: ShownPair, home: string): RecordIdentifierRow => ({ ...pair, home })
