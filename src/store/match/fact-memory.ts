// What identity is decided by, of records that this store wrote or read lately: their identifiers and links. A customer
// is resolved as a whole whenever she gains a record, so the same facts are asked for again and again.
import type { Link } from '../../contract/link.ts'
import type { RecordIdentifierRow } from '../../engine/ports/records.ts'
import type { BatchWrites } from '../../engine/ports/writing.ts'
import { sharedText } from './shared-text.ts'

/** All there is of a record; undefined = not known. */
export interface Facts {
  readonly links?: readonly Link[]
  readonly pairs?: readonly RecordIdentifierRow[]
}

export interface FactMemory {
  of(record: string): Facts
  /** Rises with every write: what was asked before it may be outdated when it comes. */
  age(): number
  put(record: string, facts: Facts): void
  /** Everybody who shows an identifier, by record id; undefined = not known. */
  holders(identifier: string): readonly RecordIdentifierRow[] | undefined
  putHolders(identifier: string, holders: readonly RecordIdentifierRow[]): void
  wrote(writes: Pick<BatchWrites, 'moves' | 'links' | 'identifiers'>): void
  clear(): void
}

/** Some 1 kB each; two generations are kept. With 20,000 the server took 67 MB more and matched no faster (measured). */
const RECORDS_PER_GENERATION = 8_000
/** Nearly all are rows that are kept with their records. */
const IDENTIFIERS_PER_GENERATION = 8_000
const NOTHING: Facts = {}

export function createFactMemory(): FactMemory {
  const facts = createGenerations<Facts>(RECORDS_PER_GENERATION)
  const holders = createGenerations<readonly RecordIdentifierRow[]>(IDENTIFIERS_PER_GENERATION)
  let age = 0

  const keep = facts.keep
  const of = (record: string): Facts => facts.of(record) ?? NOTHING
  function addLink(record: string, link: Link): void {
    const facts = of(record)
    if (!facts.links || facts.links.some(({ id }) => id === link.id)) return
    keep(record, { ...facts, links: [...facts.links, link] })
  }
  function addPair(pair: RecordIdentifierRow): void {
    const facts = of(pair.record)
    if (!facts.pairs) return
    const others = facts.pairs.filter(({ identifier }) => identifier !== pair.identifier)
    keep(pair.record, { ...facts, pairs: [...others, pair] })
  }
  /** A value of which nobody asked yet may have holders that are not known here. */
  function addHolder(pair: RecordIdentifierRow): void {
    const known = holders.of(pair.identifier)
    if (!known) return
    const all = [...known.filter(({ record }) => record !== pair.record), pair]
    holders.keep(
      pair.identifier,
      all.sort((a, b) => (a.record < b.record ? -1 : 1)),
    )
  }

  return {
    of,
    age: () => age,
    put: (record, own) => keep(record, { ...of(record), ...own }),
    holders: holders.of,
    putHolders: holders.keep,
    wrote({ moves, links, identifiers }) {
      if (moves.length + links.length + identifiers.length === 0) return
      age++
      // A record that begins has nothing but what comes with it.
      for (const { record, from } of moves) {
        if (from === undefined) keep(record, { links: [], pairs: [] })
      }
      for (const pair of identifiers) {
        if (!isSelf(pair)) addPair(pair)
        addHolder(pair)
      }
      for (const link of links.map(slim)) {
        addLink(link.recordA, link)
        addLink(link.recordB, link)
      }
    },
    clear() {
      age++
      facts.clear()
      holders.clear()
    },
  }
}

interface Generations<Value> {
  readonly of: (key: string) => Value | undefined
  readonly keep: (key: string, value: Value) => void
  readonly clear: () => void
}

/** What was asked for or written since the one before last became full. */
function createGenerations<Value>(sizeMax: number): Generations<Value> {
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()
  const keep = (key: string, value: Value): void => {
    young.set(key, value)
    if (young.size < sizeMax) return
    old = young
    young = new Map()
  }
  return {
    keep,
    of: (key) => {
      const recent = young.get(key)
      if (recent !== undefined) return recent
      const value = old.get(key)
      if (value !== undefined) keep(key, value)
      return value
    },
    clear: () => {
      young = new Map()
      old = new Map()
    },
  }
}

/** The pair by which a record's own id leads to it: it decides nothing. */
const isSelf = ({ identifier, record }: RecordIdentifierRow): boolean => identifier === record

/** The same link, its texts shared with others: most of what it takes is the weights that it rests on. */
const slim = (link: Link): Link => ({
  ...link,
  rule: sharedText(link.rule),
  evidence: link.evidence.map(sharedText),
  author: sharedText(link.author),
  reason: sharedText(link.reason),
})

/**
 * The facts of records, asking only for those that are not known. A fact of two records may come twice.
 * @param ask answers for the records it is given
 * @param isOf whether a fact is one of a record's
 */
export async function factsOf<Fact, Place extends { readonly id: string }>(
  places: readonly Place[],
  {
    memory,
    kind,
    ask,
    isOf,
  }: {
    readonly memory: FactMemory | undefined
    readonly kind: 'links' | 'pairs'
    readonly ask: (places: readonly Place[]) => Promise<readonly Fact[]>
    readonly isOf: (fact: Fact) => readonly string[]
  },
): Promise<readonly Fact[]> {
  if (!memory) return ask(places)
  const found: Fact[] = []
  const unknown: Place[] = []
  for (const place of places) {
    const facts = memory.of(place.id)[kind] as readonly Fact[] | undefined
    if (facts) for (const fact of facts) found.push(fact)
    else unknown.push(place)
  }
  if (unknown.length === 0) return found
  const age = memory.age()
  const asked = await ask(unknown)
  const byRecord = new Map<string, Fact[]>(unknown.map(({ id }) => [id, []]))
  for (const fact of asked) for (const id of isOf(fact)) byRecord.get(id)?.push(fact)
  if (memory.age() === age) {
    for (const [id, facts] of byRecord) memory.put(id, { [kind]: facts })
  }
  return [...found, ...asked]
}

/**
 * Everybody who shows some identifiers, at most `limit` each, asking only for those that are not known.
 * @param ask answers for the identifiers it is given, by record id
 */
export async function holdersOf(
  identifiers: readonly string[],
  limit: number,
  {
    memory,
    ask,
  }: {
    readonly memory: FactMemory | undefined
    readonly ask: (identifiers: readonly string[]) => Promise<readonly RecordIdentifierRow[]>
  },
): Promise<readonly RecordIdentifierRow[]> {
  if (!memory) return ask(identifiers)
  const found: RecordIdentifierRow[] = []
  const unknown: string[] = []
  for (const identifier of identifiers) {
    const known = memory.holders(identifier)
    if (!known) unknown.push(identifier)
    else found.push(...(known.length > limit ? known.slice(0, limit) : known))
  }
  if (unknown.length === 0) return found
  const age = memory.age()
  const asked = await ask(unknown)
  if (memory.age() === age) putHolders(unknown, asked, { memory, limit })
  return [...found, ...asked]
}

function putHolders(
  identifiers: readonly string[],
  asked: readonly RecordIdentifierRow[],
  { memory, limit }: { readonly memory: FactMemory; readonly limit: number },
): void {
  const byIdentifier = Map.groupBy(asked, ({ identifier }) => identifier)
  for (const identifier of identifiers) {
    const own = byIdentifier.get(identifier) ?? []
    // So many may be not all.
    if (own.length < limit) memory.putHolders(identifier, own)
  }
}
