// What agreeing at a level of one attribute is worth, for the values at hand: rare ones more, frequent ones less.
import type { Bench, Features } from '../compare/bench.ts'
import type { Rarity } from '../compare/kind.ts'
import { NAME_LEVELS } from '../compare/name-part.ts'
import type { AttributeModel } from '../model.ts'
import type { Schema } from '../roles/schema.ts'

export interface Table {
  /** per level: likelihood ratio */
  readonly match: Float64Array
  readonly exactLevels: number
  /** levels up to this one claim the same value */
  readonly likeLevels: number
  /** likelihood ratio of agreeing exactly on a value */
  readonly exactRatio: (value: number) => number
  /** how much more than usual agreeing on the value that both have is worth */
  readonly factor: (a: Features, b: Features) => number
  /** how much less than usual two writings of one value are worth, because both are frequent; 1 at most */
  readonly likeFactor: (level: number, a: Features, b: Features) => number
}

/** Agreeing on a value is worth at most so many bits more than its attribute usually is. */
const RARITY_BITS_MAX = 13

export function createTable(
  own: AttributeModel,
  at: number,
  { bench, rarity }: { readonly bench: Bench; readonly rarity: Rarity },
): Table {
  const frequencies = new Map(Object.entries(own.frequencies))
  const kind = bench.kinds[at]
  const weight = kind?.rarityWeight ?? 0
  const exactLevels = kind?.exactLevels ?? 0
  const chance = own.chance.slice(0, exactLevels).reduce((sum, share) => sum + share, 0)
  const match = Float64Array.from(own.bits, (bits) => 2 ** bits)
  const initials = initialsOf(frequencies)
  const shareOf = remembered(
    (value) => frequencies.get(bench.textOf(at, value)) ?? Math.min(own.frequencyOfOthers, chance),
  )
  const factorOf = remembered((value) => {
    const bits = Math.log2(chance / shareOf(value))
    return 2 ** (Math.min(RARITY_BITS_MAX, Math.max(-RARITY_BITS_MAX, bits)) * weight)
  })
  return {
    match,
    exactLevels,
    likeLevels: kind?.likeLevels ?? exactLevels,
    exactRatio: (value) => (match[0] ?? 1) * factorOf(value),
    factor: (a, b) => {
      const ofA = a.values[at] ?? []
      const ofB = b.values[at] ?? []
      // Of several shared values the rarest counts.
      let best = 0
      for (const value of ofA) if (ofB.includes(value)) best = Math.max(best, factorOf(value))
      return best === 0 ? 1 : best
    },
    likeFactor: (level, a, b) => {
      const [ofA, ofB] = [a.values[at] ?? NOTHING, b.values[at] ?? NOTHING]
      const texts = (values: readonly number[]) => values.map((value) => bench.textOf(at, value))
      let shared = 0
      if (level === NAME_LEVELS.short) {
        const [textsOfA, textsOfB] = [texts(ofA), texts(ofB)]
        const initial = textsOfA.find(isInitial) ?? textsOfB.find(isInitial)
        if (initial) return Math.min(1, 1 / initials(initial) / (match[level] ?? 1))
        shared = shareOfWords(textsOfA, textsOfB, rarity)
      }
      let rarer = Number.POSITIVE_INFINITY
      for (const value of ofA) rarer = Math.min(rarer, shareOf(value))
      for (const value of ofB) rarer = Math.min(rarer, shareOf(value))
      const usual = own.chance[level] ?? 0
      return (usual / Math.max(rarer, shared, usual)) ** weight
    },
  }
}

const NOTHING: readonly number[] = []

const isInitial = (text: string): boolean => text.length === 1

/** An initial that no frequent name has is still that of many names. */
const INITIAL_MIN = 0.02

/** Share of names that begin with a letter: an initial says no more than that. */
function initialsOf(frequencies: ReadonlyMap<string, number>): (letter: string) => number {
  const shares = new Map<string, number>()
  let all = 0
  for (const [text, share] of frequencies) {
    const first = text.charAt(0)
    shares.set(first, (shares.get(first) ?? 0) + share)
    all += share
  }
  return (letter) => Math.max(INITIAL_MIN, (shares.get(letter) ?? 0) / all || 0)
}

/** Share of people who bear the words that both have; 0 where they have none in common. */
function shareOfWords(a: readonly string[], b: readonly string[], rarity: Rarity): number {
  const words = b.flatMap((text) => text.split(' '))
  const shared = a.flatMap((text) => text.split(' ')).filter((word) => words.includes(word))
  return shared.length === 0 ? 0 : 2 ** -shared.reduce((bits, word) => bits + rarity(word), 0)
}

function remembered(answer: (value: number) => number): (value: number) => number {
  const answers: number[] = []
  return (value) => {
    const known = answers[value]
    if (known !== undefined) return known
    const own = answer(value)
    answers[value] = own
    return own
  }
}

/** How much more or less than usual a level is worth for the values of two records; 1 where it says nothing of them. */
export function createFactors({ attributes }: Schema, tables: readonly Table[]) {
  const given = attributes.findIndex(({ role }) => role === 'given_name')
  const family = attributes.findIndex(({ role }) => role === 'family_name')
  /** Likelihood ratio of agreeing exactly on the names of one record. */
  const straight = ({ values }: Features): number =>
    [given, family].reduce((product, at) => {
      const [value] = values[at] ?? []
      return value === undefined ? product : product * (tables[at]?.exactRatio(value) ?? 1)
    }, 1)
  return (at: number, level: number, a: Features, b: Features): number => {
    const table = tables[at]
    if (!table) return 1
    if (level < table.exactLevels) return table.factor(a, b)
    if (level < table.likeLevels) return table.likeFactor(level, a, b)
    // Names in each other's column say no more than the same names each in its own.
    return at === given && level === NAME_LEVELS.swapped
      ? Math.min(1, Math.min(straight(a), straight(b)) / (table.match[level] ?? 1))
      : 1
  }
}
