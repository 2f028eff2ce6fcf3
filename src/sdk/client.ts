// The client: collects in the background, asks and writes directly. Works in Node and in browsers.
import type {
  CollectAnswer,
  DecideInput,
  ExplainQuery,
  IdentityAnswer,
  IdentityExplanation,
  ItemResult,
  LinkAnswer,
  LinkInput,
  MoveInput,
  ObjectInput,
  ObjectState,
  Receipt,
  ReviewItem,
  ReviewQuery,
  SearchHit,
  TimelineItem,
  TimelineQuery,
  UnlinkInput,
} from '../contract/api.ts'
import type { ConsentInput, Purpose } from '../contract/consent.ts'
import type {
  ChangesQuery,
  IdentityChange,
  IdentityJob,
  TrainInput,
} from '../contract/identity-job.ts'
import type { JourneyMap, JourneyMapRequest } from '../contract/journey-map.ts'
import type { MatchDefinition } from '../contract/match.ts'
import type { ObjectiveInput } from '../contract/objective.ts'
import type { SituationAnswer, SituationNow, ToldUpdate } from '../contract/situation.ts'
import type { View, ViewRequest } from '../contract/view.ts'
import { newMessageId } from './message-id.ts'
import { createQueue, type FlushAnswer, type QueueOptions } from './queue.ts'
import { type CallOptions, createTransport, type Send, type TransportOptions } from './transport.ts'

export interface ClientOptions extends TransportOptions, QueueOptions {}

type Fields = Readonly<Record<string, unknown>>

/** What every event may carry. One of userId and anonymousId is needed. */
export interface EventFields {
  readonly userId?: string
  readonly anonymousId?: string
  /** when it happened; absent: now */
  readonly timestamp?: string | Date
  /** your own id for it: the same id is stored once, however often it is sent */
  readonly messageId?: string
  readonly context?: Fields
  readonly integrations?: Fields
}
export interface IdentifyEvent extends EventFields {
  readonly traits?: Fields
}
export interface TrackEvent extends EventFields {
  readonly event: string
  readonly properties?: Fields
}
export interface PageEvent extends EventFields {
  readonly name?: string
  readonly category?: string
  readonly properties?: Fields
}
export interface GroupEvent extends EventFields {
  readonly groupId: string
  readonly traits?: Fields
}
export interface AliasEvent extends EventFields {
  readonly previousId: string
  readonly userId: string
}

/** Fields with a default on the server may be left out. */
type Asked<T, Optional extends keyof T> = Omit<T, Optional> & Partial<Pick<T, Optional>>
export type ViewQuestion = Asked<ViewRequest, 'channel' | 'explain'>
export type ObjectFields = Asked<ObjectInput, 'mode'>
export type ObjectItem = ObjectFields & { readonly type: string; readonly id: string }
export type TryQuestion = Partial<TrainInput> & {
  readonly definition: Partial<MatchDefinition>
}
export type TimelineQuestion = Asked<TimelineQuery, 'limit'>

/** Collecting calls return the messageId at once and send later; all others resolve with the answer. */
export interface Client {
  identify(event: IdentifyEvent): string
  track(event: TrackEvent): string
  page(event: PageEvent): string
  screen(event: PageEvent): string
  group(event: GroupEvent): string
  alias(event: AliasEvent): string
  /** resolves when all events added so far are stored or set aside on the server */
  flush(): Promise<FlushAnswer>

  receipts(messageId: string, options?: CallOptions): Promise<readonly Receipt[]>
  putObject(
    type: string,
    id: string,
    object: ObjectFields,
    options?: CallOptions,
  ): Promise<ItemResult>
  putObjects(objects: readonly ObjectItem[], options?: CallOptions): Promise<CollectAnswer>
  getObject(
    type: string,
    id: string,
    question: { readonly purpose: string },
    options?: CallOptions,
  ): Promise<ObjectState>

  view(question: ViewQuestion, options?: CallOptions): Promise<View>
  search(
    q: string,
    question: { readonly purpose: string; readonly limit?: number },
    options?: CallOptions,
  ): Promise<readonly SearchHit[]>
  /** one page; pass `next` as `cursor` for the following one */
  timeline(
    ref: string,
    question: TimelineQuestion,
    options?: CallOptions,
  ): Promise<{ readonly items: readonly TimelineItem[]; readonly next: string | null }>

