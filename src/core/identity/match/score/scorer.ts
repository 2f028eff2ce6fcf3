// A model made ready for use: features of records, their candidate keys, and the score of a record against the
// records of a customer. All scores are bits: posterior log2 odds, 0 is even.
import { type Bench, createBench, type Features, type MatchRecord } from '../compare/bench.ts'
import { keysOf } from '../keys/forms.ts'
import type { AttributeModel, Model } from '../model.ts'
import { rarityOf } from '../train/rarity.ts'

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
  /** score of two records */
  readonly pair: (a: Known, b: Known) => number
  /** score of a record against all records of one customer */
  readonly group: (record: Known, members: readonly Known[]) => number
  /** what each attribute adds to `group`; sums to it */
  readonly evidence: (record: Known, members: readonly Known[]) => readonly Evidence[]
}

export interface Evidence {
  /** id of an attribute, or prior, or home */
  readonly attribute: string
  /** name of the best level found; '' for prior and home */
  readonly level: string
  readonly bits: number
}

/** Agreeing on a value is worth at most so many bits more than its attribute usually is. */
const RARITY_BITS_MAX = 13
/** Records of a customer that a record is compared with; more change the mean little. */
export const MEMBERS_MAX = 25

export function createScorer(model: Model): Scorer {
  const rarity = rarityOf(model)
  const bench = createBench(model.schema, rarity)
  const tables = model.attributes.map((own, at) => createTable(own, at, bench))
  const width = tables.length
  const levels = new Int8Array(width)
  const sums = {
    match: new Float64Array(width),
    home: new Float64Array(width),
    count: new Float64Array(width),
  }
  const homeOdds = 2 ** model.homeBits

  const gather = (record: Known, members: readonly Known[]): void => {
    sums.match.fill(0)
    sums.home.fill(0)
    sums.count.fill(0)
    for (const member of members) {
      bench.compare(record.features, member.features, levels)
      for (let at = 0; at < width; at++) {
        const level = levels[at] as number
        if (level < 0) continue
        const table = tables[at] as Table
        const factor =
          level < table.exactLevels ? table.factor(record.features, member.features, level) : 1
        sums.match[at] = (sums.match[at] as number) + (table.match[level] as number) * factor
        sums.home[at] = (sums.home[at] as number) + (table.home[level] as number) * factor
        sums.count[at] = (sums.count[at] as number) + 1
      }
    }
  }
  const homePenalty = (): number => {
    let odds = homeOdds
    for (let at = 0; at < width; at++) {
      const count = sums.count[at] as number
      if (count > 0) odds *= (sums.home[at] as number) / count
    }
    return -Math.log2(1 + odds)
  }
  const group = (record: Known, members: readonly Known[]): number => {
    gather(record, members)
    let bits = priorOf(model, record, members)
    for (let at = 0; at < width; at++) {
      const count = sums.count[at] as number
      if (count > 0) bits += Math.log2((sums.match[at] as number) / count)
    }
    return bits + homePenalty()
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
    group,
    pair: (a, b) => {
      single[0] = b
      return group(a, single)
    },
    evidence: (record, members) => {
      gather(record, members)
      const parts = model.schema.attributes.flatMap(({ id }, at) => {
        const count = sums.count[at] as number
        if (count === 0) return []
        const bits = Math.log2((sums.match[at] as number) / count)
        return [{ attribute: id, level: bestLevel(bench, { record, members, at }), bits }]
      })
      const prior = { attribute: 'prior', level: '', bits: priorOf(model, record, members) }
      return [prior, ...parts, { attribute: 'home', level: '', bits: homePenalty() }]
    },
  }
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

interface Table {
  /** per level: likelihood ratio */
  readonly match: Float64Array
  readonly home: Float64Array
  readonly exactLevels: number
  /** how much more than usual agreeing on the value that both have is worth */
  readonly factor: (a: Features, b: Features, level: number) => number
}

function createTable(own: AttributeModel, at: number, bench: Bench): Table {
  const frequencies = new Map(Object.entries(own.frequencies))
  const kind = bench.kinds[at]
  const weight = kind?.rarityWeight ?? 0
  const chance = own.chance.reduce((sum, share) => sum + share, 0)
  const factors: number[] = []
  const factorOf = (value: number): number => {
    const known = factors[value]
    if (known !== undefined) return known
    const share =
      frequencies.get(bench.textOf(at, value)) ?? Math.min(own.frequencyOfOthers, chance)
    const bits = Math.min(RARITY_BITS_MAX, Math.max(-RARITY_BITS_MAX, Math.log2(chance / share)))
    const factor = 2 ** (bits * weight)
    factors[value] = factor
    return factor
  }
  return {
    match: Float64Array.from(own.bits, (bits) => 2 ** bits),
    home: Float64Array.from(own.homeBits, (bits) => 2 ** bits),
    exactLevels: kind?.exactLevels ?? 0,
    factor: (a, b) => {
      const ofA = a.values[at] ?? []
      const ofB = b.values[at] ?? []
      // Of several shared values the rarest counts.
      let best = 0
      for (const value of ofA) if (ofB.includes(value)) best = Math.max(best, factorOf(value))
      return best === 0 ? 1 : best
    },
  }
}
