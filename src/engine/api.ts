// What every door may ask of the engine. Doors authenticate and translate; they decide nothing about customers.
import type {
  AuditRow,
  DecideInput,
  ExplainQuery,
  IdentityAnswer,
  IdentityExplanation,
  ItemResult,
  KeyInput,
  LinkAnswer,
  LinkInput,
  MoveInput,
  ObjectInput,
  ObjectState,
  Receipt,
  ReviewItem,
  ReviewQuery,
  SearchHit,
  SetAsideItem,
  TimelineItem,
  TimelineQuery,
  UnlinkInput,
} from '../contract/api.ts'
import type { ConsentInput, Purpose } from '../contract/consent.ts'
import type { DefinitionFile, Definitions } from '../contract/definition.ts'
import type { EventType } from '../contract/event.ts'
import type { Entity } from '../contract/identifier.ts'
import type {
  ChangesQuery,
  IdentityChange,
  IdentityJob,
  TrainInput,
  TryInput,
} from '../contract/identity-job.ts'
import type { JourneyMap, JourneyMapRequest } from '../contract/journey-map.ts'
import type { ObjectiveInput } from '../contract/objective.ts'
import type { SituationAnswer, SituationNow, ToldUpdate } from '../contract/situation.ts'
import type { View, ViewRequest } from '../contract/view.ts'

/** Who asks, as the door authenticated them. */
export interface Caller {
  readonly keyId: string
  /** shown in the audit log */
  readonly actor: string
  readonly role: string
  readonly scopes: ReadonlySet<string>
  /** absent: every purpose the role has */
  readonly purposes?: ReadonlySet<string>
  /** namespace:value or public ids this caller is assigned to (relationship own and self) */
  readonly subjects?: readonly string[]
  /** write keys: the source they collect for */
  readonly source?: string
  readonly requestId: string
}

/** Scopes of keys; roles come with a set of them (definitions/roles.yaml). */
export const SCOPES = [
  'collect',
  'view',
  'search',
  'timeline',
  'identity:read',
  'identity:write',
  'consent:read',
  'consent:write',
  'objects:write',
  'objects:read',
  'receipts:read',
  'dead-letters',
  'audit:read',
  'definitions:read',
  'definitions:write',
  'objective:write',
  'journeys:read',
  'situation:read',
  'situation:write',
  'keys',
  'metrics',
] as const

/** One collecting request: items as parsed JSON, plus what the transport said. */
export interface CollectInput {
  readonly source: string
  readonly items: readonly unknown[]
  /** type named by the route, for single-event calls */
  readonly type?: EventType
  readonly sentAt?: unknown
  readonly context?: unknown
  readonly integrations?: unknown
  readonly channel?: unknown
  readonly client?: { readonly ip?: string; readonly userAgent?: string; readonly gpc?: boolean }
  /** bytes of the request body, for the in-flight bound */
  readonly bytes: number
  /** called when the items have been read and are not needed any more, long before they are stored */
  readonly onRead?: () => void
}
export interface CollectOutput {
  /** one per item, in order */
  readonly results: readonly ItemResult[]
}

/** What somebody wants to know of a message. */
export interface ReceiptQuery {
  readonly messageId: string
  /** why she looks; not needed to learn what became of a message */
  readonly purpose?: string | undefined
}

/** The body of a collecting call that could not be read. */
export interface UnreadableBody {
  readonly source: string
  /** the text as it came, `base64:...` where it is no text, or what was read where it is JSON */
  readonly body: unknown
  /** a sentence: what is wrong, and on which route it came */
  readonly reason: string
  /** the program that sent it */
  readonly library: string | undefined
}

export interface ObjectWrite extends ObjectInput {
  readonly type: string
  readonly id: string
  readonly source: string
}

export interface PageOf<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

export interface Engine {
  /** Costs nothing. Throws ProblemError OVERLOADED when a body of so many bytes could not be stored now. */
  admit(bytes: number): void
  /** Durable when it resolves. Throws ProblemError OVERLOADED, UNAVAILABLE or STORAGE_FULL for the whole call. */
  collect(input: CollectInput): Promise<CollectOutput>
  putObjects(objects: readonly ObjectWrite[]): Promise<CollectOutput>
  getObject(type: string, id: string, purpose: string, caller: Caller): Promise<ObjectState>
  receipts(query: ReceiptQuery, caller: Caller): Promise<readonly Receipt[]>

