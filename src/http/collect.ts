// From a collecting request to the engine and back: finds the items whatever shape the body has, and sums up
// what became of them. No schema runs here: the engine judges each item, so a bad one never hurts the others.
import type { FastifyRequest } from 'fastify'
import type { CollectAnswer, ItemResult } from '../contract/api.ts'
import type { EventType } from '../contract/event.ts'
import { ProblemError } from '../contract/problem.ts'
import type { Caller, CollectInput, CollectOutput } from '../engine/api.ts'
import { collectingCaller, sourceOf } from './auth.ts'
import type { Door } from './door.ts'
import { keepUnreadable } from './unreadable.ts'

/** What a route says about the calls it takes. */
export interface CollectRoute {
  /** the type of its events; absent: each event names its own */
  readonly type?: EventType
  readonly isBatch: boolean
  /** called from browsers and apps: the server knows the address and browser, the sender does not */
  readonly isClientSide: boolean
}

interface JsonRecord {
  readonly [field: string]: unknown
}

/** Where the events are in a body, and what it says for all of them. */
interface Envelope {
  readonly items: readonly unknown[]
  readonly writeKey?: unknown
  readonly sentAt?: unknown
  readonly context?: unknown
  readonly integrations?: unknown
  readonly channel?: unknown
  /** one event alone: its result is always told */
  readonly isSingle: boolean
}

/** Authenticates, hands the events over, and answers when they are durable. */
export async function collectRequest(
  door: Door,
  request: FastifyRequest,
  route: CollectRoute,
  body: unknown = bodyOf(request),
): Promise<CollectAnswer> {
  const envelope = await openedEnvelope(door, request, route, body)
  const caller = await collectingCaller(door.engine, request, envelope.writeKey)
  checkCount(envelope.items.length, door.limits.itemsPerCallMax)
  const output =
    envelope.items.length === 0
      ? { results: [] }
      : await door.engine.collect(inputOf(request, caller, route, envelope))
  return sumUp(output, envelope.isSingle || wantsAll(request))
}

/** What was sent; undefined when nothing was. Fastify says null for that, which JSON can also say. */
export function bodyOf(request: FastifyRequest): unknown {
  return request.bodyBytes === 0 ? undefined : request.body
}

/** `?results=all`: also the items that were plainly stored; an item that was given an id or another time was not. */
export function wantsAll(request: FastifyRequest): boolean {
  return (request.query as JsonRecord)['results'] === 'all'
}

/**
 * Counts of a collecting call, and its results.
 * @param all false: only the items that were not plainly stored, whose senders must learn of it
 */
export function sumUp(output: CollectOutput, all: boolean): CollectAnswer {
  let accepted = 0
  let duplicate = 0
  const results: ItemResult[] = []
  for (const result of output.results) {
    const { status, flags } = result
    if (status === 'stored') accepted++
    else if (status === 'duplicate') duplicate++
    if (all || status !== 'stored' || flags !== undefined) results.push(result)
  }
  const rejected = output.results.length - accepted - duplicate
  return { success: rejected === 0, accepted, duplicate, rejected, results }
}

/** Above the limit nothing is stored: half a batch would be worse than none. */
function checkCount(count: number, max: number): void {
  if (count <= max) return
  throw new ProblemError(
    'BODY_TOO_LARGE',
    `A call holds at most ${max} items and this one has ${count}; nothing of it was stored`,
  )
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What holds no list of events is set aside whole. */
async function openedEnvelope(
  door: Door,
  request: FastifyRequest,
  route: CollectRoute,
  body: unknown,
): Promise<Envelope> {
  try {
    return openEnvelope(body, route)
  } catch (problem) {
    if (body === undefined || !(problem instanceof ProblemError)) throw problem
    throw await keepUnreadable(door, request, { body, problem })
  }
}

function openEnvelope(body: unknown, route: CollectRoute): Envelope {
  if (body === undefined) {
    throw new ProblemError('BODY_UNREADABLE', 'The body is empty; send JSON')
  }
  if (Array.isArray(body)) return { items: body, writeKey: writeKeyOf(body[0]), isSingle: false }
  if (!route.isBatch) return { items: [body], writeKey: writeKeyOf(body), isSingle: true }
  if (!isRecord(body) || !Array.isArray(body['batch'])) {
    throw new ProblemError('BODY_INVALID', 'Send {"batch": [...]} or a JSON array of events')
  }
  const { batch, writeKey, sentAt, context, integrations, channel } = body
  return { items: batch, writeKey, sentAt, context, integrations, channel, isSingle: false }
}

function writeKeyOf(item: unknown): unknown {
  return isRecord(item) ? item['writeKey'] : undefined
}

function inputOf(
  request: FastifyRequest,
  caller: Caller,
  route: CollectRoute,
  envelope: Envelope,
): CollectInput {
  const client = clientOf(request, route, envelope)
  return {
    source: sourceOf(caller),
    items: envelope.items,
    ...(route.type && { type: route.type }),
    // RudderStack's browser SDK says it in a header as well.
    sentAt: envelope.sentAt ?? request.headers['sentat'],
    context: envelope.context,
    integrations: envelope.integrations,
    channel: envelope.channel,
    ...(client && { client }),
    bytes: request.bodyBytes,
    onRead: () => letGo(request),
  }
}

/**
 * The events of a batch are held by the request until it is answered, which is when they are stored: by then the
 * collector of garbage would have moved each of them twice.
 */
function letGo({ body }: FastifyRequest): void {
  const items = isRecord(body) ? body['batch'] : body
  if (Array.isArray(items)) items.length = 0
}

/** Servers pass on other people's events: their own address says nothing about the customer. */
function clientOf(
  request: FastifyRequest,
  route: CollectRoute,
  envelope: Envelope,
): CollectInput['client'] {
  const gpc = request.headers['sec-gpc'] === '1'
  if (!route.isClientSide && !isFromBrowser(request) && !isDirect(envelope)) {
    return gpc ? { gpc } : undefined
  }
  const userAgent = request.headers['user-agent']
  return { ip: request.ip, ...(userAgent !== undefined && { userAgent }), ...(gpc && { gpc }) }
}

/** RudderStack's browser SDK calls the same routes as servers do; only browsers send an origin. */
function isFromBrowser(request: FastifyRequest): boolean {
  return request.headers.origin !== undefined
}

/** `context.direct` is how a server-side SDK says that it runs at the customer. */
function isDirect(envelope: Envelope): boolean {
  if (isRecord(envelope.context) && envelope.context['direct'] === true) return true
  const item = envelope.isSingle ? envelope.items[0] : undefined
  return isRecord(item) && isRecord(item['context']) && item['context']['direct'] === true
}
