// Fields of a feed: texts in which places like {properties.waiting} are filled in from an event.
import { parseInstant } from '../collect/instant.ts'

const PLACE = /\{([^{}]*)\}/g
const WHOLE = /^\{([^{}]*)\}$/
const ROOTS: ReadonlySet<string> = new Set(['properties', 'traits', 'object', 'name', 'source'])

type Said = Readonly<Record<string, unknown>>

/** The value at the place when the text is nothing but one, else the text; undefined where a value is missing. */
export function fillField(text: string | number, said: Said): unknown {
  if (typeof text === 'number') return text
  const [, whole] = WHOLE.exec(text) ?? []
  if (whole !== undefined) return valueAt(said, whole)
  let isWhole = true
  const filled = text.replaceAll(PLACE, (_, path: string) => {
    const value = valueAt(said, path)
    if (value === undefined || value === null || typeof value === 'object') isWhole = false
    return String(value)
  })
  return isWhole ? filled : undefined
}

/** Fields of news that are numbers or times; the others are texts. */
const NUMBERS: ReadonlySet<string> = new Set(['value', 'ttlSeconds', 'amount', 'granted', 'used'])
const TIMES: ReadonlySet<string> = new Set(['startedAt', 'expectedEndAt', 'dueAt', 'until'])

/** Every field filled in, as its type; those whose value is missing are left out. */
export function fillFields(
  fields: Readonly<Record<string, string | number | undefined>>,
  said: Said,
): Record<string, unknown> {
  const filled: Record<string, unknown> = {}
  for (const [name, text] of Object.entries(fields)) {
    const value = text === undefined ? undefined : fillField(text, said)
    if (value !== undefined && value !== null) filled[name] = typed(name, value)
  }
  return filled
}

/** Senders write numbers as texts, ids as numbers and times in many forms. What does not fit stays, to be refused. */
function typed(name: string, value: unknown): unknown {
  if (NUMBERS.has(name)) {
    return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
  }
  if (TIMES.has(name)) {
    const instant = parseInstant(value)
    return instant ? new Date(instant.ms).toISOString() : value
  }
  return typeof value === 'number' ? String(value) : value
}

/** All places in the texts of a definition, and whether each can be a path. */
export function placesOf(
  definition: unknown,
): readonly { readonly text: string; readonly isPath: boolean }[] {
  if (typeof definition === 'string') {
    return [...definition.matchAll(PLACE)].map(([, text = '']) => ({ text, isPath: isPath(text) }))
  }
  if (typeof definition !== 'object' || definition === null) return []
  return Object.values(definition).flatMap(placesOf)
}

function isPath(text: string): boolean {
  const [root = '', ...rest] = text.split('.')
  return ROOTS.has(root) && rest.every((step) => step !== '')
}

function valueAt(said: Said, path: string): unknown {
  let value: unknown = said
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Said)[step]
  }
  return value
}
