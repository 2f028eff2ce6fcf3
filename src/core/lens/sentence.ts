// The sentence of a fact: from the template of its kind or type, else a plain one made of what is there.
import type { JsonObject } from '../../contract/event.ts'
import { cleanText, VALUE_LENGTH_MAX } from './clean.ts'
import type { CompiledKind, CompiledObject } from './compile.ts'
import { readableDate, readableValue } from './readable.ts'
import type { SnapshotObject } from './snapshot.ts'
import { type Filled, fillTemplate, firstReadable } from './template.ts'

/** What an event's template may speak about. */
export interface EventWords {
  readonly name: string
  readonly kind: string
  readonly channel: string
  readonly body: JsonObject
}

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
  ['properties', 'name'],
  ['properties', 'title'],
  ['properties', 'query'],
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
export function eventSentence(event: EventWords, kind: CompiledKind | undefined): Filled {
  const root = rootOf(event)
  const filled = kind?.text && fillTemplate(kind.text, root)
  if (filled) return isOurName(event.name) ? filled : { ...filled, isUntrusted: true }
  const label = firstReadable(root, LABEL_PATHS)
  const name = cleanText(event.name, VALUE_LENGTH_MAX) || kind?.definition.kind || event.kind
  return {
    text: label && label !== name ? `${name}: ${label}` : name,
    isUntrusted: label !== undefined || !isOurName(event.name),
  }
}

/** Event names are chosen by programmers, but anybody with a browser can send another one. */
function isOurName(name: string): boolean {
  return /^[\w /().-]{0,48}$/.test(name)
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
  return {
    text: filled?.text ?? `${count} times ${kind?.definition.kind ?? 'the same'}: ${list}`,
    isUntrusted: true,
  }
}

/** A sentence about a business object: `Order A-1 is shipped, 249 SEK`. */
export function objectSentence(object: SnapshotObject, type: CompiledObject): Filled {
  const status = readableStatus(object.status)
  const root = { id: object.id, type: object.type, status, body: object.body }
  const filled = type.text && fillTemplate(type.text, root)
  if (filled) return filled
  const name = `${type.definition.title} ${cleanText(object.id, VALUE_LENGTH_MAX)}`
  return { text: status ? `${name} is ${status}` : name, isUntrusted: true }
}

/** `in_transit` -> `in transit`; without a status the text says so. */
function readableStatus(status: string | undefined): string {
  return cleanText((status ?? '').replaceAll('_', ' '), 60) || 'known'
}

/** A sentence about a trait or a computed value: `Tickets in 90 days: 3`. */
export function valueSentence(title: string, value: unknown): Filled | undefined {
  const isTime = typeof value === 'number' && value > 1e11
  const text = (isTime ? readableDate(value) : undefined) ?? readableValue(value)
  if (text === undefined) return undefined
  return { text: `${title}: ${text}`, isUntrusted: typeof value !== 'number' }
}
