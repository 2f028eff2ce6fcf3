// A model made ready for use: features of records, their candidate keys, and the score of a record against the
// records of a customer. All scores are bits: posterior log2 odds, 0 is even.
import { type Bench, createBench, type Features, type MatchRecord } from '../compare/bench.ts'
import { keysOf, type PersonalKey, personalKeysOf } from '../keys/forms.ts'
import type { LookalikeName, Model } from '../model.ts'
import { NAME_ROLES } from '../roles/role.ts'
import { rarityOf } from '../train/rarity.ts'
import { generationOf } from './generation.ts'
import { isSilent, ownerOf } from './owner.ts'
import { type Ratios, ratiosOf } from './ratios.ts'
import { createFactors, createTable } from './table.ts'
import { createTogether } from './together.ts'

export interface Known {
  readonly id: string
  readonly source: string
  readonly features: Features
}

export interface Scorer {
  readonly model: Model
  readonly bench: Bench
  readonly read: (record: MatchRecord) => Known
  readonly keysOf: (record: Known) => readonly number[]
  /** the keys of values that are meant to be one person's own */
  readonly personalKeys: (record: Known) => readonly PersonalKey[]
  /**
   * Score of two records. With `least` a score below it may come as -Infinity: most records that share a key are no
   * match, and for those the costly part, what else would explain the agreement, need not be weighed.
   */
  readonly pair: (a: Known, b: Known, least?: number) => number
  /** the same before it is weighed what else would explain the agreement: unlike a score, it is not bounded */
  readonly agreement: (a: Known, b: Known) => number
  /** score of a record against all records of one customer */
  readonly group: (record: Known, members: readonly Known[]) => number
  /** the same with the agreement that it rests on, by which two customers who both score well are told apart */
  readonly weigh: (record: Known, members: readonly Known[]) => Weight
  /** the `fit` of a record with a customer that gains one record after the other */
  readonly growing: (record: Known) => GrowingFit
  /** score of all records of one customer against all of another: what some leave out the others may say */
  readonly groups: (some: readonly Known[], others: readonly Known[]) => number
  /** what each attribute adds to `group`; sums to it */
  readonly evidence: (record: Known, members: readonly Known[]) => readonly Evidence[]
}

export interface Weight {
  readonly bits: number
  /** before it is weighed what else would explain the agreement: unlike a score, it is not bounded */
  readonly fit: number
}

export interface GrowingFit {
  readonly add: (member: Known) => void
  readonly fit: () => number
}

export interface Evidence {
  /** id of an attribute; prior; together; or home, namesake, chance: what else explains the agreement */
  readonly attribute: string
  /** name of the best level found; '' for those that are no attribute */
  readonly level: string
  readonly bits: number
}

/** Name of the evidence that lies in what agrees together, beyond what each attribute says. */
export const TOGETHER = 'together'

/** Records of a customer that a record is compared with; more change the mean little. */
export const MEMBERS_MAX = 25

/** Two people of one name are seen sooner than weights tell that were learnt from a part: names alone need more. */
const NAMES_ONLY_BITS = 3
/** An attribute speaks for one customer from this likelihood ratio on. */
const SPEAKS = 2

/** Those who look alike and bear another given name: their mailbox hardly spells hers. */
const OF_OTHER_NAME: ReadonlySet<LookalikeName> = new Set(['home', 'family', 'twin'])
const SPELT_BITS = 4
/** Who writes Jr or Sr has a namesake at home. */
const GENERATION_BITS = 6

