// Collecting: items of any door -> events -> the writer; what cannot be an event is set aside with its reason.
import type { ItemResult } from '../../contract/api.ts'
import type { Event, JsonObject, SetAside } from '../../contract/event.ts'
import { bodyText, canonicalise } from '../../core/collect/collect.ts'
import type { ClientSeen, CollectContext, Collected } from '../../core/collect/context.ts'
import { canonicaliseObject } from '../../core/collect/object-event.ts'
import type { CollectInput, CollectOutput, ObjectWrite } from '../api.ts'
import type { SetAsideRow } from '../ports/ledger.ts'
import type { Runtime } from '../runtime.ts'
import { keptObject } from './kept-object.ts'
import { ownersOf } from './object-owners.ts'
import { problemOf, type WriteOutcome } from './writer.ts'

/** What is kept of a call that came before and is made again. */
interface Again {
  /** the same each time that it is made again: its events without a messageId are then the same too */
  readonly callId: string
  /** ms */
  readonly cameAt: number
}

/** Stores what can be stored and sets the rest aside; one result per item, in order, after the commit. */
export async function collect(
  input: CollectInput,
  runtime: Runtime,
  { trusted = false, again }: { readonly trusted?: boolean; readonly again?: Again } = {},
): Promise<CollectOutput> {
  runtime.writer.admit(input.bytes)
  await runtime.writer.turn(input.items.length, input.bytes)
  const receivedAt = runtime.clock()
  const callId = again?.callId ?? runtime.newId()
  const { collect: compiled } = runtime.compiled()
  const { sentAt, context, integrations, channel } = input
  const call: CollectContext = {
    source: input.source,
    receivedAt,
    compiled,
    hash: runtime.hash,
    ...(input.type === undefined ? {} : { type: input.type }),
    batch: { sentAt, context, integrations, channel },
    ...(trusted ? { trusted } : {}),
    ...(again === undefined ? {} : { cameAt: again.cameAt }),
    ...(input.client === undefined ? {} : { client: input.client as ClientSeen }),
  }
  const collected = input.items.map((item, at) => canonicalise(item, call, `${callId}\0${at}`))
  input.onRead?.()
  await noteSources([input.source], receivedAt, runtime)
  return { results: await settle(collected, { bytes: input.bytes, trusted }, runtime) }
}

/**
 * Business objects are events of the same ledger.
 * @param sentAt ms: when they came first, if that is not now; a change without a time of its own is of then
 */
export async function putObjects(
  objects: readonly ObjectWrite[],
  runtime: Runtime,
  { sentAt }: { readonly sentAt?: number } = {},
): Promise<CollectOutput> {
  const receivedAt = runtime.clock()
  const { collect: compiled } = runtime.compiled()
  const owners = await ownersOf(objects, runtime)
  const times = timesOf(objects, { receivedAt, sentAt }, runtime)
  const collected = objects.map((object, at) => {
    const { owners: named, fault } = owners[at] ?? { owners: {} }
    const messageId = messageIdOf(object, runtime)
    const changedAt = object.changedAt ?? times[at]
    const written = canonicaliseObject(
      {
        type: object.type,
        id: object.id,
        mode: object.mode,
        body: object.body as JsonObject,
        ...named,
        ...(changedAt === undefined ? {} : { changedAt }),
        ...(messageId === undefined ? {} : { messageId }),
        ...(object.channel === undefined ? {} : { channel: object.channel }),
      },
      { source: object.source, receivedAt, compiled, hash: runtime.hash },
    )
    return keptAsSent(written, { fault, raw: () => keptObject(object, messageId) })
  })
  await noteSources([...new Set(objects.map((object) => object.source))], receivedAt, runtime)
  const bytes = JSON.stringify(objects).length
  return { results: await settle(collected, { bytes, trusted: true }, runtime) }
}

/** Set aside, it is kept as it was sent; for want of an owner, it says what was wrong with the one that was named. */
function keptAsSent(
  collected: Collected,
  { fault, raw }: { readonly fault: string | undefined; readonly raw: () => string },
): Collected {
  if (collected.ok) return collected
  const { setAside } = collected
  return { ok: false, setAside: { ...setAside, reason: fault ?? setAside.reason, raw: raw() } }
}

/** A change without a time of its own is a new change each time it is sent. */
function messageIdOf(object: ObjectWrite, runtime: Runtime): string | undefined {
  if (object.messageId !== undefined || hasTime(object, runtime)) return object.messageId
  return `obj-${runtime.newId()}`
}

