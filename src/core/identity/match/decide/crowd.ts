// Values that turn out to be nobody's own: an e-mail address or phone that many customers hold (a reception desk,
// a kiosk, a placeholder not on any list) stops being evidence, and who was joined through it is looked at again.
import type { Known, Scorer } from '../score/scorer.ts'
import type { Neighbourhood } from './neighbourhood.ts'

/** Customers that may hold one value of a person's own: a family does, a club does not. */
export const CROWD_MAX = 8

export interface Uncrowded {
  /** the record without its crowded values; the same object when it has none */
  readonly record: Known
  /** keys of the crowded values */
  readonly crowded: readonly number[]
}

/** Takes crowded values out of a record, for scoring only. */
export function withoutCrowd(scorer: Scorer, near: Neighbourhood, record: Known): Uncrowded {
  const crowd = scorer.personalKeys(record).filter(({ key }) => isCrowded(near, key))
  if (crowd.length === 0) return { record, crowded: [] }
  const values = record.features.values.map((own, at) =>
    own.filter((value) => !crowd.some((other) => other.attribute === at && other.value === value)),
  )
  return { record: { ...record, features: { values } }, crowded: crowd.map(({ key }) => key) }
}

export function isCrowded(near: Neighbourhood, key: number): boolean {
  const holders = near.holders(key)
  if (!holders) return true
  if (holders.length <= CROWD_MAX) return false
  const customers = new Set<string>()
  for (const id of holders) {
    const customer = near.customerOf(id)
    if (customer !== undefined) customers.add(customer)
    if (customers.size > CROWD_MAX) return true
  }
  return false
}
