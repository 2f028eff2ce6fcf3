// Learning without labels: which share of one customer's records agree how (m), told apart from strangers (u)
// and from people of one home (h), by expectation and maximisation over patterns.
//
//   pair of records = one customer (m, share p)  |  one home (h, share q)  |  strangers (u)
//
// u comes from random pairs. The pairs looked at were chosen by what they agree on; because the shares p and q
// are of ALL pairs, also the ones not looked at, the chance of a pattern to be a match does not depend on that.
import type { Role } from '../roles/role.ts'
import { normalised, type Patterns } from './patterns.ts'

export interface Mixture {
  readonly match: readonly Float64Array[]
  readonly home: readonly Float64Array[]
  readonly chance: readonly Float64Array[]
  /** share of all pairs that are one customer, that are one home */
  readonly matchShare: number
  readonly homeShare: number
  /** per pattern: probability to be one customer */
  readonly posterior: Float64Array
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
/** A level is so many times rarer among matches than the one above it, to begin with. */
const STEP_DOWN = 0.35
const SMOOTHING = 0.1
/** What people of one home share; all else they agree on by chance only. */
const OF_A_HOME = new Set<Role>([
  'family_name',
  'full_name',
  'street',
  'house_number',
  'postcode',
  'place',
  'state',
  'phone',
  'organisation',
  'domain',
])
/** Matches per record can be neither nearly none nor a sizeable part of the file. */
const MATCHES_PER_RECORD_MIN = 0.005
const MATCHES_PER_RECORD_MAX = 30

export function learnMixture(learning: Learning): Mixture {
  const { chance, roles, pairsTotal, records } = learning
  const isOfHome = roles.map((role) => OF_A_HOME.has(role))
  const hasHome =
    isOfHome.some(Boolean) && roles.some((role) => role === 'given_name' || role === 'full_name')
  const start = 1 / records
  let mixture: Mixture = {
    match: chance.map(({ length }) => steps(length)),
    home: chance.map((own, at) => (isOfHome[at] ? homeStart(own.length, roles[at]) : own)),
    chance,
    matchShare: start,
    homeShare: hasHome ? start / 10 : 0,
    posterior: new Float64Array(learning.patterns.counts.length),
  }
  const [least, most] = [MATCHES_PER_RECORD_MIN, MATCHES_PER_RECORD_MAX].map(
    (n) => (n * records) / 2 / pairsTotal,
  )
  for (let round = 0; round < ROUNDS; round++) {
    const next = improve(mixture, learning, isOfHome)
    const matchShare = Math.min(most ?? 1, Math.max(least ?? 0, next.matchShare))
    mixture = { ...next, matchShare }
  }
  return mixture
}

function steps(length: number): Float64Array {
  return normalised(Float64Array.from({ length }, (_, level) => STEP_DOWN ** level))
}

/** Whole names of a home share the family name only: neither all nor nothing. */
function homeStart(length: number, role: Role | undefined): Float64Array {
  if (role !== 'full_name') return steps(length)
  const middle = length / 2
  return normalised(
    Float64Array.from({ length }, (_, level) =>
      level < middle || level === length - 1 ? 0.02 : 1,
    ),
  )
}

function improve(
  before: Mixture,
  { patterns, pairsTotal }: Learning,
  isOfHome: readonly boolean[],
): Mixture {
  const match = before.match.map(({ length }) => new Float64Array(length).fill(SMOOTHING))
  const home = before.home.map((own, at) =>
    isOfHome[at] ? new Float64Array(own.length).fill(SMOOTHING) : own,
  )
  const posterior = new Float64Array(patterns.counts.length)
  let matches = 0
  let homes = 0
  for (const [at, levels] of patterns.levels.entries()) {
    const count = patterns.counts[at] as number
    const [isMatch, isHome] = shareOut(before, levels)
    posterior[at] = isMatch
    matches += count * isMatch
    homes += count * isHome
    addTo(match, levels, count * isMatch)
    addTo(home, levels, count * isHome, isOfHome)
  }
  return {
    match: match.map(normalised),
    home: home.map((own, at) => (isOfHome[at] ? normalised(own) : (before.chance[at] ?? own))),
    chance: before.chance,
    matchShare: matches / pairsTotal,
    homeShare: before.homeShare === 0 ? 0 : Math.max(homes, SMOOTHING) / pairsTotal,
    posterior,
  }
}

/** Probability of a pattern to be one customer, one home. */
function shareOut(mixture: Mixture, levels: Int8Array): readonly [number, number] {
  let match = mixture.matchShare
  let home = mixture.homeShare
  let strangers = 1 - match - home
  for (let at = 0; at < levels.length; at++) {
    const level = levels[at] as number
    if (level < 0) continue
    match *= mixture.match[at]?.[level] ?? 0
    home *= mixture.home[at]?.[level] ?? 0
    strangers *= mixture.chance[at]?.[level] ?? 0
  }
  const all = match + home + strangers
  return all > 0 ? [match / all, home / all] : [0, 0]
}

function addTo(
  shares: readonly Float64Array[],
  levels: Int8Array,
  weight: number,
  isWanted?: readonly boolean[],
): void {
  for (let at = 0; at < levels.length; at++) {
    const level = levels[at] as number
    const own = shares[at]
    if (level < 0 || !own || (isWanted && !isWanted[at])) continue
    own[level] = (own[level] as number) + weight
  }
}
