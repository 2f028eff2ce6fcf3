// Collecting: items of any door -> events -> the writer; what cannot be an event is set aside with its reason.
import type { ItemResult } from '../contract/api.ts'
import type { Event, JsonObject, SetAside } from '../contract/event.ts'
import type { Identifier } from '../contract/identifier.ts'
import { hexOfPublicId, parseIdentifier } from '../contract/identifier.ts'
import { ProblemError } from '../contract/problem.ts'
import { bodyText, canonicalise } from '../core/collect/collect.ts'
import type { ClientSeen, CollectContext, Collected } from '../core/collect/context.ts'
import { canonicaliseObject } from '../core/collect/object-event.ts'
import type { CollectInput, CollectOutput, ObjectWrite } from './api.ts'
import { objectKey } from './object-key.ts'
import type { SetAsideRow } from './ports/ledger.ts'
import type { Runtime } from './runtime.ts'
import { problemOf, type WriteOutcome } from './writer.ts'

/** Stores what can be stored and sets the rest aside; one result per item, in order, after the commit. */
export async function collect(
  input: CollectInput,
  runtime: Runtime,
  { trusted = false } = {},
): Promise<CollectOutput> {
  runtime.writer.admit(input.bytes)
  await runtime.writer.turn(input.items.length, input.bytes)
  const receivedAt = runtime.clock()
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
    ...(input.client === undefined ? {} : { client: input.client as ClientSeen }),
  }
  const collected = input.items.map((item) => canonicalise(item, call))
  input.onRead?.()
  await noteSources([input.source], receivedAt, runtime)
  return { results: await settle(collected, { bytes: input.bytes, trusted }, runtime) }
}

/** Business objects are events of the same ledger. */
export async function putObjects(
  objects: readonly ObjectWrite[],
  runtime: Runtime,
): Promise<CollectOutput> {
  const receivedAt = runtime.clock()
  const { collect: compiled } = runtime.compiled()
  const collected: Collected[] = []
  for (const object of objects) {
    const named = await ownersNamed(object, runtime)
    const messageId = messageIdOf(object, runtime)
    collected.push(
      told(
        named.fault,
        canonicaliseObject(
          {
            type: object.type,
            id: object.id,
            mode: object.mode,
            body: object.body as JsonObject,
            ...named.owners,
            ...(object.changedAt === undefined ? {} : { changedAt: object.changedAt }),
            ...(messageId === undefined ? {} : { messageId }),
            ...(object.channel === undefined ? {} : { channel: object.channel }),
          },
          { source: object.source, receivedAt, compiled, hash: runtime.hash },
        ),
      ),
    )
  }
  await noteSources([...new Set(objects.map((object) => object.source))], receivedAt, runtime)
  const bytes = JSON.stringify(objects).length
  return { results: await settle(collected, { bytes, trusted: true }, runtime) }
}

/** A reference that names nobody is the fault of one object, not of those beside it. */
async function ownersNamed(
  object: ObjectWrite,
  runtime: Runtime,
): Promise<{ readonly owners: Awaited<ReturnType<typeof ownersOf>>; readonly fault?: string }> {
  try {
    return { owners: await ownersOf(object, runtime) }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { owners: {}, fault: error.message }
  }
}

/** Set aside for want of an owner, it says what was wrong with the one that was named. */
function told(fault: string | undefined, collected: Collected): Collected {
  if (fault === undefined || collected.ok) return collected
  return { ok: false, setAside: { ...collected.setAside, reason: fault } }
}

/** The owner that is named, else the owner that the object already has. */
async function ownersOf(object: ObjectWrite, runtime: Runtime) {
  if (object.customer === undefined && object.account === undefined) {
    const known = await runtime.store.objectOf(objectKey(runtime.hash, object.type, object.id))
    if (!known) return {}
    const customers = await runtime.store.customersOfIdentifiers([known.record], 1)
    const record = (await runtime.store.recordsOf(customers)).find(({ id }) => id === known.record)
    if (!record) return {}
    const owner = [{ namespace: record.namespace, value: record.key }]
    return record.entity === 'account' ? { account: owner } : { customer: owner }
  }
  return {
    ...(object.customer === undefined ? {} : { customer: await ownerOf(object.customer, runtime) }),
    ...(object.account === undefined ? {} : { account: await ownerOf(object.account, runtime) }),
  }
}

/** A change without a time of its own is a new change each time it is sent. */
function messageIdOf(object: ObjectWrite, runtime: Runtime): string | undefined {
  if (object.messageId !== undefined || object.changedAt !== undefined) return object.messageId
  const changedAt = runtime.compiled().objectTypes.get(object.type)?.changedAt
  const hasTime = changedAt !== undefined && object.body[changedAt] !== undefined
  return hasTime ? undefined : `obj-${runtime.newId()}`
}

/** Whose an object is, as identifiers: a public id stands for the key of the record it names. */
async function ownerOf(ref: string, runtime: Runtime): Promise<readonly Identifier[]> {
  const hex = hexOfPublicId(ref)
  if (hex === undefined) {
    const identifier = parseIdentifier(ref)
    if (identifier) return [identifier]
    throw new ProblemError('REFERENCE_INVALID', `${ref} is neither a public id nor namespace:value`)
  }
  const records = await runtime.store.recordsOf(
    await runtime.store.customersOfIdentifiers([hex], 1),
  )
  const record = records.find(({ id }) => id === hex) ?? records[0]
  if (record) return [{ namespace: record.namespace, value: record.key }]
  throw new ProblemError('NOT_FOUND', `Nobody is known as ${ref}`)
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
