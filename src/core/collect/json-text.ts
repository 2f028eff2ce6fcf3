// One walk over any value: cleans it, bounds it and writes it as canonical JSON text (keys sorted).
//
// The text is the payload of the ledger and the base of the fingerprint, so the hot path makes no copy of the
// item and no second pass. PostgreSQL takes neither NUL nor lone surrogates, hence the repairs.
import type { SetAsideCode } from '../../contract/event.ts'
import type { CollectLimits } from './context.ts'

/** What a walk found. `changed`: the text says something else than the value did. */
export interface Walk {
  readonly limits: CollectLimits
  /** characters so far: a lower bound of the bytes */
  size: number
  keys: number
  changed: boolean
  textRepaired: boolean
  numberImprecise: boolean
  keyDropped: boolean
  failure: SetAsideCode | undefined
}

export function startWalk(limits: CollectLimits): Walk {
  return {
    limits,
    size: 0,
    keys: 0,
    changed: false,
    textRepaired: false,
    numberImprecise: false,
    keyDropped: false,
    failure: undefined,
  }
}

/**
 * Canonical JSON text of any value, or undefined for what JSON leaves out (functions, undefined, symbols).
 * Stops early with `walk.failure` when a limit is passed; the text is then of no use.
 */
export function jsonText(value: unknown, depth: number, walk: Walk): string | undefined {
  switch (typeof value) {
    case 'string':
      return stringText(value, walk)
    case 'number':
      return numberText(value, walk)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'bigint':
      walk.changed = true
      return `"${value}"`
    case 'object':
      if (value === null) return 'null'
      if (depth > walk.limits.depthMax) return fail(walk, 'TOO_DEEP')
      return Array.isArray(value) ? arrayText(value, depth, walk) : objectText(value, depth, walk)
    default:
      walk.changed = true
      return undefined
  }
}

function fail(walk: Walk, code: SetAsideCode): string {
  walk.failure ??= code
  return 'null'
}

/**
 * The same JSON text in one piece. A text that was put together holds on to all its pieces, ten times its own size, until
 * somebody needs it whole. Reading a character needs it, if something depends on what was read: a question whose
 * answer the compiler knows beforehand is never asked (no JSON text begins with NUL, but only we know that).
 */
export function inOnePiece(text: string): string {
  return text.charCodeAt(0) === 0 ? '' : text
}

function arrayText(values: readonly unknown[], depth: number, walk: Walk): string {
  let text = '['
  for (let i = 0; i < values.length; i++) {
    text += `${i === 0 ? '' : ','}${jsonText(values[i], depth + 1, walk) ?? 'null'}`
    walk.size += 1
    if (walk.size > walk.limits.eventBytesMax) return fail(walk, 'EVENT_TOO_LARGE')
    if (walk.failure) break
  }
  return `${text}]`
}

function objectText(value: object, depth: number, walk: Walk): string {
  const keys = sortedKeys(value)
  walk.keys += keys.length
  if (walk.keys > walk.limits.keysMax) return fail(walk, 'TOO_MANY_KEYS')
  let text = ''
  for (const key of keys) {
    if (key === '__proto__') {
      // A later `state[key] = value` would change the prototype of that state.
      walk.changed = true
      walk.keyDropped = true
      continue
    }
    const member = jsonText((value as Record<string, unknown>)[key], depth + 1, walk)
    if (member === undefined) continue
    text += (text === '' ? '{' : ',') + keyText(key, walk) + member
    if (walk.failure) break
  }
  return text === '' ? '{}' : `${text}}`
}

/** The same few hundred names come again and again; beyond these they are looked at each time. */
const KEYS_KEPT_MAX = 4_096
const KEY_KEPT_CHARACTERS_MAX = 64
const keysKept = new Map<string, string>()

/** `"key":` */
function keyText(key: string, walk: Walk): string {
  const kept = keysKept.get(key)
  if (kept === undefined) return newKeyText(key, walk)
  walk.size += key.length
  return walk.size > walk.limits.eventBytesMax ? fail(walk, 'EVENT_TOO_LARGE') : kept
}

function newKeyText(key: string, walk: Walk): string {
  const text = `${stringText(key, walk)}:`
  const isKept = keysKept.size < KEYS_KEPT_MAX && key.length <= KEY_KEPT_CHARACTERS_MAX
  if (isKept && !walk.failure && isPlain(key)) keysKept.set(key, text)
  return text
}

/** From here on sorting by insertion is slower. */
const FEW_KEYS_MAX = 16

/** Keys in code unit order; most objects of SDKs are small, and sorted or nearly so. */
function sortedKeys(value: object): string[] {
  const keys = Object.keys(value)
  if (keys.length > FEW_KEYS_MAX) return keys.sort()
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] as string
    let at = i
    for (; at > 0 && (keys[at - 1] as string) > key; at--) keys[at] = keys[at - 1] as string
    if (at < i) keys[at] = key
  }
  return keys
}

function numberText(value: number, walk: Walk): string {
  if (!Number.isFinite(value)) {
    walk.changed = true
    walk.numberImprecise = true
    return 'null'
  }
  if (!Number.isSafeInteger(value) && Number.isInteger(value)) walk.numberImprecise = true
  if (Object.is(value, -0)) walk.changed = true
  return `${value}`
}

function stringText(value: string, walk: Walk): string {
  walk.size += value.length
  if (walk.size > walk.limits.eventBytesMax) return fail(walk, 'EVENT_TOO_LARGE')
  return isPlain(value) ? `"${value}"` : carefulText(value, walk)
}

/** Stands where a sender's bytes were no UTF-8, or a character was no character: what was meant is lost. */
const LOST = 0xfffd

/** True when the text needs no escape, no repair and no flag. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 32 || code === 34 || code === 92) return false
    if (code >= 0xd800 && (code <= 0xdfff || code === LOST)) return false
  }
  return true
}

function carefulText(text: string, walk: Walk): string {
  const clean = cleanText(text)
  if (clean !== text) walk.changed = true
  if (clean !== text || clean.includes('\ufffd')) walk.textRepaired = true
  return JSON.stringify(clean)
}

/** The text without NUL and with U+FFFD for lone surrogates; the same text when nothing was wrong. */
export function cleanText(text: string): string {
  if (isPlain(text)) return text
  return text.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '\ufffd')
}

/** Bytes of a text in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 0x800) bytes += 2
    else if (code >= 0x80) bytes += 1
    // The second half of a pair: four bytes for two units.
    if (code >= 0xdc00 && code <= 0xdfff) bytes -= 2
  }
  return bytes
}
