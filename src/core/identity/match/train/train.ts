// From records to a model: roles, frequencies, weights and keys, without labels and the same for the same seed.
import type { MatchDefinition } from '../../../../contract/match.ts'
import { type Bench, createBench, type Features, type MatchRecord } from '../compare/bench.ts'
import { addressOf, withoutAddress } from '../compare/crowded-address.ts'
import { type AttributeModel, type LookalikeModel, MODEL_FORMAT, type Model } from '../model.ts'
import { assignRoles } from '../roles/assign.ts'
import type { Role } from '../roles/role.ts'
import { buildSchema, type Schema } from '../roles/schema.ts'
import { generousPairs, plansOf, sourcesOf } from './blocks.ts'
import { chooseKeys, type LikelyPair } from './choose-keys.ts'
import { crowdedAddresses } from './crowds.ts'
import { allKeys, thresholdsOf, withDeclaredLevels, withoutDeclared } from './declared.ts'
import { learnMixture, type Mixture } from './em.ts'
import { learnTogether } from './excess.ts'
import { firstGroups, isNameAll } from './first-groups.ts'
import { groupsOf, learnFrequencies } from './frequencies.ts'
import type { Lookalike } from './lookalikes.ts'
import type { Pairs } from './pairs.ts'
import { type Patterns, patternsOf } from './patterns.ts'
import { learnRarity, rarityOf } from './rarity.ts'
import { type Chance, type Sample, takeSome } from './sample.ts'
import { learnSourcePriors } from './source-priors.ts'
import { compareRandomPairs, learnChance, withPersonalChance } from './strangers.ts'

export interface TrainOptions {
  readonly chance: Chance
  /** what to do otherwise than found out automatically */
  readonly definition?: MatchDefinition
  /** the records are of organisations: what they are called is no person's name */
  readonly ofOrganisations?: boolean
  /** records that the model should serve; the next training comes before there are more */
  readonly horizon?: number
}

/**
 * Records looked at. Half of them find clearly fewer of the true pairs, for what is rare in so few is not learned; more
 * change little (both measured) and cost time. Whoever hands them over needs no more.
 */
export const RECORDS_MAX = 12_000
const CANDIDATE_PAIRS_MAX = 250_000
/** Strangers per record in a block of the sample, of a key of the index. */
const STRANGERS_IN_SAMPLE = 20
const STRANGERS_PER_KEY = 40
const LIKELY_MIN = 0.8
const ROUNDS_AGAIN = 2

export function train(all: readonly MatchRecord[], options: TrainOptions): Model {
  const { chance, definition, ofOrganisations = false } = options
  const records = takeSome(all, RECORDS_MAX, chance)
  const rows = records.map(({ values }) => values)
  const schema = buildSchema(assignRoles(rows, definition?.columns, { ofOrganisations }), rows)
  const rarities = learnRarity(schema, records)
  const rarity = rarityOf(rarities)
  const bench = createBench(schema, rarity)
  const given = records.map((record) => bench.featuresOf(record))
  const crowds = crowdedAddresses(bench, given)
  const isAtHome = notIn(crowds, bench)
  const sample: Sample = {
    bench,
    records,
    features: given.map((own) => (isAtHome(own) ? own : withoutAddress(schema, own))),
  }
  const sources = sourcesOf(sample, rarity)
  const wide = plansOf(sources, {
    schema,
    records: records.length,
    perRecord: STRANGERS_IN_SAMPLE,
    partsMax: 2,
  })
  const { pairs, complete } = generousPairs(wide, records.length, CANDIDATE_PAIRS_MAX)
  const patterns = patternsOf(sample, pairs)
  const random = compareRandomPairs(sample, chance)
  let mixture = learnFrom(sample, patterns, learnChance(sample, random, firstGroups(sample)))
  // Again with those left out of the strangers who turned out to be one customer.
  for (let round = 0; round < ROUNDS_AGAIN; round++) {
    const groups = groupsOf(records.length, likelyPairs(pairs, patterns, mixture))
    const { strangers } = mixture
    const chances = learnChance(sample, random, groups)
    mixture = learnFrom(
      sample,
      patterns,
      withPersonalChance(sample, chances, { pairs, patterns, strangers }),
    )
  }
  const likely = likelyPairs(pairs, patterns, mixture)
  const horizon = options.horizon ?? 4 * all.length
  const plans = plansOf(sources, {
    schema,
    records: horizon,
    perRecord: STRANGERS_PER_KEY,
    partsMax: 3,
  })
  const chosen = chooseKeys({ sample, plans, likely, horizon, chance })
  const keys = allKeys({ schema, sources, chosen, declared: definition?.keys ?? [] })
  return {
    format: MODEL_FORMAT,
    schema,
    recordsSeen: all.length,
    recordsUsed: records.length,
    priorBits: logOdds(mixture.matchShare),
    sourcePriorBits: learnSourcePriors(sample, pairs, { patterns, mixture }),
    lookalikes: mixture.lookalikes.map((own) => lookalikeModel(own, mixture.chance)),
    attributes: withDeclaredLevels(
      attributeModels(sample, mixture, groupsOf(records.length, likely)),
      schema,
      definition?.levels ?? {},
    ),
    together: withoutDeclared(
      learnTogether(sample, { patterns, mixture }, complete),
      schema,
      definition?.levels ?? {},
    ),
    ...rarities,
    crowdedAddresses: crowds,
    keys,
    thresholds: thresholdsOf(definition, { isNameAll: isNameAll(schema) }),
    duplicateFreeSources: definition?.duplicateFreeSources ?? [],
  }
}

