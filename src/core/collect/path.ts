// Paths in definitions, such as traits.email or context.externalIds[email], compiled once.
import type { JsonObject } from '../../contract/event.ts'
import { traitNamed } from './trait-name.ts'

/** Where a path may start. `traits` depends on whose identifiers are looked for. */
export interface PathRoots {
  readonly body: JsonObject
  readonly traits: JsonObject | undefined
  readonly properties: JsonObject
  readonly context: JsonObject | undefined
}

export interface Path {
  readonly root: 'traits' | 'properties' | 'context' | 'body'
  readonly keys: readonly string[]
  /** `[email]` at the end: of a list of {type, id}, the id of that type */
  readonly selected: string | undefined
  /** the place of the key that names a trait, which everybody writes in another way; -1: none does */
  readonly traitAt: number
}

/** Keys in one path: deeper than this is a mistake. */
const PATH_KEYS_MAX = 16
const ROOTS: ReadonlySet<string> = new Set(['traits', 'properties', 'context'])
/** Keys of the envelope: they differ between an event and its retry, so nothing may depend on them. */
const ENVELOPE: ReadonlySet<string> = new Set(['messageId', 'sentAt', 'receivedAt', '_alidade'])

/** The path, or undefined when the text is none. */
export function compilePath(text: string): Path | undefined {
  const match = /^([^[\]]+)(?:\[([^[\]]+)\])?$/.exec(text.trim())
  const keys = match?.[1]?.split('.') ?? []
  const first = keys[0]
  if (first === undefined || keys.includes('') || keys.length > PATH_KEYS_MAX) return undefined
  if (ENVELOPE.has(first)) return undefined
  const selected = match?.[2]
  const traitAt = keys.indexOf('traits')
  if (!ROOTS.has(first)) return { root: 'body', keys, selected, traitAt: -1 }
  return {
    root: first as 'traits' | 'properties' | 'context',
    keys: keys.slice(1),
    selected,
    traitAt: first !== 'properties' && (traitAt === 0 || traitAt === 1) ? traitAt : -1,
  }
}

/** What stands at the path; undefined when nothing does. */
export function readPath(path: Path, roots: PathRoots): unknown {
  let value: unknown = roots[path.root]
  for (let at = 0; at < path.keys.length; at++) {
    if (typeof value !== 'object' || value === null) return undefined
    const key = path.keys[at] as string
    const object = value as Readonly<Record<string, unknown>>
    if (Object.hasOwn(object, key)) value = object[key]
    else if (at === path.traitAt) value = traitNamed(object, key)
    else return undefined
  }
  return path.selected === undefined ? value : idOfType(value, path.selected)
}

function idOfType(list: unknown, type: string): unknown {
  if (!Array.isArray(list)) return undefined
  return list.find((item) => item !== null && typeof item === 'object' && item.type === type)?.id
}
