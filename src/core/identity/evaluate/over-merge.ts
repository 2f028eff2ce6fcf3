// The failure to fear most: customers that hold more than one person; and people spread over several customers.
import type { Contingency } from './contingency.ts'

export interface OverMerge {
  /** customers that hold records of more than one true person */
  readonly overMerged: number
  /** their share of all customers */
  readonly overMergeRate: number
  /** share of people whose records lie in more than one customer */
  readonly splitRate: number
  /** records of the largest customer */
  readonly largestCustomer: number
}

export function overMerge({ people, customers, overlaps }: Contingency): OverMerge {
  const overMerged = namedTwice(overlaps.map(({ customer }) => customer))
  const split = namedTwice(overlaps.map(({ person }) => person))
  return {
    overMerged,
    overMergeRate: shareOf(overMerged, customers.length),
    splitRate: shareOf(split, people.length),
    largestCustomer: customers.reduce((most, records) => Math.max(most, records), 0),
  }
}

/** How many of the numbers come more than once. */
function namedTwice(numbers: readonly number[]): number {
  const once = new Set<number>()
  const twice = new Set<number>()
  for (const number of numbers) (once.has(number) ? twice : once).add(number)
  return twice.size
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