  identity(
    ref: string,
    question: { readonly purpose: string; readonly asOf?: string },
    options?: CallOptions,
  ): Promise<IdentityAnswer>
  link(input: Asked<LinkInput, 'dryRun'>, options?: CallOptions): Promise<LinkAnswer>
  unlink(input: Asked<UnlinkInput, 'dryRun'>, options?: CallOptions): Promise<LinkAnswer>
  move(input: Asked<MoveInput, 'dryRun'>, options?: CallOptions): Promise<LinkAnswer>
  /** why two are, or are not, one customer */
  explainIdentity(question: ExplainQuery, options?: CallOptions): Promise<IdentityExplanation>
  /** one page of pairs that people are asked about; pass `next` as `cursor` for the following one */
  reviews(
    question: Asked<ReviewQuery, 'limit'>,
    options?: CallOptions,
  ): Promise<{ readonly items: readonly ReviewItem[]; readonly next: string | null }>
  decideReview(
    id: string,
    input: Asked<DecideInput, 'dryRun'>,
    options?: CallOptions,
  ): Promise<LinkAnswer>

  /** starts learning who is likely whom; ask `identityJob` how it stands */
  trainIdentity(input?: Partial<TrainInput>, options?: CallOptions): Promise<IdentityJob>
  /** starts finding out who would merge or split under another definition of matching; changes nothing */
  tryIdentity(input: TryQuestion, options?: CallOptions): Promise<IdentityJob>
  identityJob(id: string, options?: CallOptions): Promise<IdentityJob>
  /** one page of what a trial found; pass `next` as `cursor` for the following one */
  identityChanges(
    id: string,
    question?: Partial<ChangesQuery>,
    options?: CallOptions,
  ): Promise<{ readonly items: readonly IdentityChange[]; readonly next: string | null }>

  recordConsent(
    consent: Asked<ConsentInput, 'channel'>,
    options?: CallOptions,
  ): Promise<{ readonly id: string; readonly state: string }>
  consents(
    customer: string,
    question: { readonly purpose: string },
    options?: CallOptions,
  ): Promise<readonly Fields[]>
  purposes(options?: CallOptions): Promise<readonly Purpose[]>

  /** she wants this job done, or not: confirm, correct, declare or resolve */
  sayObjective(
    customer: string,
    objective: Asked<ObjectiveInput, 'channel'>,
    options?: CallOptions,
  ): Promise<{ readonly id: string }>
  /** what follows what on a journey; `computing`: ask the same again in some seconds */
  journeyMap(
    question: Asked<JourneyMapRequest, 'journey'>,
    options?: CallOptions,
  ): Promise<JourneyMap>
  /** how the company stands now */
  situation(options?: CallOptions): Promise<SituationNow>
  /** news of queues, stock, incidents and promises; the same news again counts once */
  putSituation(updates: readonly ToldUpdate[], options?: CallOptions): Promise<SituationAnswer>
}

/** @example const alidade = createClient({ url: 'http://127.0.0.1:8080', key: 'alk_...' }) */
export function createClient(options: ClientOptions): Client {
  const send = createTransport(options)
  return {
    ...collecting(send, options),
    ...objects(send),
    ...reading(send),
    ...identity(send),
    ...matching(send),
    ...consents(send),
    ...bearing(send),
  }
}

type Collecting = Pick<
  Client,
  'identify' | 'track' | 'page' | 'screen' | 'group' | 'alias' | 'flush'
>

function collecting(send: Send, options: QueueOptions): Collecting {
  const queue = createQueue(send, options)
  const collect = (type: string) => (event: EventFields) => {
    const messageId = event.messageId ?? newMessageId()
    queue.add({ timestamp: new Date().toISOString(), ...event, messageId, type })
    return messageId
  }
  return {
    identify: collect('identify'),
    track: collect('track'),
    page: collect('page'),
    screen: collect('screen'),
    group: collect('group'),
    alias: collect('alias'),
    flush: queue.flush,
  }
}

type Objects = Pick<Client, 'receipts' | 'putObject' | 'putObjects' | 'getObject'>

function objects(send: Send): Objects {
  return {
    async receipts(messageId, options) {
      const path = `/v1/receipts/${encodeURIComponent(messageId)}`
      const answer = await send<{ receipts: Receipt[] }>(get(path, {}, options))
      return answer.receipts
    },
    putObject: (type, id, object, options) =>
      send({
        ...options,
        method: 'PUT',
        path: objectPath(type, id),
        body: JSON.stringify(withMessageId(object)),
        isRepeatable: true,
      }),
    putObjects: (items, options) =>
      send(post('/v1/objects', { objects: items.map(withMessageId) }, options)),
    getObject: (type, id, question, options) => send(get(objectPath(type, id), question, options)),
  }
}

