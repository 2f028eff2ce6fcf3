// The merge-rate breaker: counts how often the matcher makes one customer of two. A wrong value or a bad model shows
// as an avalanche of merges; it stops then, asks people instead, and goes on when a person says so.
import type { Entity } from '../../contract/identifier.ts'
import { MergeBreaker } from '../../contract/match.ts'

export interface Counted {
  /** records that were decided about */
  readonly looked: number
  /** of these, how many merged two customers of several records each or went to one of very many records */
  readonly merged: number
}

export interface Breaker {
  /** Adds to the window; says why when the share of merges has become too large. */
  count(entity: Entity, counted: Counted, at: number, rules?: MergeBreaker): string | undefined
  /** Begins a new window. */
  reset(entity: Entity): void
}

/** A customer of more records grows like one who swallows the others: its records count as merges. */
export const MANY_RECORDS = 100
const MINUTE_MS = 60_000
const DEFAULTS: MergeBreaker = MergeBreaker.parse({})

interface Window {
  since: number
  looked: number
  merged: number
}

export function createBreaker(): Breaker {
  const windows = new Map<Entity, Window>()
  return {
    count(entity, { looked, merged }, at, rules = DEFAULTS) {
      let window = windows.get(entity)
      if (!window || at - window.since >= rules.windowMinutes * MINUTE_MS || at < window.since) {
        window = { since: at, looked: 0, merged: 0 }
        windows.set(entity, window)
      }
      window.looked += looked
      window.merged += merged
      if (window.looked < rules.recordsMin || window.merged <= rules.share * window.looked) return
      return `${window.merged} of ${window.looked} records looked at merged customers, more than ${rules.share * 100} %`
    },
    reset(entity) {
      windows.delete(entity)
    },
  }
}
