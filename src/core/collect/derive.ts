// From an admitted body to the canonical event. The doors and the rebuild from the ledger share this one
// way, so that an event derived again is the event that was stored.
import type { Event, Json, JsonObject } from '../../contract/event.ts'
import type { Admitted } from './admit.ts'
import { channelOf } from './channel.ts'
import type { CompiledCollect, KindAnswer } from './compile.ts'
import { consentsOf } from './consents.ts'
import { type Hash, ID_CHARACTERS_MAX, isRefusal, type Refusal } from './context.ts'
import { lookUpName } from './name-table.ts'
import { type ObjectOnEvent, objectOf } from './objects.ts'
import { findOwners, type Known, type Owners } from './owner.ts'
import type { PathRoots } from './path.ts'
import { provenanceOf } from './provenance.ts'

export interface DeriveOptions {
  readonly compiled: CompiledCollect
  readonly hash: Hash
  /** false for events that are stored already: what would refuse them becomes a flag */
  readonly isStrict: boolean
}

/** Derives the event, or says why the item cannot be one. */
export function deriveEvent(admitted: Admitted, options: DeriveOptions): Event | Refusal {
  const blocks = readBlocks(admitted.body)
  if (isRefusal(blocks)) return blocks
  const name = nameOf(admitted, blocks)
  if (typeof name === 'object') return name
  const personTraits = personTraitsOf(admitted, blocks)
  const roots: PathRoots = { body: admitted.body, ...blocks }
  const parts = { admitted, name, blocks, personTraits }
  const owners = findOwners({ ...options, admitted, roots, personTraits })
  if (isRefusal(owners)) return owners
  const happened = whatHappened({ admitted, name, roots }, options)
  if (isRefusal(happened)) return happened
  return assemble({ ...parts, owners, happened, compiled: options.compiled })
}

interface Blocks {
  readonly traits: JsonObject | undefined
  readonly properties: JsonObject
  readonly context: JsonObject | undefined
  readonly contextTraits: JsonObject | undefined
}

const EMPTY: JsonObject = {}
const NO_FLAGS: readonly string[] = []

function readBlocks(body: JsonObject): Blocks | Refusal {
  const context = blockOf(body['context'])
  const traits = blockOf(body['traits'])
  const properties = blockOf(body['properties'])
  const contextTraits = context ? blockOf(context['traits']) : undefined
  if (traits === null) return notAnObject('traits')
  if (properties === null) return notAnObject('properties')
  if (context === null) return notAnObject('context')
  if (contextTraits === null) return notAnObject('context.traits')
  return { traits, properties: properties ?? EMPTY, context, contextTraits }
}

/** undefined when absent, null when it is something else than an object. PHP writes an empty object as `[]`. */
function blockOf(value: Json | undefined): JsonObject | undefined | null {
  if (value === undefined || value === null) return undefined
  if (Array.isArray(value) && value.length === 0) return undefined
  return typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : null
}

function notAnObject(field: string): Refusal {
  return {
    code: 'TRAITS_INVALID',
    reason: `${field} must be an object; leave it out when it is empty`,
  }
}

function nameOf({ type, body }: Admitted, blocks: Blocks): string | Refusal {
  if (type === 'track') return trackName(body['event'])
  if (type !== 'page' && type !== 'screen') return ''
  const path =
    blocks.properties['path'] ?? (blocks.context?.['page'] as JsonObject | null)?.['path']
  return pageName(body['name']) ?? pageName(path) ?? ''
}

function trackName(value: Json | undefined): string | Refusal {
  const name = typeof value === 'number' ? String(value) : value
  if (typeof name === 'string') {
    const text = name.trim()
    if (text.length > 0 && text.length <= ID_CHARACTERS_MAX) return text
  }
  const reason = `event must be a text of 1 to ${ID_CHARACTERS_MAX} characters`
  return { code: 'EVENT_NAME_MISSING', reason }
}

function pageName(value: Json | undefined): string | undefined {
  return typeof value === 'string'
    ? value.trim().slice(0, ID_CHARACTERS_MAX) || undefined
    : undefined
}

/**
 * What the event says of the person. On identify, traits and context.traits give one result. On a group
 * call, traits are the organisation's. Elsewhere context.traits only repeats: good for identifiers.
 */
function personTraitsOf({ type }: Admitted, blocks: Blocks): JsonObject | undefined {
  const { traits, contextTraits } = blocks
  if (type !== 'identify') return contextTraits
  if (traits === undefined || contextTraits === undefined) return traits ?? contextTraits
  return { ...contextTraits, ...traits }
}

interface Happened {
  readonly object: ObjectOnEvent | undefined
  readonly kind: KindAnswer
  readonly flags: readonly string[]
}

