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
  /** Numbers of the records that some are compared with, whose keys were asked for. */
  readonly around: (some: readonly Looker[]) => readonly number[]
  /** A record that others are looked for by while decisions are made, with its keys. */
  readonly add: (record: string, looker: Looker) => void
  /** Those of them for whom something is not here yet. */
  readonly lacks: () => number
  /**
   * Numbers of the records to be read for them, after their keys were asked for: those whom they are compared with, and
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
  const seen = new Set<string>()
  /** not looked after yet */
  let fresh: Looker[] = []
  let lacking: Looker[] = []
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
  /** Whether all whom it is compared with are here. */
  const isMet = (looker: Looker): boolean => {
    if (!looker.keys.every(holders.isAsked)) return false
    for (const number of sharersBy(looker)) if (isUnknown(number)) return false
    return true
  }
  const around = (some: readonly Looker[]): readonly number[] => {
    const wanted = new Set<number>()
    for (const looker of some) for (const number of sharersBy(looker)) wanted.add(number)
    return [...wanted].filter(isUnknown)
  }
  return {
    around,
    add: (record, looker) => {
      if (seen.has(record)) return
      seen.add(record)
      fresh.push(looker)
    },
    lacks: () => {
      for (const looker of fresh) if (!isMet(looker)) lacking.push(looker)
      fresh = []
      return lacking.length
    },
    wanted: (asked) => {
      const theirs = new Set(lacking.flatMap(({ keys }) => keys))
      const others = asked.filter((key) => !theirs.has(key))
      const holding = others.flatMap((key) => holders.numbersOf(key) ?? []).filter(isUnknown)
      const wanted = new Set([...around(lacking), ...holding])
      lacking = []
      return [...wanted]
    },
  }
}
