// Which identifiers an event shows, and under which key its source knows the person or organisation.
import type { IdentifierVia, JsonObject, RecordKey, SeenIdentifier } from '../../contract/event.ts'
import type { Entity } from '../../contract/identifier.ts'
import { isEmailPlaceholder, isPhonePlaceholder, isPlaceholder } from './blocked.ts'
import type { CompiledRule, RuleSet } from './compile.ts'
import { type Hash, ID_CHARACTERS_MAX, type Refusal } from './context.ts'
import { type ReadValue, readOnce, seenAs } from './known-values.ts'
import { normaliseValue } from './normalise.ts'
import { type PathRoots, readPath } from './path.ts'

/** Values taken from one list at one path: more would be an export, not an identity. */
const VALUES_PER_PATH_MAX = 10
/** Entries of context.externalIds that are looked at. */
const EXTERNAL_IDS_MAX = 20
/** Identifiers of one entity on one event. */
const IDENTIFIERS_MAX = 50

/** Collects the identifiers of one entity; filled in place, because every event goes through here. */
export interface Finder {
  readonly entity: Entity
  readonly rules: RuleSet
  readonly hash: Hash
  readonly found: SeenIdentifier[]
  wasBlocked: boolean
  wasInvalid: boolean
}

export function startFinder(entity: Entity, rules: RuleSet, hash: Hash): Finder {
  return { entity, rules, hash, found: [], wasBlocked: false, wasInvalid: false }
}

/**
 * Adds one value under its namespace. False when there is no rule for the namespace, the value has not
 * its shape, or it is a placeholder.
 */
export function addIdentifier(
  finder: Finder,
  namespace: string,
  value: string,
  via: IdentifierVia,
): boolean {
  const rule = finder.rules.byNamespace.get(namespace)
  return rule !== undefined && addValue(finder, rule, value, via)
}

function addValue(finder: Finder, rule: CompiledRule, raw: string, via: IdentifierVia): boolean {
  const answer = readOnce(rule, raw, finder.hash, readValue)
  if (answer === 'blocked') {
    finder.wasBlocked = true
    return false
  }
  if (answer === 'invalid') {
    finder.wasInvalid = true
    return false
  }
  const { found } = finder
  // Of one entity, equal ids are equal values of one namespace.
  for (const { id } of found) if (id === answer.id) return true
  if (found.length < IDENTIFIERS_MAX) found.push(seenAs(answer, rule.namespace, via))
  return true
}

function readValue(rule: CompiledRule, raw: string, hash: Hash): ReadValue {
  if (isPlaceholder(raw)) return 'blocked'
  const value = normaliseValue(rule.normalise, raw, rule.country)
  if (value === undefined) return 'invalid'
  if (isBlocked(rule, value)) return 'blocked'
  const id = hash(`idf\0${rule.entity}\0${rule.namespace}\0${value}`)
  return { value, id, seen: undefined, record: undefined }
}

function isBlocked(rule: CompiledRule, value: string): boolean {
  if (isPlaceholder(value)) return true
  if (rule.normalise === 'email' && isEmailPlaceholder(value)) return true
  if (rule.normalise === 'phone' && isPhonePlaceholder(value)) return true
  if (rule.blocked.size > 0 && rule.blocked.has(value.toLowerCase())) return true
  return rule.patterns.some((pattern) => pattern.test(value))
}

/** Adds what stands at the paths of all rules of the entity. */
export function addFromPaths(finder: Finder, roots: PathRoots): void {
  for (const rule of finder.rules.withPaths) {
    for (const path of rule.paths) {
      const value = readPath(path, roots)
      if (value === undefined || value === null) continue
      addValues(finder, rule, value, path.selected === undefined ? 'trait' : 'external')
    }
  }
}

function addValues(finder: Finder, rule: CompiledRule, value: unknown, via: IdentifierVia): void {
  const values = Array.isArray(value) ? value.slice(0, VALUES_PER_PATH_MAX) : [value]
  for (const item of values) {
    const text = idText(valueIn(item))
    if (text === undefined) continue
    if (typeof text === 'string') addValue(finder, rule, text, via)
    else finder.wasInvalid = true
  }
}

/** Lists such as `emails` may hold objects with a value each (SCIM, RFC 7643, section 2.4). */
function valueIn(item: unknown): unknown {
  const isObject = typeof item === 'object' && item !== null && !Array.isArray(item)
  return isObject && 'value' in item ? item.value : item
}

/** Adds `context.externalIds` whose type, written in lower_snake, is a namespace of the entity. */
export function addExternalIds(finder: Finder, context: JsonObject | undefined): void {
  const list = context?.['externalIds']
  if (!Array.isArray(list)) return
  for (const item of list.slice(0, EXTERNAL_IDS_MAX)) {
    if (typeof item?.type !== 'string') continue
    const rule = finder.rules.byNamespace.get(lowerSnake(item.type))
    if (rule) addValues(finder, rule, item.id, 'external')
  }
}

/** `Loyalty Card`, `loyaltyCard`, `loyalty-card` -> `loyalty_card`. */
function lowerSnake(text: string): string {
  if (/^[a-z_]+$/.test(text)) return text
  const words = text.slice(0, ID_CHARACTERS_MAX).replace(/([a-z0-9])([A-Z])/g, '$1_$2')
  return words
    .trim()
    .replace(/[\s-]+/g, '_')
    .toLowerCase()
}

/**
 * An id as a text of 1 to 500 characters; undefined when there is none, a refusal when it is no usable
 * text. A number beyond 2^53 is refused: JSON readers round it, and two customers would become one.
 */
export function idText(value: unknown): string | undefined | Refusal {
  if (typeof value === 'string') {
    const text = value.trim()
    return text.length <= ID_CHARACTERS_MAX ? text || undefined : invalidId('is longer than 500')
  }
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number') return invalidId('is neither a text nor a number')
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return invalidId('is a number beyond 2^53, which JSON rounds; send it as a text')
  }
  return String(value)
}

function invalidId(what: string): Refusal {
  return { code: 'ID_INVALID', reason: `The id ${what}` }
}

/** The identifier that is strong enough to be the record's key, strongest first, then first found. */
export function strongest(finder: Finder): SeenIdentifier | undefined {
  let best: SeenIdentifier | undefined
  let bestPriority = Number.POSITIVE_INFINITY
  for (const seen of finder.found) {
    const rule = finder.rules.byNamespace.get(seen.namespace)
    if (!rule || rule.use === 'none' || rule.priority >= bestPriority) continue
    best = seen
    bestPriority = rule.priority
  }
  return best
}

/** The record that a source knows under the key. A value that was read lately knows its record. */
export function recordUnder(
  finder: Finder,
  source: string,
  namespace: string,
  key: string,
): RecordKey {
  const owner = { entity: finder.entity, source }
  const rule = finder.rules.byNamespace.get(namespace)
  const known = rule && readOnce(rule, key, finder.hash, readValue)
  if (typeof known !== 'object') return recordKey(owner, namespace, key, finder.hash)
  if (known.record?.source !== source) {
    known.record = recordKey(owner, namespace, key, finder.hash)
  }
  return known.record
}

export function recordKey(
  owner: { readonly entity: Entity; readonly source: string },
  namespace: string,
  key: string,
  hash: Hash,
): RecordKey {
  const { entity, source } = owner
  return {
    id: hash(`rec\0${entity}\0${source}\0${namespace}\0${key}`),
    entity,
    source,
    namespace,
    key,
  }
}
