// Everything that is measured about a resolution whose right answer is known.
import { type Agreement, bcubed, exactCluster, pairCounts, pairwise } from './agreement.ts'
import { contingencyOf, type Placed } from './contingency.ts'
import type { Coverage } from './coverage.ts'
import { overMerge } from './over-merge.ts'

/** A pair that waits for a person, as the resolver leaves it: any record of each side stands for its customer. */
export interface ReviewPair {
  readonly a: string
  readonly b: string
}

export interface EvaluateInput {
  /** record -> label; records without a label are resolved but not counted */
  readonly truthOf: ReadonlyMap<string, string>
  /** record -> customer; a record that is missing here is a customer of its own */
  readonly customerOf: ReadonlyMap<string, string>
  readonly coverage?: Coverage
  readonly review?: readonly ReviewPair[]
}

/** Shares from 0 to 1. */
export interface Evaluation {
  /** labelled records */
  readonly records: number
  readonly people: number
  readonly customers: number
  readonly truePairs: number
  readonly pairwise: Agreement
  readonly bcubed: Agreement
  readonly exactCluster: Agreement
  /** customers that hold more than one true person */
  readonly overMerged: number
  /** their share of all customers */
  readonly overMergeRate: number
  /** share of people who are spread over several customers */
  readonly splitRate: number
  /** records of the largest customer, and of the person with most records */
  readonly largestCustomer: number
  readonly largestPerson: number
  /** share of true pairs never compared; null where the resolver does not tell */
  readonly missedByBlocking: number | null
  readonly review: ReviewBand
}

export interface ReviewBand {
  /** pairs that wait for a person */
  readonly size: number
  /** share of them that truly are the same; null when none can be judged */
  readonly yield: number | null
}

export function evaluate(input: EvaluateInput): Evaluation {
  const { truthOf, coverage, review = [] } = input
  const contingency = contingencyOf(placed(input))
  const pairs = pairCounts(contingency)
  const customerOf = (record: string): string | undefined => input.customerOf.get(record)
  const missed = coverage?.missed({ ...pairs, customerOf })
  return {
    records: contingency.records,
    people: contingency.people.length,
    customers: contingency.customers.length,
    truePairs: pairs.truePairs,
    pairwise: pairwise(pairs),
    bcubed: bcubed(contingency),
    exactCluster: exactCluster(contingency),
    ...overMerge(contingency),
    largestPerson: contingency.people.reduce((most, records) => Math.max(most, records), 0),
    missedByBlocking: missed === undefined ? null : share(missed, pairs.truePairs),
    review: reviewBand(review, truthOf),
  }
}

function* placed({ truthOf, customerOf }: EvaluateInput): Generator<Placed> {
  for (const [record, truth] of truthOf) {
    // A name that no resolver gives keeps lost records apart from each other.
    yield { truth, customer: customerOf.get(record) ?? `\u0000${record}` }
  }
}

function reviewBand(
  review: readonly ReviewPair[],
  truthOf: ReadonlyMap<string, string>,
): ReviewBand {
  const judged = review.filter(({ a, b }) => truthOf.has(a) && truthOf.has(b))
  const same = judged.filter(({ a, b }) => truthOf.get(a) === truthOf.get(b))
  return { size: review.length, yield: judged.length === 0 ? null : same.length / judged.length }
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