export function createScorer(model: Model): Scorer {
  const rarity = rarityOf(model)
  const bench = createBench(model.schema, rarity, model.crowdedAddresses)
  const tables = model.attributes.map((own, at) => createTable(own, at, { bench, rarity }))
  const width = tables.length
  const levels = new Int8Array(width)
  const factors = new Float64Array(width)
  const counts = new Float64Array(width)
  /** the match and every sort of lookalikes */
  const classes = 1 + model.lookalikes.length
  const ratios = tables.map(({ match }, at) => {
    const others = model.lookalikes.map(({ bits }) => bits[at] ?? [])
    return ratiosOf(match, others, bench.kinds[at]?.levels.length ?? 0)
  })
  /** per attribute one for each class */
  const sums = new Float64Array(width * classes)
  const odds = model.lookalikes.map(({ priorBits }) => 2 ** priorBits)

  const factorOf = createFactors(model.schema, tables)
  const together = createTogether(model)
  /** Agreement of two records; leaves their levels in `levels` and what these are worth more or less in `factors`. */
  const matchBits = (a: Features, b: Features): number => {
    bench.compare(a, b, levels)
    let bits = 0
    for (let at = 0; at < width; at++) {
      const level = levels[at] as number
      const ratio = level < 0 ? undefined : tables[at]?.match[level]
      if (level >= 0) factors[at] = factorOf(at, level, a, b)
      if (ratio !== undefined) bits += Math.log2(ratio * (factors[at] as number))
    }
    return bits
  }
  /** Adds the likelihood ratios of one level, per class. */
  const addLevel = (at: number, level: number, factor: number): void => {
    counts[at] = (counts[at] as number) + 1
    const { shared, alone } = ratios[at] as Ratios
    const from = level * classes
    const to = at * classes
    for (let of = 0; of < classes; of++) {
      const ratio = (shared[from + of] as number) * factor + (alone[from + of] as number)
      sums[to + of] = (sums[to + of] as number) + ratio
    }
  }
  const begin = (): void => {
    counts.fill(0)
    sums.fill(0)
    together.begin()
  }
  /** Adds what `levels` and `factors` say of two records. */
  const addLevels = (): void => {
    together.add(levels)
    for (let at = 0; at < width; at++) {
      const level = levels[at] as number
      if (level >= 0) addLevel(at, level, factors[at] as number)
    }
  }
  const add = ({ features: a }: Known, members: readonly Known[]): void => {
    for (const { features: b } of members) {
      bench.compare(a, b, levels)
      together.add(levels)
      for (let at = 0; at < width; at++) {
        const level = levels[at] as number
        if (level >= 0) addLevel(at, level, factorOf(at, level, a, b))
      }
    }
  }
  /** Sums the likelihood ratios over the members that know an attribute. */
  const gather = (record: Known, members: readonly Known[]): void => {
    begin()
    add(record, members)
  }
  /** Bits of all attributes under one class; 0 is the match. */
  const bitsOf = (of: number): number => {
    let bits = 0
    for (let at = 0; at < width; at++) {
      const count = counts[at] as number
      if (count > 0) bits += Math.log2((sums[at * classes + of] as number) / count)
    }
    return bits
  }
  const isName = model.schema.attributes.map(({ role }) => NAME_ROLES.has(role))
  /** Whether nothing but names speaks for one customer. */
  const hasNamesOnly = (): boolean => {
    for (let at = 0; at < width; at++) {
      if (isName[at] || counts[at] === 0) continue
      if ((sums[at * classes] as number) / (counts[at] as number) > SPEAKS) return false
    }
    return true
  }
  const isOther = model.lookalikes.map(({ name }) => OF_OTHER_NAME.has(name))
  const isJunior = model.lookalikes.map(({ name }) => name === 'junior')
  /** What hints say of each sort of lookalikes, in bits. */
  const hints = new Float64Array(odds.length)
  const hear = (record: Known, members: readonly Known[]): void => {
    const other = isSpelt(bench, record, members) ? -SPELT_BITS : 0
    const junior = isGenerationOpen(bench, record, members) ? GENERATION_BITS : 0
    for (let at = 0; at < hints.length; at++)
      hints[at] = isOther[at] ? other : isJunior[at] ? junior : 0
  }
  /** the other explanation that `doubt` found likeliest */
  let likeliest = 'chance'
  /** What looking alike takes away: the other explanations of what agrees. */
  const doubt = (record: Known, members: readonly Known[]): number => {
    hear(record, members)
    let others = 1
    let most = 0
    likeliest = 'chance'
    for (let at = 0; at < odds.length; at++) {
      const own = (odds[at] as number) * 2 ** (bitsOf(at + 1) + (hints[at] as number))
      others += own
      if (own <= most) continue
      most = own
      likeliest = model.lookalikes[at]?.name ?? likeliest
    }
    if (!hasNamesOnly()) return -Math.log2(others)
    likeliest = 'namesake'
    return -Math.log2(others) - NAMES_ONLY_BITS
  }
  const weigh = (record: Known, members: readonly Known[]): Weight => {
    gather(record, members)
    const fit = bitsOf(0)
    const explained = fit + together.bits() + doubt(record, members)
    return { bits: priorOf(model, record, members) + explained, fit }
  }
  const groups = (some: readonly Known[], others: readonly Known[]): number => {
    begin()
    for (const record of some) add(record, others)
    const [first] = some
    if (!first) return Number.NEGATIVE_INFINITY
    const prior = Math.min(...some.map((record) => priorOf(model, record, others)))
    return prior + bitsOf(0) + together.bits() + doubt(first, others)
  }
  const growing = ({ features }: Known): GrowingFit => {
    const ratiosOfMatch = new Float64Array(width)
    const members = new Float64Array(width)
    return {
      add: (member) => {
        bench.compare(features, member.features, levels)
        for (let at = 0; at < width; at++) {
          const level = levels[at] as number
          if (level < 0) continue
          const ratio = tables[at]?.match[level]
          const factor = ratio === undefined ? 1 : factorOf(at, level, features, member.features)
          members[at] = (members[at] as number) + 1
          ratiosOfMatch[at] = (ratiosOfMatch[at] as number) + (ratio ?? 1) * factor
        }
      },
      fit: () => meanBits(ratiosOfMatch, members),
    }
  }
  const single: Known[] = []
  return {
    model,
    bench,
    read: (record) => ({
      id: record.id,
      source: record.source,
      features: bench.featuresOf(record),
    }),
    keysOf: (record) => keysOf({ bench, plans: model.keys, rarity }, record.features),
    personalKeys: (record) => personalKeysOf({ bench, plans: model.keys, rarity }, record.features),
    group: (record, members) => weigh(record, members).bits,
    weigh,
    groups,
    growing,
    pair: (a, b, least = Number.NEGATIVE_INFINITY) => {
      single[0] = b
      // Other explanations only take away.
      const agreed = priorOf(model, a, single) + matchBits(a.features, b.features)
      if (agreed + together.bitsMax < least) return Number.NEGATIVE_INFINITY
      begin()
      addLevels()
      return agreed + together.bits() + doubt(a, single)
    },
    agreement: (a, b) => matchBits(a.features, b.features),
    evidence: (record, members) => {
      gather(record, members)
      const parts = model.schema.attributes.flatMap(({ id }, at) => {
        const count = counts[at] as number
        if (count === 0) return []
        const bits = Math.log2((sums[at * classes] as number) / count)
        return [{ attribute: id, level: bestLevel(bench, { record, members, at }), bits }]
      })
      const prior = { attribute: 'prior', level: '', bits: priorOf(model, record, members) }
      const bits = doubt(record, members)
      const joint = together.bits()
      const added = joint === 0 ? [] : [{ attribute: TOGETHER, level: '', bits: joint }]
      return [prior, ...parts, ...added, { attribute: likeliest, level: '', bits }]
    },
  }
}

