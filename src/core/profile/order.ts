// The orders every fold of this stage ends at: time, then event id, never arrival. Values have a total order
// too, so that "highest" and "longest" name one winner whatever came first.
import type { Json, JsonObject } from '../../contract/event.ts'

/** Something said or done at a time: `t` ms since epoch, `e` 32 hex characters of the event. */
export interface Moment {
  readonly t: number
  readonly e: string
}

/** Sorts older before newer; events of one millisecond by their id. */
export function byTime(a: Moment, b: Moment): number {
  return a.t - b.t || compareText(a.e, b.e)
}

export function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** Numbers and texts that hold one go by size and come before all other values, which go by their text. */
export function compareValues(a: Json, b: Json): number {
  const x = numberOf(a)
  const y = numberOf(b)
  if (x !== undefined && y !== undefined) return x - y
  if (x !== undefined) return -1
  if (y !== undefined) return 1
  return compareText(plainText(a), plainText(b))
}

/** Characters of a text, items of a list, characters of anything else as JSON. */
export function lengthOf(value: Json): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : canonical(value).length
}

/** Beyond this a double no longer holds cents, and a number is an id or a fault rather than an amount. */
const NUMBER_MAX = 1e15
const NUMBER_CHARS_MAX = 40

/** The number a value stands for; shops send "19.99" as text about as often as 19.99. */
export function numberOf(value: Json | undefined): number | undefined {
  if (typeof value === 'string') return numberInText(value)
  // -0 would print as 0 and so differ from itself after a round trip through the store.
  return typeof value === 'number' && Math.abs(value) <= NUMBER_MAX ? value + 0 : undefined
}

function numberInText(text: string): number | undefined {
  if (text.length === 0 || text.length > NUMBER_CHARS_MAX || text.trim() === '') return undefined
  const number = Number(text)
  return Math.abs(number) <= NUMBER_MAX ? number + 0 : undefined
}

/** JSON with sorted keys: two spellings of one object are one value. */
export function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (isList(value)) return `[${value.map(canonical).join()}]`
  const names = Object.keys(value).sort()
  return `{${names.map((n) => `${JSON.stringify(n)}:${canonical(value[n] ?? null)}`).join()}}`
}

/** Values longer than this (characters of text or JSON) stay in the ledger and out of the folded state. */
const VALUE_CHARS_MAX = 10_000

/** True when a value is small enough to be carried in state that is read with every view. */
export function fitsState(value: Json): boolean {
  if (typeof value === 'string') return value.length <= VALUE_CHARS_MAX
  if (typeof value !== 'object' || value === null) return true
  return JSON.stringify(value).length <= VALUE_CHARS_MAX
}

/**
 * The same entries with names in order, so that equal states print equal bytes; the same state when they are. With `max`, the first `max`
 * names by name stay: a choice that later arrivals cannot turn round.
 */
export function sortedByName<V>(
  state: Readonly<Record<string, V>>,
  max = Number.POSITIVE_INFINITY,
): Readonly<Record<string, V>> {
  const names = Object.keys(state)
  if (names.length <= max && isSorted(names)) return state
  const sorted: Record<string, V> = {}
  names.sort()
  if (names.length > max) names.length = max
  for (const name of names) sorted[name] = state[name] as V
  return sorted
}

function isSorted(names: readonly string[]): boolean {
  for (let i = 1; i < names.length; i++) {
    if ((names[i - 1] as string) > (names[i] as string)) return false
  }
  return true
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function plainText(value: Json): string {
  return typeof value === 'string' ? value : canonical(value)
}

/**
 * The value with the keys of every object in code-unit order; the same value when it has no object. The ledger
 * keeps keys sorted while doors hand them over as they came: without this, state derived again would differ.
 */
export function withSortedKeys(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withSortedKeys)
  const fields = Object.entries(value as JsonObject).sort(([a], [b]) => compareText(a, b))
  return Object.fromEntries(fields.map(([key, field]) => [key, withSortedKeys(field)]))
}
