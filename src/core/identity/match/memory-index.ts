// The index of the resolver in memory: what the engine keeps in tables. It performs the effects of decisions and
// remembers whose neighbourhood changed.
import type { MatchRecord } from './compare/bench.ts'
import { isCrowded } from './decide/crowd.ts'
import { decide, type Effect } from './decide/decide.ts'
import type { Neighbourhood } from './decide/neighbourhood.ts'
import { reconsider } from './repair/repair.ts'
import type { Known, Scorer } from './score/scorer.ts'

/** A key held by more records is generic: it finds nobody. */
export const BLOCK_MAX = 250

/** Decisions of people about pairs of records, by record. */
export interface Decided {
  readonly same: Map<string, string[]>
  readonly different: Map<string, string[]>
}

export interface MemoryIndex {
  readonly scorer: Scorer
  readonly near: Neighbourhood
  readonly customerOf: ReadonlyMap<string, string>
  /** decides about a new record and performs it */
  readonly place: (record: MatchRecord) => readonly Effect[]
  /** decides again about a record that is there, and performs it */
  readonly again: (id: string) => readonly Effect[]
  /** records whose own customer or neighbours changed since the last call, in the order of their ids */
  readonly takeDirty: () => readonly string[]
  /** gives back what there was no time for */
  readonly putBack: (ids: readonly string[]) => void
  readonly apply: (effect: Effect) => void
}

export function createMemoryIndex(scorer: Scorer, decided: Decided): MemoryIndex {
  const records = new Map<string, Known>()
  const keys = new Map<string, readonly number[]>()
  const holders = new Map<number, string[]>()
  const customerOf = new Map<string, string>()
  const members = new Map<string, string[]>()
  const crowded = new Set<number>()
  let dirty = new Set<string>()
  const near: Neighbourhood = {
    holders: (key) => {
      const own = holders.get(key)
      if (!own) return NOBODY
      return own.length <= BLOCK_MAX ? own : undefined
    },
    holding: (key) => holders.get(key)?.length ?? 0,
    keysOf: (record) => keys.get(record) ?? [],
    record: (id) => records.get(id),
    customerOf: (record) => customerOf.get(record),
    members: (customer) => members.get(customer) ?? NOBODY,
    sameAs: (record) => decided.same.get(record) ?? NOBODY,
    notSameAs: (record) => decided.different.get(record) ?? NOBODY,
  }

  const enter = (record: Known, own: readonly number[]): void => {
    records.set(record.id, record)
    keys.set(record.id, own)
    for (const key of own) {
      const others = holders.get(key)
      if (others) others.push(record.id)
      else holders.set(key, [record.id])
    }
  }
  /** A value that has just become nobody's own puts in doubt everybody who was joined through it. */
  const noticeCrowds = (record: Known): void => {
    for (const { key } of scorer.personalKeys(record)) {
      if (crowded.has(key) || !isCrowded(near, key)) continue
      crowded.add(key)
      for (const id of holders.get(key) ?? NOBODY) dirty.add(id)
    }
  }
  const leave = (record: string, customer: string): void => {
    const left = (members.get(customer) ?? NOBODY).filter((id) => id !== record)
    if (left.length > 0) members.set(customer, left)
    else members.delete(customer)
    for (const id of left) dirty.add(id)
  }
  const move = (record: string, customer: string): void => {
    const before = customerOf.get(record)
    if (before === customer) return
    if (before !== undefined) leave(record, before)
    const own = members.get(customer)
    if (own) own.push(record)
    else members.set(customer, [record])
    for (const id of members.get(customer) ?? NOBODY) dirty.add(id)
    customerOf.set(record, customer)
  }
  /** A new customer is named after its record, unless a customer that it left still bears the name. */
  const found = (record: string): void => {
    let name = record
    while (members.has(name)) name += '~'
    move(record, name)
  }
  const apply = (effect: Effect): void => {
    switch (effect.kind) {
      case 'join':
        move(effect.record, effect.customer)
        break
      case 'found':
      case 'leave':
        found(effect.record)
        break
      case 'merge':
        for (const record of [...near.members(effect.from)]) move(record, effect.into)
        break
      case 'doubt':
        for (const id of near.members(effect.customer)) dirty.add(id)
        break
      case 'review':
        dirty.add(effect.record)
    }
  }
  const perform = (effects: readonly Effect[]): readonly Effect[] => {
    for (const effect of effects) apply(effect)
    return effects
  }
  return {
    scorer,
    near,
    customerOf,
    apply,
    place: (given) => {
      const record = scorer.read(given)
      const own = scorer.keysOf(record)
      const effects = perform(decide(scorer, near, { record, keys: own }))
      enter(record, own)
      noticeCrowds(record)
      return effects
    },
    again: (id) => perform(reconsider(scorer, near, id)),
    putBack: (ids) => {
      for (const id of ids) dirty.add(id)
    },
    takeDirty: () => {
      const taken = [...dirty].sort()
      dirty = new Set()
      return taken
    },
  }
}

const NOBODY: readonly string[] = []
