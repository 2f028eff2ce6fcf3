// How well found customers agree with true people: by pairs, by record (B-cubed), by whole customers.
import type { Contingency, Overlap } from './contingency.ts'

/** Shares from 0 to 1. Nothing claimed is precision 1, nothing to find is recall 1. */
export interface Agreement {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** Pairs of records; each number is exact. */
export interface PairCounts {
  /** of one true person */
  readonly truePairs: number
  /** in one customer */
  readonly foundPairs: number
  /** both: found and true */
  readonly hits: number
}

/** n records -> pairs among them. */
export function pairsAmong(records: number): number {
  // The even one of the two is halved first: the product itself may be above 2^53.
  return records % 2 === 0 ? (records / 2) * (records - 1) : records * ((records - 1) / 2)
}

export function pairCounts({ people, customers, overlaps }: Contingency): PairCounts {
  return {
    truePairs: sum(people, pairsAmong),
    foundPairs: sum(customers, pairsAmong),
    hits: sum(overlaps, ({ records }) => pairsAmong(records)),
  }
}

/** Recall is over all true pairs, those that were never compared included. */
export function pairwise({ truePairs, foundPairs, hits }: PairCounts): Agreement {
  return agreement({ hits, claimed: foundPairs, wanted: truePairs })
}

/** Averaged over records: how pure is her customer, how much of her is in it. Big customers do not drown small ones. */
export function bcubed({ records, people, customers, overlaps }: Contingency): Agreement {
  if (records === 0) return agreement({ hits: 0, claimed: 0, wanted: 0 })
  const share = (all: (overlap: Overlap) => number): number =>
    sum(overlaps, (overlap) => (overlap.records * overlap.records) / all(overlap)) / records
  const precision = share(({ customer }) => customers[customer] ?? 1)
  const recall = share(({ person }) => people[person] ?? 1)
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) }
}

/** A customer counts only when it holds all records of one person and no other. */
export function exactCluster({ people, customers, overlaps }: Contingency): Agreement {
  const hits = overlaps.filter(
    ({ person, customer, records }) =>
      records === people[person] && records === customers[customer],
  ).length
  return agreement({ hits, claimed: customers.length, wanted: people.length })
}

function agreement({
  hits,
  claimed,
  wanted,
}: {
  readonly hits: number
  readonly claimed: number
  readonly wanted: number
}): Agreement {
  const f1 = claimed + wanted === 0 ? 1 : (2 * hits) / (claimed + wanted)
  return {
    precision: claimed === 0 ? 1 : hits / claimed,
    recall: wanted === 0 ? 1 : hits / wanted,
    f1,
  }
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  let total = 0
  for (const item of items) total += value(item)
  return total
}
