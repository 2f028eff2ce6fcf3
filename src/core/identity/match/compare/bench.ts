// The workbench of comparisons: values are read once and get a number, levels of value pairs are remembered.
// Everything here is a cache of pure functions, so it never changes an answer, only how fast it comes.
import { type Attribute, rawValues, type Schema } from '../roles/schema.ts'
import { addressOf, withoutAddress } from './crowded-address.ts'
import type { Rarity } from './kind.ts'
import { type AnyKind, KINDS, type KindName } from './kinds.ts'
import { NAME_LEVELS } from './name-part.ts'

export interface MatchRecord {
  readonly id: string
  readonly source: string
  readonly values: Readonly<Record<string, unknown>>
}

/** Values of a record as numbers of its bench: per attribute a list, empty where nothing is known. */
export interface Features {
  readonly values: readonly (readonly number[])[]
}

export interface Bench {
  readonly schema: Schema
  readonly kinds: readonly AnyKind[]
  readonly featuresOf: (record: MatchRecord) => Features
  /** the text of a value, by attribute and number */
  readonly textOf: (attribute: number, value: number) => string
  readonly formsOf: (attribute: number, value: number) => Forms
  /** level of a value with itself */
  readonly selfLevel: (attribute: number, value: number) => number
  /** texts that were read and are remembered */
  readonly size: () => number
  /** fills `levels` (one per attribute, -1 where one side knows nothing); symmetric */
  readonly compare: (a: Features, b: Features, levels: Int8Array) => void
}

const NONE: readonly number[] = []
/** Values per attribute of one record; a record with more says nothing certain by any of them. */
const VALUES_MAX = 5

/** @param crowded addresses that are nobody's home; a record that gives one is read as if it gave none */
export function createBench(
  schema: Schema,
  rarity: Rarity,
  crowded: readonly string[] = [],
): Bench {
  const pools = new Map<KindName, Pool>()
  const poolOf = ({ kind }: Attribute): Pool => {
    const pool = pools.get(kind) ?? createPool(KINDS[kind], schema, rarity)
    pools.set(kind, pool)
    return pool
  }
  const byAttribute = schema.attributes.map(poolOf)
  const given = schema.attributes.findIndex(({ role }) => role === 'given_name')
  const family = schema.attributes.findIndex(({ role }) => role === 'family_name')
  const names = byAttribute[given]
  const textOf = (attribute: number, value: number): string =>
    byAttribute[attribute]?.texts[value] ?? ''
  const addresses = new Set(crowded)
  const withoutCrowd = (features: Features): Features =>
    addresses.size > 0 && addresses.has(addressOf({ schema, textOf }, features))
      ? withoutAddress(schema, features)
      : features
  return {
    schema,
    kinds: schema.attributes.map(({ kind }) => KINDS[kind]),
    featuresOf: (record) =>
      withoutCrowd({
        values: schema.attributes.map((attribute, at) =>
          numbersOf(rawValues(attribute, record.values), byAttribute[at]),
        ),
      }),
    textOf,
    formsOf: (attribute, value) => byAttribute[attribute]?.forms(value) ?? {},
    selfLevel: (attribute, value) => byAttribute[attribute]?.level(value, value) ?? 0,
    size: () => [...pools.values()].reduce((sum, pool) => sum + pool.size(), 0),
    compare: (a, b, levels) => {
      for (let at = 0; at < byAttribute.length; at++) {
        const pool = byAttribute[at] as Pool
        levels[at] = bestLevel(pool, a.values[at] ?? NONE, b.values[at] ?? NONE)
      }
      if (names && family >= 0) turnNames({ names, given, family, a, b, levels })
      if (names) partNames({ names, given, a, b, levels })
    },
  }
}

function numbersOf(raw: readonly string[], pool: Pool | undefined): readonly number[] {
  if (!pool || raw.length === 0) return NONE
  if (raw.length === 1) return pool.single(pool.read(raw[0] as string))
  const numbers: number[] = []
  for (const text of raw) {
    const number = pool.read(text)
    if (number >= 0 && !numbers.includes(number) && numbers.length < VALUES_MAX)
      numbers.push(number)
  }
  return numbers
}

/** The best level over all pairs of two sets of values. */
function bestLevel(pool: Pool, a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) return -1
  if (a.length === 1 && b.length === 1) return pool.level(a[0] as number, b[0] as number)
  let best = 127
  for (const x of a) for (const y of b) best = Math.min(best, pool.level(x, y))
  return best
}

interface Turn {
  readonly names: Pool
  readonly given: number
  readonly family: number
  readonly a: Features
  readonly b: Features
  readonly levels: Int8Array
}

