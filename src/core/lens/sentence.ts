// The sentence of a fact: from the template of its kind or type, else a plain one made of what is there.
import type { JsonObject } from '../../contract/event.ts'
import { cleanText, VALUE_LENGTH_MAX } from './clean.ts'
import { type CompiledKind, type CompiledObject, humanise } from './compile.ts'
import { readableDate, readableValue } from './readable.ts'
import type { SnapshotObject } from './snapshot.ts'
import { type Filled, fillTemplate, firstReadable, isProse, type Span } from './template.ts'

/** What an event's template may speak about. */
export interface EventWords {
  readonly name: string
  readonly kind: string
  readonly channel: string
  readonly body: JsonObject
}

/** To whom a sentence is said: herself, where a definition has words for that. */
export interface Telling {
  readonly toCustomer: boolean
  /** ms */
  readonly now: number
}

const NOTHING_OUTSIDE: readonly Span[] = []

const LABEL_PATHS = [
  ['properties', 'name'],
  ['properties', 'title'],
  ['properties', 'product'],
  ['properties', 'subject'],
  ['properties', 'query'],
  ['properties', 'summary'],
  ['properties', 'text'],
  ['properties', 'order_id'],
]
const PAGE_PATHS = [
  ['properties', 'feature'],
  ['properties', 'name'],
  ['properties', 'title'],
  ['properties', 'query'],
  ['properties', 'sku'],
  ['properties', 'product_id'],
  ['name'],
  ['context', 'page', 'title'],
  ['properties', 'path'],
]

function rootOf(event: EventWords): JsonObject {
  const { body } = event
  return {
    name: event.name,
    kind: event.kind,
    channel: event.channel,
    properties: body['properties'] ?? null,
    traits: body['traits'] ?? null,
    context: body['context'] ?? null,
    object: body['properties'] ?? null,
  }
}

/** A sentence about one event: `Order Completed: A-1, 249 SEK`. */
export function eventSentence(
  event: EventWords,
  kind: CompiledKind | undefined,
  telling?: Telling,
): Filled {
  const root = rootOf(event)
  const own = telling?.toCustomer ? kind?.textForCustomer : undefined
  const filled = (own && fillTemplate(own, root)) ?? (kind?.text && fillTemplate(kind.text, root))
  return filled ? withoutOurName(filled, event.name, kind) : plainSentence(event, root, kind)
}

function plainSentence(
  event: EventWords,
  root: JsonObject,
  kind: CompiledKind | undefined,
): Filled {
  const label = firstReadable(root, LABEL_PATHS)
  const name =
    cleanText(event.name, VALUE_LENGTH_MAX) || humanise(kind?.definition.kind ?? event.kind)
  const outside: Span[] = isOurName(event.name, kind) ? [] : [[0, name.length]]
  if (label === undefined || label === name) return { text: name, outside }
  const text = `${name}: ${label}`
  return { text, outside: [...outside, [name.length + 2, text.length]] }
}

/** An event name that the definitions list is ours, wherever the template put it. */
function withoutOurName(filled: Filled, name: string, kind: CompiledKind | undefined): Filled {
  return isOurName(name, kind) ? without(filled, name) : filled
}

/** The same text, where `word` is ours: a status that a definition lists, the name of a known event. */
function without(filled: Filled, word: string): Filled {
  if (filled.outside.length === 0) return filled
  const outside = filled.outside.filter(([start, end]) => filled.text.slice(start, end) !== word)
  return outside.length === filled.outside.length ? filled : { ...filled, outside }
}

/** Anybody with a browser can send an event with any name, so only names that the definitions know are ours. */
function isOurName(name: string, kind: CompiledKind | undefined): boolean {
  return name === '' || (kind?.names.has(name.toLowerCase()) ?? false)
}

/** What a list of pages calls this one. */
export function eventLabel(event: EventWords): string {
  return firstReadable(rootOf(event), PAGE_PATHS) ?? event.kind
}

/** A sentence about several events of one visit: `Looked at 3 pages: Phones, Cases, Delivery`. */
export function visitSentence(
  labels: readonly string[],
  count: number,
  kind: CompiledKind | undefined,
): Filled {
  const list = labels.join(', ')
  const filled = kind?.textMany && fillTemplate(kind.textMany, { count, list })
  if (filled) return filled
  const start = `${humanise(kind?.definition.kind ?? 'the same')} ${count} times: `
  return { text: `${start}${list}`, outside: [[start.length, start.length + list.length]] }
}

/** A sentence about a business object: `Order A-1 is shipped, 249 SEK`. */
export function objectSentence(
  object: SnapshotObject,
  type: CompiledObject,
  { toCustomer, now, isOpen }: Telling & { readonly isOpen: boolean },
): Filled {
  const status = readableStatus(object.status)
  const root = { id: object.id, type: object.type, status, open: isOpen, now, body: object.body }
  const own = toCustomer ? type.textForCustomer : undefined
  const filled = (own && fillTemplate(own, root)) ?? (type.text && fillTemplate(type.text, root))
  if (filled) return isOpen ? without(filled, status) : filled
  const name = `${type.definition.title} ${cleanText(object.id, VALUE_LENGTH_MAX)}`
  const text = status ? `${name} is ${status}` : name
  const start = type.definition.title.length + 1
  return { text, outside: [[start, text.length]], codes: [[start, name.length]] }
}

/** `in_transit` -> `in transit`; without a status the text says so. */
function readableStatus(status: string | undefined): string {
  return cleanText((status ?? '').replaceAll('_', ' '), 60) || 'known'
}

/** A sentence about a trait or a computed value: `Tickets in 90 days: 3`. */
export function valueSentence(title: string, value: unknown): Filled | undefined {
  const isTime = typeof value === 'number' && value > 1e11
  const said = (isTime ? readableDate(value) : undefined) ?? readableValue(value)
  if (said === undefined) return undefined
  const text = `${title}: ${said}`
  const isOurs = typeof value === 'number' || typeof value === 'boolean' || !isProse(said)
  return { text, outside: isOurs ? NOTHING_OUTSIDE : [[title.length + 2, text.length]] }
}
