// Candidate keys of a record: every combination of the values of a plan's sources, hashed.
import type { Bench, Features } from '../compare/bench.ts'
import type { Rarity } from '../compare/kind.ts'
import type { FormSource, KeyPlan } from '../model.ts'
import { PERSONAL_ROLES } from '../roles/role.ts'
import { begin, branch, createHashing, ended, hash53, lengthen } from './hash.ts'

/** Parts the parts of a key's text; no value holds it. */
const PART = '\u001f'
/** Values of one source that a record's keys use: the rarest words of a long name. */
const VALUES_PER_SOURCE_MAX = 5
/** Keys of one plan for one record. */
const KEYS_PER_PLAN_MAX = 24
/** Words of names that so many people have find nobody. */
const WORD_BITS_MIN = 3

/** The values of one source, without repeats. */
export function sourceValues(
  bench: Bench,
  features: Features,
  { source, rarity }: { readonly source: FormSource; readonly rarity: Rarity },
): readonly string[] {
  const values: string[] = []
  for (const attribute of source.attributes) {
    for (const value of features.values[attribute] ?? []) {
      for (const text of bench.formsOf(attribute, value)[source.form] ?? []) {
        if (!values.includes(text)) values.push(text)
      }
    }
  }
  return values.length > 2 && source.form === 'word'
    ? rarest(values, rarity)
    : values.slice(0, KEYS_PER_PLAN_MAX)
}

function rarest(words: readonly string[], rarity: Rarity): readonly string[] {
  const kept = words.filter((word) => rarity(word) >= WORD_BITS_MIN)
  return kept
    .sort((a, b) => rarity(b) - rarity(a) || (a < b ? -1 : 1))
    .slice(0, VALUES_PER_SOURCE_MAX)
}

/** Keys by their texts, for plans that are only weighed up; see `keysOf`. */
export function planTexts(
  plan: KeyPlan,
  valuesOf: (source: FormSource) => readonly string[],
): readonly string[] {
  let texts: readonly string[] = ['']
  let before: FormSource | undefined
  for (const source of plan.sources) {
    const isPair = before !== undefined && isSame(before, source)
    texts = extended(texts, valuesOf(source), isPair)
    before = source
  }
  return texts
}

/** Every text with every value; two values of one source are an unordered pair, so that turned names still meet. */
function extended(
  texts: readonly string[],
  values: readonly string[],
  isPair: boolean,
): readonly string[] {
  const next: string[] = []
  for (const text of texts) {
    for (const value of values) {
      if (next.length >= KEYS_PER_PLAN_MAX) return next
      if (!isPair || lastPart(text) < value) next.push(`${text}${PART}${value}`)
    }
  }
  return next
}

function isSame(a: FormSource, b: FormSource): boolean {
  return a === b || (a.form === b.form && a.attributes.join() === b.attributes.join())
}

function lastPart(text: string): string {
  return text.slice(text.lastIndexOf(PART) + 1)
}

export interface KeyMaker {
  readonly bench: Bench
  readonly plans: readonly KeyPlan[]
  readonly rarity: Rarity
}

/** All candidate keys of a record, 53-bit whole numbers: the hashes of what `planTexts` would make. */
export function keysOf({ bench, plans, rarity }: KeyMaker, features: Features): readonly number[] {
  const { sources, steps } = readyPlans(plans)
  const values = sources.map((source) => sourceValues(bench, features, { source, rarity }))
  const keys: number[] = []
  for (let at = 0; at < steps.length; at++) addKeys(keys, steps[at] as Step, values)
  return keys
}

/** Keys begun: their hashes so far, and the last part of each one's text. Two halves take turns, one made of the other. */
const HALF = KEYS_PER_PLAN_MAX + 1
const begun = createHashing(2 * HALF)
const lasts = new Array<string>(2 * HALF).fill('')