function hasTime({ type, body, changedAt }: ObjectWrite, { compiled }: Runtime): boolean {
  const property = compiled().objectTypes.get(type)?.changedAt
  return changedAt !== undefined || (property !== undefined && body[property] !== undefined)
}

/**
 * Changes of one object in one call that say neither when nor which they are follow one another, a ms apart up to now:
 * at one time, chance would say which of them holds. Undefined where nothing need be said.
 */
function timesOf(
  objects: readonly ObjectWrite[],
  { receivedAt, sentAt }: { readonly receivedAt: number; readonly sentAt: number | undefined },
  runtime: Runtime,
): readonly (number | undefined)[] {
  const later = new Map<string, number>()
  return objects
    .toReversed()
    .map((object) => {
      if (hasTime(object, runtime)) return undefined
      if (object.messageId !== undefined) return sentAt
      const key = JSON.stringify([object.type, object.id])
      const after = later.get(key) ?? 0
      later.set(key, after + 1)
      return after === 0 ? sentAt : (sentAt ?? receivedAt) - after
    })
    .reverse()
}

const noted = new WeakMap<object, Set<string>>()

/** Remembers every source that ever delivered: receipts are looked up by source and messageId. */
async function noteSources(
  sources: readonly string[],
  at: number,
  runtime: Runtime,
): Promise<void> {
  const known = noted.get(runtime.store) ?? new Set<string>()
  noted.set(runtime.store, known)
  const fresh = sources.filter((source) => !known.has(source))
  if (fresh.length === 0) return
  try {
    await runtime.store.addSources(fresh, at)
  } catch (error) {
    throw problemOf(error)
  }
  for (const source of fresh) known.add(source)
}

async function settle(
  collected: readonly Collected[],
  { bytes, trusted }: { readonly bytes: number; readonly trusted: boolean },
  runtime: Runtime,
): Promise<readonly ItemResult[]> {
  const events = collected.flatMap((item) => (item.ok ? [item.event] : []))
  const outcomes = events.length === 0 ? [] : await runtime.writer.write(events, bytes)
  const asides: SetAside[] = []
  let next = 0
  const results = collected.map((item, index): ItemResult => {
    if (!item.ok) {
      asides.push(item.setAside)
      return setAsideResult(index, item.setAside)
    }
    const outcome = outcomes[next++]
    if (outcome?.status !== 'failed') return storedResult(index, item.event, outcome)
    const aside = failedEvent(item.event, outcome.reason)
    asides.push(aside)
    return setAsideResult(index, aside)
  })
  await keep(
    asides.map((aside) => ({ ...aside, trusted })),
    runtime,
  )
  for (const [status, items] of Map.groupBy(results, (result) => result.status)) {
    runtime.metrics.add('items_total', items.length, { status })
  }
  return results
}

function storedResult(index: number, event: Event, outcome: WriteOutcome | undefined): ItemResult {
  const base = { index, messageId: event.messageId, status: outcome?.status ?? 'stored' }
  const flags = event.flags.length > 0 ? { flags: [...event.flags] } : {}
  if (outcome?.status === 'conflict') {
    return {
      ...base,
      status: 'conflict',
      code: 'MESSAGE_ID_CONFLICT',
      reason: outcome.reason,
      ...flags,
    }
  }
  return { ...base, status: outcome?.status === 'duplicate' ? 'duplicate' : 'stored', ...flags }
}

const setAsideResult = (index: number, aside: SetAside): ItemResult => ({
  index,
  messageId: aside.messageId ?? null,
  status: 'set_aside',
  code: aside.code,
  reason: aside.reason,
})

const failedEvent = (event: Event, reason: string): SetAside => ({
  code: 'INTERNAL',
  reason,
  source: event.source,
  messageId: event.messageId,
  receivedAt: event.receivedAt,
  raw: bodyText(event),
  library: undefined,
})

/** The same bad item sent again is kept once. */
async function keep(asides: readonly SetAside[], runtime: Runtime): Promise<void> {
  if (asides.length === 0) return
  const rows = new Map<string, SetAsideRow>()
  for (const aside of asides) {
    const id = runtime.hash(`dead\0${aside.source}\0${aside.code}\0${aside.raw}`)
    rows.set(id, { ...aside, id, state: 'open' })
  }
  try {
    await runtime.store.keepSetAside([...rows.values()])
  } catch (error) {
    throw problemOf(error)
  }
}
