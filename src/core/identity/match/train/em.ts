// Learning without labels: which share of one customer's records agree how (m), told apart from strangers (u)
// and from people who only look alike, by expectation and maximisation over patterns.
//
//   pair of records = one customer (m, share p)  |  of one home, namesakes (share q each)  |  strangers (u)
//
// u comes from random pairs. The pairs looked at were chosen by what they agree on; because the shares p and q
// are of ALL pairs, also the ones not looked at, the chance of a pattern to be a match does not depend on that.
import type { Role } from '../roles/role.ts'
import { anchoredMatch } from './anchors.ts'
import {
  firstLookalikes,
  givenLookalikes,
  type Lookalike,
  nextLookalike,
  steps,
} from './lookalikes.ts'
import { normalised, type Patterns } from './patterns.ts'
import { createShareOut, type ShareOut } from './share-out.ts'

export interface Mixture {
  readonly match: readonly Float64Array[]
  readonly chance: readonly Float64Array[]
  readonly lookalikes: readonly Lookalike[]
  /** share of all pairs that are one customer */
  readonly matchShare: number
  /** per pattern: probability to be one customer */
  readonly posterior: Float64Array
  /** per pattern: probability to be strangers, not even lookalikes */
  readonly strangers: Float64Array
}

export interface Learning {
  readonly patterns: Patterns
  readonly chance: readonly Float64Array[]
  readonly roles: readonly Role[]
  /** number of all pairs of the sample, looked at or not */
  readonly pairsTotal: number
  /** number of records of the sample */
  readonly records: number
}

const ROUNDS = 60
const ROUNDS_MIN = 20
/** Learning ends early when the share of matches moves by less than this. */
const SETTLED = 1e-5
const SMOOTHING = 0.1
/** Matches per record can be neither nearly none nor a sizeable part of the file. */
const MATCHES_PER_RECORD_MIN = 0.005
const MATCHES_PER_RECORD_MAX = 30

export function learnMixture(learning: Learning): Mixture {
  const { chance, roles, pairsTotal, records } = learning
  const matchShare = 1 / records
  let mixture: Mixture = {
    match: chance.map(({ length }) => steps(length)),
    chance,
    lookalikes: firstLookalikes(chance, { roles, matchShare }),
    matchShare,
    posterior: new Float64Array(learning.patterns.counts.length),
    strangers: new Float64Array(learning.patterns.counts.length),
  }
  const widths = chance.map(({ length }) => length)
  const shareOut = createShareOut(learning.patterns, widths, SMOOTHING)
  const pairsPerRecord = records / 2 / pairsTotal
  for (let round = 0; round < ROUNDS; round++) {
    const next = improve(mixture, shareOut, learning)
    const least = Math.max(MATCHES_PER_RECORD_MIN * pairsPerRecord, next.matchShare)
    const before = mixture.matchShare
    mixture = { ...next, matchShare: Math.min(MATCHES_PER_RECORD_MAX * pairsPerRecord, least) }
    if (round > ROUNDS_MIN && Math.abs(mixture.matchShare / before - 1) < SETTLED) break
  }
  return mixture
}

/** What tells people apart is known of so few that their number is not guessed from it beyond this. */
const UNSEEN_MAX = 20
/** Others of a home, or of a name, that a record can have: more pairs than that are no such people. */
const LOOKALIKES_PER_RECORD_MAX = 4
const LOOKALIKE_SHARE_MAX = 0.2

function improve(
  before: Mixture,
  shareOut: ShareOut,
  { pairsTotal, records, roles }: Learning,
): Mixture {
  const { chance, lookalikes } = before
  const { counts, weights, matches, posterior, strangers } = shareOut(before)
  const matchShare = (weights[0] as number) / pairsTotal
  const nextMatch = (counts[0] ?? []).map((own, at) => anchoredMatch(normalised(own), roles[at]))
  const learnt = lookalikes.flatMap((own, at) => {
    if (own.isGiven) return []
    const unseen = Math.min(UNSEEN_MAX, (matches[0] as number) / (matches[at + 1] as number))
    const pairs = Math.max(weights[at + 1] as number, SMOOTHING) * unseen
    const most = Math.min(LOOKALIKES_PER_RECORD_MAX * records, LOOKALIKE_SHARE_MAX * pairsTotal)
    const share = Math.min(pairs, most) / pairsTotal
    return [
      nextLookalike(own, { counts: counts[at + 1] ?? [], share, chance, roles, match: nextMatch }),
    ]
  })
  const seen = new Map(
    lookalikes.map(({ name }, at) => [name, (weights[at + 1] as number) / pairsTotal]),
  )
  const given = givenLookalikes(
    { match: nextMatch, chance, matchShare, lookalikes: learnt, seen },
    roles,
  )
  return {
    match: nextMatch,
    chance,
    lookalikes: [...learnt, ...given],
    matchShare,
    posterior,
    strangers,
  }
}