function addKeys(
  keys: number[],
  { seed, parts }: Step,
  values: readonly (readonly string[])[],
): void {
  let half = 0
  let count = 1
  begin(begun, 0, seed)
  lasts[0] = ''
  for (let at = 0; at < parts.length && count > 0; at++) {
    const { source, isPair } = parts[at] as Step['parts'][number]
    count = lengthenAll(half, count, { values: values[source] as readonly string[], isPair })
    half = HALF - half
  }
  for (let at = half; at < half + count; at++) keys.push(ended(begun, at))
}

/** Every key of one half with every value, in the other half; answers how many that makes. */
function lengthenAll(
  half: number,
  count: number,
  { values, isPair }: { readonly values: readonly string[]; readonly isPair: boolean },
): number {
  const next = HALF - half
  let made = 0
  for (let from = half; from < half + count; from++) {
    if (values.length > 0) lengthen(begun, from, PART)
    for (let at = 0; at < values.length; at++) {
      const value = values[at] as string
      if (made === KEYS_PER_PLAN_MAX) return made
      if (isPair && (lasts[from] as string) >= value) continue
      branch(begun, next + made, from)
      lengthen(begun, next + made, value)
      lasts[next + made] = value
      made++
    }
  }
  return made
}

/** Plans with all that is the same for every record. */
interface ReadyPlans {
  readonly sources: readonly FormSource[]
  readonly steps: readonly Step[]
}

interface Step {
  readonly seed: number
  /** positions in `sources`; a pair: the same source as the part before */
  readonly parts: readonly { readonly source: number; readonly isPair: boolean }[]
}

const ready = new WeakMap<readonly KeyPlan[], ReadyPlans>()

function readyPlans(plans: readonly KeyPlan[]): ReadyPlans {
  const known = ready.get(plans)
  if (known) return known
  const sources: FormSource[] = []
  const positionOf = (source: FormSource): number => {
    const at = sources.findIndex((other) => isSame(other, source))
    return at < 0 ? sources.push(source) - 1 : at
  }
  const steps = plans.map((plan) => {
    const positions = plan.sources.map(positionOf)
    return {
      seed: readySeed(plan),
      parts: positions.map((source, at) => ({ source, isPair: positions[at - 1] === source })),
    }
  })
  const made = { sources, steps }
  ready.set(plans, made)
  return made
}

const seedOf = (plan: KeyPlan): number => hash53(planId(plan)) | 0

const seeds = new WeakMap<KeyPlan, number>()

function readySeed(plan: KeyPlan): number {
  const seed = seeds.get(plan) ?? seedOf(plan)
  seeds.set(plan, seed)
  return seed
}

/** Names a plan, so that keys of a plan stay the same when others come and go. */
export function planId(plan: KeyPlan): string {
  return plan.sources.map(({ form, attributes }) => `${form}@${attributes.join('+')}`).join(' & ')
}

export interface PersonalKey {
  readonly attribute: number
  readonly value: number
  readonly key: number
}

/** Keys of single values that are meant to be one person's own: e-mail, phone, number of a person. */
export function personalKeysOf(
  { bench, plans }: KeyMaker,
  features: Features,
): readonly PersonalKey[] {
  const keys: PersonalKey[] = []
  for (const plan of plans) {
    const [source, more] = plan.sources
    const attribute = source?.attributes[0] ?? -1
    const role = bench.schema.attributes[attribute]?.role
    if (!source || more || !role || !PERSONAL_ROLES.has(role) || !WHOLE_FORMS.has(source.form))
      continue
    const seed = readySeed(plan)
    for (const value of features.values[attribute] ?? []) {
      for (const text of bench.formsOf(attribute, value)[source.form] ?? []) {
        keys.push({ attribute, value, key: hash53(`${PART}${text}`, seed) })
      }
    }
  }
  return keys
}

/** Forms that are the whole of a person's own value. */
const WHOLE_FORMS: ReadonlySet<string> = new Set(['address', 'number', 'code'])

export function isWholeForm(form: string): boolean {
  return WHOLE_FORMS.has(form)
}
