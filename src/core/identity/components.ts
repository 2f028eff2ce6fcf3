// Sets of records that grow by joining (union-find), each knowing what it may not join.
// A set's root is its lowest record; records are numbered earliest first, so the root names the customer.
import type { Entity } from '../../contract/identifier.ts'
import type { CompiledIdentity } from './compile.ts'
import type { Constraint } from './resolution.ts'
import type { Person } from './who/person.ts'

/** A record that a person said is somebody else, and the link that says so. */
export interface Enemy {
  readonly record: number
  readonly link: string
}

/** All arrays but `parent` are read at roots only. */
export interface Components {
  readonly parent: number[]
  readonly size: number[]
  readonly entity: readonly Entity[]
  /** holds a record that is more than a device */
  readonly known: boolean[]
  /** [root * number of limits + limit]: sorted codes of the values that the limit counts */
  readonly held: (readonly number[])[]
  readonly enemies: (readonly Enemy[] | undefined)[]
  /** who its records say they are of, each once */
  readonly people: (readonly Person[])[]
}

export interface Refusal {
  readonly constraint: Constraint
  readonly which: string
}

export function rootOf(components: Components, record: number): number {
  const { parent } = components
  let at = record
  for (let up = parent[at] ?? at; up !== at; up = parent[at] ?? at) {
    parent[at] = parent[up] ?? up
    at = up
  }
  return at
}

/** Joins two different roots, whatever the limits say; ask `refusal` first. */
export function unite(
  components: Components,
  { a, b, limits }: { readonly a: number; readonly b: number; readonly limits: number },
): void {
  const root = Math.min(a, b)
  const other = Math.max(a, b)
  const { parent, size, known, held, enemies, people } = components
  parent[other] = root
  size[root] = (size[root] ?? 1) + (size[other] ?? 1)
  known[root] = known[root] === true || known[other] === true
  for (let limit = 0; limit < limits; limit++) {
    const at = root * limits + limit
    held[at] = mergeSorted(held[at] ?? NONE, held[other * limits + limit] ?? NONE)
  }
  people[root] = peopleTogether(people[root] ?? NO_PEOPLE, people[other] ?? NO_PEOPLE)
  const theirs = enemies[other]
  if (theirs) enemies[root] = [...(enemies[root] ?? []), ...theirs]
}

export const NO_PEOPLE: readonly Person[] = []

/** Ways to write one customer's name that are compared. */
const PEOPLE_MAX = 12

function peopleTogether(a: readonly Person[], b: readonly Person[]): readonly Person[] {
  const more = b.filter(({ text }) => a.every((own) => own.text !== text))
  return more.length === 0 ? a : [...a, ...more].slice(0, PEOPLE_MAX)
}

/** Why two different roots may not be one customer; undefined = they may. */
export function refusal(
  components: Components,
  rules: CompiledIdentity,
  join: { readonly a: number; readonly b: number; readonly waivedLimit: number },
): Refusal | undefined {
  const { a, b } = join
  const { size, entity } = components
  if (entity[a] !== entity[b]) return { constraint: 'different_entity', which: '' }
  const link = linkThatParts(components, a, b)
  if (link !== undefined) return { constraint: 'different_by_person', which: link }
  if ((size[a] ?? 1) + (size[b] ?? 1) > rules.recordsPerCustomerMax) {
    return { constraint: 'records_per_customer', which: '' }
  }
  return limitThatParts(components, rules, join)
}

/** The person's link that keeps two roots apart, the lowest id when there are several. */
export function linkThatParts(components: Components, a: number, b: number): string | undefined {
  const mine = components.enemies[a]
  const theirs = components.enemies[b]
  if (!mine || !theirs) return undefined
  const [few, other] = mine.length <= theirs.length ? [mine, b] : [theirs, a]
  let found: string | undefined
  for (const { record, link } of few) {
    if (rootOf(components, record) !== other) continue
    if (found === undefined || link < found) found = link
  }
  return found
}

/**
 * A join may not make a customer hold more values than the limit. A side that exceeds it already (a person
 * or a trusted alias joined two user ids) may still be joined by what adds no further value.
 */
function limitThatParts(
  components: Components,
  rules: CompiledIdentity,
  { a, b, waivedLimit }: { readonly a: number; readonly b: number; readonly waivedLimit: number },
): Refusal | undefined {
  const count = rules.limits.length
  for (let limit = 0; limit < count; limit++) {
    if (limit === waivedLimit) continue
    const mine = components.held[a * count + limit] ?? NONE
    const theirs = components.held[b * count + limit] ?? NONE
    const rule = rules.limits[limit]
    if (!rule || mine.length === 0 || theirs.length === 0) continue
    if (mine.length + theirs.length <= rule.max) continue
    const together = countTogether(mine, theirs)
    if (together > rule.max && together > mine.length && together > theirs.length) {
      return { constraint: 'values_per_customer', which: rule.namespace }
    }
  }
  return undefined
}

export const NONE: readonly number[] = []

function countTogether(a: readonly number[], b: readonly number[]): number {
  let count = a.length + b.length
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = (a[i] ?? 0) - (b[j] ?? 0)
    if (difference === 0) count--
    if (difference <= 0) i++
    if (difference >= 0) j++
  }
  return count
}

/** Both lists in one, sorted, each value once; the same list when the other adds nothing to it. */
export function mergeSorted(a: readonly number[], b: readonly number[]): readonly number[] {
  if (b.length === 0) return a
  if (a.length === 0) return b
  const merged: number[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const left = a[i] ?? Number.POSITIVE_INFINITY
    const right = b[j] ?? Number.POSITIVE_INFINITY
    merged.push(Math.min(left, right))
    if (left <= right) i++
    if (right <= left) j++
  }
  return merged.length === a.length ? a : merged
}
