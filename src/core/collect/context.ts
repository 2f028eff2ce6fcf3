// What a door hands over beside the item itself, the limits, and the two ways it can end.
import type { Event, EventType, SetAside, SetAsideCode } from '../../contract/event.ts'
import type { CompiledCollect } from './compile.ts'

/** Bounds of one event. Each protects the database or a reader; all are named in the answer. */
export interface CollectLimits {
  /** bytes of the stored JSON text, UTF-8 */
  readonly eventBytesMax: number
  /** nested objects and arrays */
  readonly depthMax: number
  /** keys of all objects together */
  readonly keysMax: number
  /** a time further back than this is a broken clock (1970, year 0) rather than history */
  readonly pastYearsMax: number
}

export const DEFAULT_COLLECT_LIMITS: CollectLimits = {
  eventBytesMax: 32 * 1024,
  depthMax: 64,
  keysMax: 10_000,
  pastYearsMax: 50,
}

/** Ids, names and identifier values: longer ones would not fit into an index. */
export const ID_CHARACTERS_MAX = 500
export const MESSAGE_ID_CHARACTERS_MAX = 255

/** Hash of a text: 32 hex characters of a keyed 128-bit hash. */
export type Hash = (text: string) => string

/** The envelope of a batch call; its context and integrations stand under those of each event. */
export interface BatchEnvelope {
  readonly sentAt?: unknown
  /** of the batch, not of an event: older SDKs write their send time here */
  readonly timestamp?: unknown
  readonly context?: unknown
  readonly integrations?: unknown
  readonly channel?: unknown
}

/** What the server saw of a client that sends for itself (browser routes). */
export interface ClientSeen {
  readonly ip?: string
  readonly userAgent?: string
  /** Global Privacy Control header */
  readonly gpc?: boolean
}

export interface CollectContext {
  readonly source: string
  /** ms since epoch at our door */
  readonly receivedAt: number
  /** ms: when it came first, if that is not now (a replay): its clock is judged by then, and its own id is of then */
  readonly cameAt?: number
  readonly compiled: CompiledCollect
  readonly hash: Hash
  /** from the route; beats the type in the body */
  readonly type?: EventType
  readonly batch?: BatchEnvelope
  readonly client?: ClientSeen
  readonly limits?: CollectLimits
  /**
   * The item comes from our own doors or a source with that right: its times are taken as they are, and
   * `context.object` may change a business object.
   */
  readonly trusted?: boolean
}

export type Collected =
  | { readonly ok: true; readonly event: Event }
  | { readonly ok: false; readonly setAside: SetAside }

/** Why an item cannot become an event: a stable code and a sentence that names the field. */
export interface Refusal {
  readonly code: SetAsideCode
  readonly reason: string
}

export function isRefusal(value: object): value is Refusal {
  return 'code' in value && 'reason' in value
}
