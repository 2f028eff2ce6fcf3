// How the found customers and the true people overlap: counts instead of pairs, so that a million records with
// 10^11 pairs are measured in one pass.

/** One labelled record: who it truly is, and the customer it ended in. */
export interface Placed {
  readonly truth: string
  readonly customer: string
}

/** So many records of one true person ended in one customer. */
export interface Overlap {
  readonly person: number
  readonly customer: number
  readonly records: number
}

/** People and customers are numbered in the order in which they are first seen. */
export interface Contingency {
  readonly records: number
  /** [person] -> records of that true person */
  readonly people: readonly number[]
  /** [customer] -> records in that customer */
  readonly customers: readonly number[]
  readonly overlaps: readonly Overlap[]
}

/**
 * Up to here n(n-1)/2 pairs and the number of a cell (person x customer) are whole numbers below 2^53, so plain
 * numbers stay exact; one machine's memory ends earlier.
 */
export const RECORDS_MAX = 90_000_000

export function contingencyOf(placed: Iterable<Placed>): Contingency {
  const people = createCounter()
  const customers = createCounter()
  const overlaps = new Map<number, number>()
  let records = 0
  for (const { truth, customer } of placed) {
    if (++records > RECORDS_MAX) throw new RangeError(`more than ${RECORDS_MAX} records`)
    const cell = people.add(truth) * RECORDS_MAX + customers.add(customer)
    overlaps.set(cell, (overlaps.get(cell) ?? 0) + 1)
  }
  return {
    records,
    people: people.counts,
    customers: customers.counts,
    overlaps: Array.from(overlaps, ([cell, count]) => ({
      person: Math.floor(cell / RECORDS_MAX),
      customer: cell % RECORDS_MAX,
      records: count,
    })),
  }
}

interface Counter {
  readonly counts: number[]
  /** counts the name once more and answers its number */
  readonly add: (name: string) => number
}

function createCounter(): Counter {
  const numbers = new Map<string, number>()
  const counts: number[] = []
  return {
    counts,
    add: (name) => {
      const known = numbers.get(name)
      if (known === undefined) {
        numbers.set(name, counts.length)
        return counts.push(1) - 1
      }
      counts[known] = (counts[known] ?? 0) + 1
      return known
    },
  }
}