/** Given and family name in each other's column: said by one level, when crosswise they agree clearly better. */
function turnNames({ names, given, family, a, b, levels }: Turn): void {
  const directGiven = levels[given] as number
  const directFamily = levels[family] as number
  if (directGiven < NAME_LEVELS.alike || directFamily < NAME_LEVELS.alike) return
  const one = bestLevel(names, a.values[given] ?? NONE, b.values[family] ?? NONE)
  if (one < 0 || one > NAME_LEVELS.near) return
  const two = bestLevel(names, a.values[family] ?? NONE, b.values[given] ?? NONE)
  if (two < 0 || two > NAME_LEVELS.near) return
  levels[given] = NAME_LEVELS.swapped
  // One event, one piece of evidence: counted for both it would count twice.
  levels[family] = -1
}

/**
 * Anna and Hanna, Joseph and Josephine: a slip hardly ever makes a name that others bear, but brothers and sisters
 * often have names that are alike; still less does it make Harold of Ronald.
 */
function partNames({ names, given, a, b, levels }: Omit<Turn, 'family'>): void {
  const level = levels[given] as number
  const isDistant = level === NAME_LEVELS.distant
  if (!isDistant && level !== NAME_LEVELS.near && level !== NAME_LEVELS.alike) return
  const [one, other] = [a.values[given] ?? NONE, b.values[given] ?? NONE]
  if (one.length !== 1 || other.length !== 1) return
  if (names.isInUse(one[0] as number) && names.isInUse(other[0] as number))
    levels[given] = isDistant ? NAME_LEVELS.different : NAME_LEVELS.distant
}

type Forms = Readonly<Record<string, readonly string[]>>

interface Pool {
  readonly texts: readonly string[]
  readonly size: () => number
  /** number of a raw value, -1 where the kind reads nothing in it */
  readonly read: (raw: string) => number
  /** the list of that value alone, the same for all records that say it; of -1 the empty one */
  readonly single: (value: number) => readonly number[]
  readonly level: (a: number, b: number) => number
  readonly forms: (value: number) => Forms
  /** whether a value is a name in use */
  readonly isInUse: (value: number) => boolean
}

/** Pairs remembered per kind; a direct-mapped table, so memory is bounded and a lost pair only costs time. Small enough to stay in the processor's cache. */
const MEMO_BITS = 16
const MEMO_SLOTS = 1 << MEMO_BITS
/**
 * Forms remembered per kind, direct-mapped as well: keys are made of them once for a record. Names come again; whole
 * names, addresses and numbers hardly do, and their forms would take as much as all else that is known of a record.
 */
const FORMS_SLOTS = 1 << 12
/** Raw texts remembered per kind before the table starts anew. */
const RAW_TEXTS_MAX = 500_000

function createPool(kind: AnyKind, schema: Schema, rarity: Rarity): Pool {
  const byRaw = new Map<string, number>()
  const byText = new Map<string, number>()
  const texts: string[] = []
  const values: unknown[] = []
  const forms: (Forms | undefined)[] = []
  const formsOf = new Int32Array(FORMS_SLOTS).fill(-1)
  const inUse: boolean[] = []
  const singles: (readonly number[])[] = []
  const firsts = new Int32Array(MEMO_SLOTS).fill(-1)
  const seconds = new Int32Array(MEMO_SLOTS)
  const levels = new Int8Array(MEMO_SLOTS)
  const readNew = (raw: string): number => {
    const value = kind.read(raw, schema)
    if (value === undefined) return -1
    const text = kind.textOf(value)
    const known = byText.get(text)
    if (known !== undefined) return known
    byText.set(text, texts.length)
    values.push(value)
    return texts.push(text) - 1
  }
  return {
    texts,
    size: () => byRaw.size,
    read: (raw) => {
      const known = byRaw.get(raw)
      if (known !== undefined) return known
      if (byRaw.size >= RAW_TEXTS_MAX) byRaw.clear()
      const number = readNew(raw)
      byRaw.set(raw, number)
      return number
    },
    single: (value) => {
      if (value < 0) return NONE
      const known = singles[value] ?? [value]
      singles[value] = known
      return known
    },
    level: (a, b) => {
      const low = Math.min(a, b)
      const high = Math.max(a, b)
      const slot = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> (32 - MEMO_BITS)
      if (firsts[slot] === low && seconds[slot] === high) return levels[slot] as number
      const level = kind.compare(values[low], values[high], rarity)
      firsts[slot] = low
      seconds[slot] = high
      levels[slot] = level
      return level
    },
    isInUse: (value) => {
      const known = inUse[value]
      if (known !== undefined) return known
      const isKnown = rarity.isInUse?.(texts[value] ?? '') ?? false
      inUse[value] = isKnown
      return isKnown
    },
    forms: (value) => {
      const slot = value & (FORMS_SLOTS - 1)
      const known = formsOf[slot] === value ? forms[slot] : undefined
      if (known) return known
      const made = kind.formsOf(values[value])
      formsOf[slot] = value
      forms[slot] = made
      return made
    },
  }
}