function objectPath(type: string, id: string): string {
  return `/v1/objects/${encodeURIComponent(type)}/${encodeURIComponent(id)}`
}

/** With an id of its own a write can be repeated after a lost answer. */
function withMessageId<T extends { readonly messageId?: string | undefined }>(object: T): T {
  return object.messageId === undefined ? { ...object, messageId: newMessageId() } : object
}

type Reading = Pick<Client, 'view' | 'search' | 'timeline'>

function reading(send: Send): Reading {
  return {
    view: (question, options) => send(post('/v1/view', question, options)),
    async search(q, question, options) {
      const answer = await send<{ items: SearchHit[] }>(
        get('/v1/customers', { q, ...question }, options),
      )
      return answer.items
    },
    timeline: (ref, question, options) =>
      send(get(`/v1/customers/${encodeURIComponent(ref)}/timeline`, question, options)),
  }
}

type Identity = Pick<
  Client,
  'identity' | 'link' | 'unlink' | 'move' | 'explainIdentity' | 'reviews' | 'decideReview'
>

function identity(send: Send): Identity {
  return {
    identity: (ref, question, options) =>
      send(get(`/v1/customers/${encodeURIComponent(ref)}/identity`, question, options)),
    link: (input, options) => send(postOnce('/v1/identity/link', input, options)),
    unlink: (input, options) => send(postOnce('/v1/identity/unlink', input, options)),
    move: (input, options) => send(postOnce('/v1/identity/move', input, options)),
    explainIdentity: (question, options) =>
      send(get('/v1/identity/explain', { ...question }, options)),
    reviews: (question, options) => send(get('/v1/identity/reviews', { ...question }, options)),
    decideReview: (id, input, options) =>
      send(postOnce(`/v1/identity/reviews/${encodeURIComponent(id)}`, input, options)),
  }
}

type Matching = Pick<Client, 'trainIdentity' | 'tryIdentity' | 'identityJob' | 'identityChanges'>

function matching(send: Send): Matching {
  const path = (id: string): string => `/v1/identity/jobs/${encodeURIComponent(id)}`
  return {
    trainIdentity: (input, options) => send(postOnce('/v1/identity/train', input ?? {}, options)),
    tryIdentity: (input, options) => send(postOnce('/v1/identity/try', input, options)),
    identityJob: (id, options) => send(get(path(id), {}, options)),
    identityChanges: (id, question, options) =>
      send(get(`${path(id)}/changes`, { ...question }, options)),
  }
}

type Consents = Pick<Client, 'recordConsent' | 'consents' | 'purposes'>

function consents(send: Send): Consents {
  return {
    recordConsent: (consent, options) =>
      send(post('/v1/consents', { idempotencyKey: newMessageId(), ...consent }, options)),
    async consents(customer, question, options) {
      const answer = await send<{ items: Fields[] }>(
        get('/v1/consents', { customer, ...question }, options),
      )
      return answer.items
    },
    async purposes(options) {
      const answer = await send<{ items: Purpose[] }>(get('/v1/purposes', {}, options))
      return answer.items
    },
  }
}

type BearingCalls = Pick<Client, 'sayObjective' | 'journeyMap' | 'situation' | 'putSituation'>

function bearing(send: Send): BearingCalls {
  return {
    sayObjective: (customer, objective, options) =>
      send(
        post(
          `/v1/customers/${encodeURIComponent(customer)}/objective`,
          { idempotencyKey: newMessageId(), ...objective },
          options,
        ),
      ),
    journeyMap: (question, options) => send(post('/v1/journeys/map', question, options)),
    situation: (options) => send(get('/v1/situation', {}, options)),
    putSituation: (updates, options) => send(post('/v1/situation', { updates }, options)),
  }
}

function get(path: string, query: Fields, options: CallOptions | undefined) {
  return { ...options, method: 'GET', path, query, isRepeatable: true } as const
}

/** Reads, and writes that carry their own id. */
function post(path: string, body: object, options: CallOptions | undefined) {
  return {
    ...options,
    method: 'POST',
    path,
    body: JSON.stringify(body),
    isRepeatable: true,
  } as const
}

/** Writes without an id: a lost answer is reported, not repeated. */
function postOnce(path: string, body: object, options: CallOptions | undefined) {
  return { ...post(path, body, options), isRepeatable: false } as const
}