function whatHappened(
  event: { readonly admitted: Admitted; readonly name: string; readonly roots: PathRoots },
  { compiled, isStrict }: DeriveOptions,
): Happened | Refusal {
  const { admitted, name, roots } = event
  const kind = (object?: ObjectOnEvent) => kindOf({ admitted, name, object }, compiled)
  if (admitted.type !== 'track') return { object: undefined, kind: kind(), flags: NO_FLAGS }
  const isTrusted = admitted.envelope.trusted === true
  const object = objectOf({ name, roots, isTrusted }, compiled)
  const isInvalid = object !== undefined && isRefusal(object)
  if (isInvalid && isStrict) return object
  const violation = planViolation(name, roots.properties, compiled)
  if (violation && isStrict && compiled.plan.isRejecting) return violation
  const valid = isInvalid ? undefined : object
  return { object: valid, kind: kind(valid), flags: oddities(isInvalid, violation !== undefined) }
}

function oddities(isObjectInvalid: boolean, isPlanViolated: boolean): readonly string[] {
  if (!isObjectInvalid && !isPlanViolated) return NO_FLAGS
  return [
    ...(isObjectInvalid ? ['object_invalid'] : []),
    ...(isPlanViolated ? ['plan_violation'] : []),
  ]
}

function planViolation(
  name: string,
  properties: JsonObject,
  { plan }: CompiledCollect,
): Refusal | undefined {
  const required = lookUpName(plan.required, name)
  if (!required) {
    if (plan.allowUnplanned) return undefined
    return {
      code: 'PLAN_VIOLATION',
      reason: `The tracking plan has no event "${name.slice(0, 80)}"`,
    }
  }
  const isThere = (key: string) => properties[key] !== undefined && properties[key] !== null
  const missing = required.find((names) => !names.some(isThere))
  if (missing === undefined) return undefined
  const wanted = missing.map((key) => `properties.${key}`).join(' or ')
  return { code: 'PLAN_VIOLATION', reason: `The tracking plan wants ${wanted}` }
}

const OTHER: KindAnswer = { kind: 'other', notable: false }

/** By event name, else by the object's type, else by the type of call. Page names are titles, not events. */
function kindOf(
  event: {
    readonly admitted: Admitted
    readonly name: string
    readonly object: ObjectOnEvent | undefined
  },
  compiled: CompiledCollect,
): KindAnswer {
  const { object, name } = event
  const { type, envelope } = event.admitted
  const byObject =
    object && (compiled.kindsById.get(object.kind) ?? { kind: object.kind, notable: true })
  if (byObject && envelope.trusted) return byObject
  const byName = type === 'track' ? lookUpName(compiled.kindsByName, name) : undefined
  return byName ?? byObject ?? compiled.kindsByType.get(type) ?? OTHER
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

function assemble(parts: {
  readonly admitted: Admitted
  readonly name: string
  readonly blocks: Blocks
  readonly personTraits: JsonObject | undefined
  readonly owners: Owners
  readonly happened: Happened
  readonly compiled: CompiledCollect
}): Event {
  const { admitted, name, blocks, personTraits, owners, happened } = parts
  const { type, envelope, body } = admitted
  const { properties, context } = blocks
  const hasGpc = envelope.client?.gpc === true
  const said = consentsOf({ type, name, properties, context, hasGpc }, parts.compiled)
  const event: Mutable<Event> = {
    id: admitted.id,
    messageId: admitted.messageId,
    source: admitted.source,
    type,
    name,
    kind: happened.kind.kind,
    notable: happened.kind.notable,
    channel: channelOf(body, context, envelope.client !== undefined),
    occurredAt: admitted.occurredAt,
    receivedAt: admitted.receivedAt,
    record: owners.owner.record,
    identifiers: owners.owner.identifiers,
    properties,
    consents: said.consents,
    propertiesText: admitted.propertiesText,
    payload: admitted.payload,
    fingerprint: admitted.fingerprint,
    flags: joined(envelope.flags, owners.flags, happened.flags, said.flag),
  }
  Object.assign(event, provenanceOf(context))
  if (type === 'identify' && personTraits) event.traits = personTraits
  if (happened.object) event.object = happened.object.change
  if (owners.account) event.account = accountOf(owners.account, type === 'group' && blocks.traits)
  return event
}

function accountOf(
  known: Known,
  traits: JsonObject | false | undefined,
): NonNullable<Event['account']> {
  return { record: known.record, identifiers: known.identifiers, traits: traits || EMPTY }
}

function joined(
  admission: readonly string[] | undefined,
  owners: readonly string[],
  happened: readonly string[],
  consent: string | undefined,
): readonly string[] {
  if (owners.length + happened.length === 0 && consent === undefined) return admission ?? NO_FLAGS
  return [...(admission ?? NO_FLAGS), ...owners, ...happened, ...(consent ? [consent] : [])]
}
