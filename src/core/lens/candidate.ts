// A candidate is something a view could show: it has passed the gates and the lens lists it. Its text is made
// only when it is needed, because most candidates never reach the view.
import type { Speakable } from '../../contract/definition.ts'
import type { JsonObject } from '../../contract/event.ts'
import type { Provenance } from '../../contract/reason.ts'
import type { CompiledKind, CompiledMatter, CompiledObject } from './compile.ts'
import type { Related, SnapshotEvent, SnapshotObject } from './snapshot.ts'
import type { Filled } from './template.ts'

export interface Candidate {
  /** id of the fact: 32 hex of an event, `order:A-1`, `computed:orders_count`, `trait:plan` */
  readonly id: string
  /** event kind, object:<type>, computed:<name> or trait:<name> */
  readonly what: string
  readonly origin: Origin
  readonly provenance: Provenance
  /** 0..1 */
  readonly confidence: number
  /** ms */
  readonly at: number
  readonly channel: string | undefined
  readonly status: string | undefined
  readonly isOpen: boolean
  /** open, and something is expected of us or of her */
  readonly isWaiting: boolean
  /** ms by when something was promised or is due, when known */
  readonly dueAt: number | undefined
  readonly speakable: Speakable | undefined
  readonly matter: CompiledMatter
  readonly importance: number
  /** absent: does not fade */
  readonly halfLifeDays: number | undefined
  /** 32 hex or evt_..., newest first */
  readonly evidence: readonly string[]
  /** the account below that it belongs to; absent = the subject's own */
  readonly of?: Related
  /** its sentence, made on demand */
  readonly fill: () => Filled
}

/** Where a candidate comes from. */
export type Origin =
  | {
      readonly kind: 'event'
      readonly event: SnapshotEvent
      readonly of: CompiledKind | undefined
      /** parsed on demand, once */
      readonly body: () => JsonObject
    }
  | { readonly kind: 'visit'; readonly events: readonly Candidate[] }
  | { readonly kind: 'object'; readonly object: SnapshotObject; readonly of: CompiledObject }
  | { readonly kind: 'value'; readonly name: string; readonly value: unknown }

const EMPTY_BODY: JsonObject = {}

/** The payload of an event; text is parsed here. Unreadable text counts as empty. */
export function bodyOf(event: SnapshotEvent): JsonObject {
  if (typeof event.body !== 'string') return event.body
  try {
    const parsed: unknown = JSON.parse(event.body)
    return typeof parsed === 'object' && parsed !== null ? (parsed as JsonObject) : EMPTY_BODY
  } catch {
    return EMPTY_BODY
  }
}

/** A function that works its answer out once. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