function notIn(crowds: readonly string[], bench: Bench): (own: Features) => boolean {
  const addresses = new Set(crowds)
  return (own) => addresses.size === 0 || !addresses.has(addressOf(bench, own))
}

export interface Learnt {
  readonly patterns: Patterns
  readonly mixture: Mixture
}

function learnFrom(
  { bench, records }: Sample,
  patterns: Patterns,
  chance: readonly Float64Array[],
): Mixture {
  return learnMixture({
    patterns,
    chance,
    roles: rolesOf(bench.schema),
    // A register of nobody or one still is a register.
    pairsTotal: Math.max(1, (records.length * (records.length - 1)) / 2),
    records: Math.max(2, records.length),
  })
}

function rolesOf({ attributes }: Schema): readonly Role[] {
  return attributes.map(({ role }) => role)
}

function likelyPairs(
  { left, right }: Pairs,
  { ofPair }: Patterns,
  { posterior }: Mixture,
): readonly LikelyPair[] {
  const likely: LikelyPair[] = []
  for (let at = 0; at < left.length; at++) {
    if ((posterior[ofPair[at] ?? 0] ?? 0) < LIKELY_MIN) continue
    likely.push({ a: left[at] as number, b: right[at] as number })
  }
  return likely
}

function attributeModels(
  sample: Sample,
  { match, chance }: Mixture,
  groups: Int32Array,
): readonly AttributeModel[] {
  return match.map((own, at) => {
    const u = chance[at] ?? own
    const bits = evidenceBits(own, u)
    return {
      bits: isGivenOut(sample.bench.schema, at) ? withoutAgainst(bits) : bits,
      chance: [...u],
      ...learnFrequencies(sample, at, groups),
    }
  })
}

/**
 * Whether an attribute is a key that systems give out (of a device, of an account): a system that knows somebody
 * twice has given her two, so that another key says nothing against her.
 */
function isGivenOut({ attributes, columns }: Schema, at: number): boolean {
  const own = attributes[at]
  if (own?.role !== 'national_id') return false
  return own.columns.every((name) =>
    columns.some(({ column, by }) => column === name && by === 'contents'),
  )
}

function withoutAgainst(bits: readonly number[]): readonly number[] {
  return bits.map((own) => Math.max(0, own))
}

/** Bits per level; a level that neither matches nor strangers showed counts as its neighbours do. */
function evidenceBits(match: Float64Array, chance: Float64Array): readonly number[] {
  const [leastOfMatch, leastOfChance] = [Math.min(...match), Math.min(...chance)]
  const isSeen = [...match].map(
    (share, level) => share > 1.01 * leastOfMatch || (chance[level] ?? 0) > 1.01 * leastOfChance,
  )
  const bits = [...match].map((share, level) => Math.log2(share / (chance[level] as number)))
  return bits.map((own, level) => {
    if (isSeen[level]) return rounded(own)
    const better = isSeen.lastIndexOf(true, level)
    const worse = isSeen.indexOf(true, level)
    const near = [better, worse].flatMap((other) => (other < 0 ? [] : [bits[other] ?? own]))
    return rounded(near.length === 0 ? 0 : near.reduce((sum, one) => sum + one, 0) / near.length)
  })
}

function lookalikeModel(
  { name, share, levels, isFree }: Lookalike,
  chance: readonly Float64Array[],
): LookalikeModel {
  const bitsOf = (own: Float64Array, at: number): readonly number[] =>
    [...own].map((part, level) => rounded(Math.log2(part / (chance[at]?.[level] ?? 1))))
  return {
    name,
    priorBits: logOdds(share),
    bits: levels.map((own, at) => (isFree[at] ? bitsOf(own, at) : [])),
  }
}

function logOdds(share: number): number {
  return rounded(Math.log2(share / (1 - share)))
}

function rounded(bits: number): number {
  return Math.round(bits * 1000) / 1000
}
