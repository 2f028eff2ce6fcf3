// Whose records have to be read for a decision. Of those who share a key with a record that is looked at, only those
// whom it is compared with (core/identity/match/decide/sharers.ts): the others are most of them, the more records
// there are, and reading them was most of what a decision cost.
import { sharersOf } from '../../core/identity/match/decide/sharers.ts'
import type { Known } from '../../core/identity/match/score/scorer.ts'
import type { Holders } from './holders.ts'
import type { LiveModel } from './matcher.ts'
import type { Places } from './places.ts'

export interface Looker {
  readonly known: Known
  readonly keys: readonly number[]
}

export interface Lookers {
  /** A record that others are looked for by, with its keys. */
  readonly add: (record: string, looker: Looker) => void
  /** Lookers for whom something is not here yet, though their keys are. */
  readonly lacks: () => number
  /**
   * Numbers of the records to be read, after keys were asked for: of lookers those whom they are compared with, and
   * everybody who holds a key that was looked at by itself.
   */
  readonly wanted: (asked: readonly number[]) => readonly number[]
}

export function createLookers({
  places,
  holders,
  model,
}: {
  readonly places: Places
  readonly holders: Holders
  readonly model: LiveModel
}): Lookers {
  const lookers = new Map<string, Looker>()
  /** of whom nothing is known yet, or not all */
  const open = new Set<string>()
  const isUnknown = (number: number): boolean => places.withNumber(number) === undefined
  const sharersBy = ({ known, keys }: Looker): ReadonlySet<number> =>
    sharersOf(keys, {
      holders: holders.numbersOf,
      holding: holders.holding,
      personal: () =>
        model
          .scorer()
          .personalKeys(known)
          .map(({ key }) => key),
    })
  const isMet = (looker: Looker): boolean => {
    for (const number of sharersBy(looker)) if (isUnknown(number)) return false
    return true
  }
  return {
    add: (record, looker) => {
      if (lookers.has(record)) return
      lookers.set(record, looker)
      open.add(record)
    },
    lacks: () => {
      for (const record of open) {
        const looker = lookers.get(record)
        // Keys that are not here are missed by themselves.
        if (!looker || (looker.keys.every(holders.isAsked) && isMet(looker))) open.delete(record)
      }
      return open.size
    },
    wanted: (asked) => {
      const ofLookers = [...open].flatMap((record) => lookers.get(record) ?? [])
      open.clear()
      const theirs = new Set(ofLookers.flatMap(({ keys }) => keys))
      const others = asked.filter((key) => !theirs.has(key))
      const wanted = new Set(others.flatMap((key) => holders.numbersOf(key) ?? []))
      for (const looker of ofLookers) for (const number of sharersBy(looker)) wanted.add(number)
      return [...wanted].filter(isUnknown)
    },
  }
}