/** Bits of likelihood ratios that were summed over so many members. */
function meanBits(sums: Float64Array, counts: Float64Array): number {
  let bits = 0
  for (let at = 0; at < sums.length; at++) {
    const count = counts[at] as number
    if (count > 0) bits += Math.log2((sums[at] as number) / count)
  }
  return bits
}

/** Odds before anything is compared; a source that never repeats a customer counts against its own records. */
function priorOf(
  { priorBits, sourcePriorBits }: Model,
  record: Known,
  members: readonly Known[],
): number {
  const ofSource = sourcePriorBits[record.source]
  if (ofSource === undefined) return priorBits
  return members.some(({ source }) => source === record.source)
    ? Math.min(ofSource, priorBits)
    : priorBits
}

/** Whether one says Jr or Sr and the others do not: then he may be either. */
function isGenerationOpen(bench: Bench, { features }: Known, members: readonly Known[]): boolean {
  const own = generationOf(bench, features)
  return own === ''
    ? members.some((member) => generationOf(bench, member.features) !== '')
    : !members.some((member) => generationOf(bench, member.features) === own)
}

/** Whether the mailbox of whoever does not say who she is spells the name of the others. */
function isSpelt(bench: Bench, record: Known, members: readonly Known[]): boolean {
  if (isSilent(bench, record.features)) {
    const all = members.map(({ features }) => features)
    return ownerOf(bench, record.features, all) === 'hers'
  }
  return (
    members.every(({ features }) => isSilent(bench, features)) &&
    members.some(({ features }) => ownerOf(bench, features, [record.features]) === 'hers')
  )
}

function bestLevel(
  bench: Bench,
  {
    record,
    members,
    at,
  }: { readonly record: Known; readonly members: readonly Known[]; readonly at: number },
): string {
  const levels = new Int8Array(bench.kinds.length)
  let best = 127
  for (const member of members) {
    bench.compare(record.features, member.features, levels)
    const level = levels[at] as number
    if (level >= 0 && level < best) best = level
  }
  return bench.kinds[at]?.levels[best] ?? ''
}
