// The product's resolver with its index in memory instead of a database: the same decisions, for trying a change
// quickly. Speed measured here says nothing about the durable path.
import { MatchDefinition } from '../../contract/match.ts'
import type { ReviewPair } from '../../core/identity/evaluate/evaluate.ts'
import { findCandidates } from '../../core/identity/match/decide/candidates.ts'
import { obstacleTo } from '../../core/identity/match/decide/constraints.ts'
import { createOnline, type Online } from '../../core/identity/match/online.ts'
import { createRandom } from '../../testing/random.ts'
import type { Comparison, OnlineResolver, ResolverSettings } from './resolver.ts'

/** Around a threshold of one's own, the band for review and the bar for merges keep the product's distances. */
export const REVIEW_BELOW_BITS = 4
export const MERGE_ABOVE_BITS = 2

export async function openInMemory(settings: ResolverSettings): Promise<OnlineResolver> {
  const { entity, seed, thresholdBits: link } = settings
  const records: string[] = []
  const online = createOnline({
    chance: () => createRandom(seed).next,
    ofOrganisations: entity === 'account',
    ...(link !== undefined && {
      definition: MatchDefinition.parse({
        thresholds: { link, review: link - REVIEW_BELOW_BITS, merge: link + MERGE_ABOVE_BITS },
      }),
    }),
  })
  return {
    add: async (batch) => {
      for (const { record, source, traits } of batch) {
        records.push(record)
        online.add({ id: record, source, values: traits })
      }
    },
    finish: async () => {
      online.settle()
      return {
        customerOf: online.customers(),
        review: () => reviewPairs(online, records),
        compared: () => comparisons(online, records),
      }
    },
    close: async () => {},
  }
}

/** Pairs of customers between the thresholds, each once, by the records that come closest. */
function reviewPairs(online: Online, records: readonly string[]): readonly ReviewPair[] {
  const found = new Map<string, ReviewPair>()
  for (const id of records) {
    for (const { customer, member } of inBand(online, id)) {
      const pair = [online.index()?.near.customerOf(id) ?? id, customer].sort().join(' ')
      if (!found.has(pair)) found.set(pair, { a: id, b: member })
    }
  }
  return [...found.values()]
}

function inBand(online: Online, id: string) {
  const index = online.index()
  const record = index?.near.record(id)
  if (!index || !record) return []
  const { near, scorer } = index
  const { review, link } = scorer.model.thresholds
  return findCandidates(scorer, near, { record, keys: near.keysOf(id) }).filter(
    ({ customer, bits }) =>
      bits >= review && bits < link && !obstacleTo(scorer, near, { record, customer }),
  )
}

/** Records that share a candidate key which is still in use. */
function* comparisons(online: Online, records: readonly string[]): Generator<Comparison> {
  const near = online.index()?.near
  if (!near) return
  for (const record of records) {
    for (const key of near.keysOf(record)) {
      const others = near.holders(key)
      if (others) yield { record, others }
    }
  }
}