  /** Keeps a body that no event can be read from; answers its public id. */
  keepBody(body: UnreadableBody): Promise<string>
  setAsides(query: {
    cursor?: string
    limit: number
    state?: string
    code?: string
  }): Promise<PageOf<SetAsideItem>>
  /**
   * Puts set-aside items through collection again, optionally with a corrected body. One result per item, in order;
   * a body that could not be read gives one per event in it.
   */
  replay(ids: readonly string[], correctedRaw?: string): Promise<CollectOutput>
  discard(ids: readonly string[]): Promise<number>

  view(request: ViewRequest, caller: Caller): Promise<View>
  search(
    q: string,
    options: { limit: number; purpose: string },
    caller: Caller,
  ): Promise<readonly SearchHit[]>
  timeline(ref: string, query: TimelineQuery, caller: Caller): Promise<PageOf<TimelineItem>>

  identity(
    ref: string,
    options: { asOf?: string; purpose: string },
    caller: Caller,
  ): Promise<IdentityAnswer>
  link(input: LinkInput, caller: Caller): Promise<LinkAnswer>
  unlink(input: UnlinkInput, caller: Caller): Promise<LinkAnswer>
  /** Takes a record out of its customer and puts it with another, at once. */
  move(input: MoveInput, caller: Caller): Promise<LinkAnswer>
  explainIdentity(query: ExplainQuery, caller: Caller): Promise<IdentityExplanation>
  /** Pairs that people are asked about: the likeliest first, and of these those that concern most. */
  reviews(query: ReviewQuery, caller: Caller): Promise<PageOf<ReviewItem>>
  decideReview(id: string, input: DecideInput, caller: Caller): Promise<LinkAnswer>
  /** Lets the matcher link by itself again, after it stopped because it merged too much; false: it was not paused. */
  resumeMatching(entity: Entity, caller: Caller): Promise<boolean>

  /** Starts a training of the matcher; the new model takes over by itself. Throws CONFLICT where one is under way. */
  startTraining(input: TrainInput, caller: Caller): Promise<IdentityJob>
  /** Starts finding out who would merge or split under another definition of matching; changes nothing. */
  startTrying(input: TryInput, caller: Caller): Promise<IdentityJob>
  identityJob(id: string): Promise<IdentityJob>
  /** what a trial found, merges first */
  identityChanges(id: string, query: ChangesQuery): Promise<PageOf<IdentityChange>>

  recordConsent(input: ConsentInput, caller: Caller): Promise<{ id: string; state: string }>
  consents(ref: string, options: { purpose: string }, caller: Caller): Promise<readonly object[]>
  purposes(): readonly Purpose[]

  audit(
    query: { subject?: string; purpose: string; cursor?: string; limit: number },
    caller: Caller,
  ): Promise<PageOf<AuditRow>>

  /** What she wants, as she or an agent says; answers the id of the event. Throws BODY_INVALID for unknown jobs. */
  sayObjective(ref: string, input: ObjectiveInput, caller: Caller): Promise<{ readonly id: string }>
  /** Numbers over many customers. Throws BODY_INVALID for an unknown journey or a condition that cannot be read. */
  journeyMap(request: JourneyMapRequest, caller: Caller): Promise<JourneyMap>
  /** What concerns everybody. What is owed to a customer stands in her view. */
  situation(): SituationNow
  /** All are stored, or none. Throws BODY_INVALID or REFERENCE_INVALID. */
  putSituation(updates: readonly ToldUpdate[], caller: Caller): Promise<SituationAnswer>
  /** the moment it is for the engine, ISO 8601 */
  time(): string

  definitions(): Definitions
  definitionVersion(): number
  applyDefinitions(
    file: DefinitionFile,
    options: { author: string; dryRun: boolean },
  ): Promise<{ version: number; changed: string[]; warnings: string[] }>

  createKey(input: KeyInput): Promise<{ id: string; key: string }>
  listKeys(): Promise<readonly object[]>
  revokeKey(id: string): Promise<boolean>
  /** undefined: unknown, expired or revoked */
  authenticate(key: string): Promise<Omit<Caller, 'requestId'> | undefined>

  health(): Promise<{
    ready: boolean
    database: string
    version: string
    checks: Record<string, string>
  }>
  metrics(): string
}
