// Generous candidate pairs within a training sample: records that share rare enough values of one or two sources.
import type { Rarity } from '../compare/kind.ts'
import { planTexts, sourceValues } from '../keys/forms.ts'
import type { FormSource, KeyPlan } from '../model.ts'
import { collisionOf } from '../roles/profile.ts'
import { NAME_ROLES, type Role } from '../roles/role.ts'
import type { Schema } from '../roles/schema.ts'
import { createPairList, createPairSet, type Pairs } from './pairs.ts'
import type { Sample } from './sample.ts'

/** A source of key parts, with its values for every record of the sample. */
export interface SourceValues {
  readonly source: FormSource
  readonly values: readonly (readonly string[])[]
  /** chance that two records share a value of it */
  readonly collision: number
}

const FORMS_OF: Partial<Record<Role, readonly string[]>> = {
  birth_date: ['day', 'birthday', 'dayInYear', 'month', 'year'],
  email: ['address', 'mailbox', 'beginning'],
  phone: ['number', 'ending'],
  street: ['text', 'word'],
  house_number: ['code'],
  postcode: ['code', 'district'],
  place: ['text'],
  state: ['text'],
  national_id: ['code'],
  organisation: ['text', 'word'],
  domain: ['text'],
  category: ['text'],
  gender: ['text'],
}

/** All sources of a schema; names of persons are one source, whichever column they stand in. */
export function sourcesOf(sample: Sample, rarity: Rarity): readonly SourceValues[] {
  const { attributes } = sample.bench.schema
  const names = attributes.flatMap(({ role }, at) =>
    NAME_ROLES.has(role) && role !== 'middle_name' ? [at] : [],
  )
  const sources: FormSource[] =
    names.length === 0 ? [] : ['word', 'sound'].map((form) => ({ attributes: names, form }))
  for (const [at, { role }] of attributes.entries()) {
    for (const form of FORMS_OF[role] ?? []) sources.push({ attributes: [at], form })
  }
  return sources
    .map((source) => withValues(sample, source, rarity))
    .filter(({ collision }) => collision < 0.5)
}

function withValues({ bench, features }: Sample, source: FormSource, rarity: Rarity): SourceValues {
  const values = features.map((own) => sourceValues(bench, own, { source, rarity }))
  const counts = new Map<string, number>()
  for (const own of values) for (const value of own) counts.set(value, (counts.get(value) ?? 0) + 1)
  return { source, values, collision: Math.max(1e-7, collisionOf(counts, features.length)) }
}

export interface WeighedPlan {
  readonly plan: KeyPlan
  readonly parts: readonly SourceValues[]
  /** chance that two records share a key of it, as if its parts were independent */
  readonly collision: number
}

/** Singles, pairs and triples of sources that no more than `perRecord` of `records` strangers share. */
export function plansOf(
  sources: readonly SourceValues[],
  {
    schema,
    records,
    perRecord,
    partsMax,
  }: {
    readonly schema: Schema
    readonly records: number
    readonly perRecord: number
    readonly partsMax: number
  },
): readonly WeighedPlan[] {
  const plans: WeighedPlan[] = []
  const extend = (parts: readonly SourceValues[], collision: number, from: number): void => {
    if (parts.length > 0 && collision * records <= perRecord) {
      plans.push({ plan: { sources: parts.map(({ source }) => source) }, parts, collision })
      return
    }
    if (parts.length === partsMax) return
    for (let at = from; at < sources.length; at++) {
      const part = sources[at] as SourceValues
      if (canFollow(parts, part, schema)) extend([...parts, part], collision * part.collision, at)
    }
  }
  extend([], 1, 0)
  return plans.sort((a, b) => a.collision - b.collision)
}

/** Parts of one attribute do not combine, except two words of a name. */
function canFollow(parts: readonly SourceValues[], part: SourceValues, schema: Schema): boolean {
  const first = part.source.attributes[0] ?? 0
  const isName = NAME_ROLES.has(schema.attributes[first]?.role ?? 'ignore')
  const same = parts.filter(({ source }) => source.attributes[0] === first)
  if (same.length === 0) return true
  return (
    isName && same.length === 1 && parts.length === 1 && same[0]?.source.form === part.source.form
  )
}

/** Records of one block, as positions; blocks fuller than `most` are left out. */
export function blocksOf(
  { parts, plan }: WeighedPlan,
  size: number,
  most: number,
): readonly (readonly number[])[] {
  const blocks = new Map<string, number[]>()
  for (let at = 0; at < size; at++) {
    for (const text of textsOf({ parts, plan }, at)) {
      const block = blocks.get(text)
      if (block) block.push(at)
      else blocks.set(text, [at])
    }
  }
  return [...blocks.values()].filter(({ length }) => length > 1 && length <= most)
}

export function textsOf(
  { parts, plan }: Pick<WeighedPlan, 'parts' | 'plan'>,
  at: number,
): readonly string[] {
  return planTexts(plan, (source) => parts.find((part) => part.source === source)?.values[at] ?? [])
}

/** Fuller blocks are of strangers, and left out. */
const BLOCK_MAX = 60
/** Whoever leaves out no more than this part of its pairs has seen them all. */
const LEFT_OUT_MAX = 0.02

export interface GenerousPairs {
  readonly pairs: Pairs
  /** plans all of whose pairs are among them */
  readonly complete: readonly KeyPlan[]
}

/** Pairs of the rarest plans first, each pair once, until there are `most`. */
export function generousPairs(
  plans: readonly WeighedPlan[],
  size: number,
  most: number,
): GenerousPairs {
  const list = createPairList(most)
  const complete: KeyPlan[] = []
  const isNew = createPairSet(size)
  const add = (a: number, b: number): void => {
    if (a !== b && isNew(a, b)) list.push(a, b)
  }
  for (const plan of plans) {
    if (list.size() >= most) break
    const blocks = blocksOf(plan, size, Number.POSITIVE_INFINITY)
    const small = blocks.filter(({ length }) => length <= BLOCK_MAX)
    for (const block of small) eachPair(block, add)
    if (pairsIn(small) >= (1 - LEFT_OUT_MAX) * pairsIn(blocks)) complete.push(plan.plan)
  }
  return { pairs: list.pairs(), complete }
}

function pairsIn(blocks: readonly (readonly number[])[]): number {
  return blocks.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0)
}

function eachPair(block: readonly number[], visit: (a: number, b: number) => void): void {
  for (let i = 0; i < block.length; i++) {
    for (let j = i + 1; j < block.length; j++) visit(block[i] as number, block[j] as number)
  }
}
