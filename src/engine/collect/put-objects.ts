// Writing business objects: every change becomes an event of the same ledger; what changes nothing becomes none.
import type { ItemResult } from '../../contract/api.ts'
import type { JsonObject } from '../../contract/event.ts'
import type { Collected } from '../../core/collect/context.ts'
import { canonicaliseObject, changedAtOf } from '../../core/collect/object-event.ts'
import type { CollectOutput, ObjectWrite } from '../api.ts'
import type { Runtime } from '../runtime.ts'
import { noteSources, settle } from './collect.ts'
import { inTurn } from './in-turn.ts'
import { keptObject } from './kept-object.ts'
import { objectKey } from './object-key.ts'
import { type Named, ownersOf } from './object-owners.ts'
import { standingObjects } from './standing-objects.ts'

/** @param sentAt ms: when they came first, if that is not now; a change without a time of its own is of then */
export async function putObjects(
  objects: readonly ObjectWrite[],
  runtime: Runtime,
  { sentAt }: { readonly sentAt?: number } = {},
): Promise<CollectOutput> {
  const owners = await ownersOf(objects, runtime)
  const told = objects.map((object, at) => ({
    object,
    key: objectKey(runtime.hash, object.type, object.id),
    named: owners[at] ?? { owners: {} },
  }))
  const perObject = Map.groupBy(told, ({ key }) => key)
  const isState = ({ object, key }: Told) =>
    sentAt === undefined && perObject.get(key)?.length === 1 && !hasName(object, runtime)
  const states = told.flatMap((one) => (isState(one) ? one.key : []))
  return await inTurn(runtime.store, states, async () => {
    const stands = await standingObjects(states, runtime)
    const receivedAt = runtime.clock()
    const times = timesOf(objects, { receivedAt, sentAt }, runtime)
    const collected = told.map((one, at) => {
      const changedAt = one.object.changedAt ?? times[at]
      const event = eventOf({ ...one, changedAt, receivedAt }, runtime)
      return event.ok && isState(one) && stands(one.key, event.event) ? 'already' : event
    })
    const sources = new Set(objects.map((object) => object.source))
    await noteSources([...sources], receivedAt, runtime)
    return { results: await settled(collected, JSON.stringify(objects).length, runtime) }
  })
}

interface Told {
  readonly object: ObjectWrite
  readonly key: string
  readonly named: Named
}

/** What is `already` so is answered as the duplicate that it is; the rest is written. */
async function settled(
  collected: readonly (Collected | 'already')[],
  bytes: number,
  runtime: Runtime,
): Promise<readonly ItemResult[]> {
  const changes = collected.filter((one) => one !== 'already')
  const written = await settle(changes, { bytes, trusted: true }, runtime)
  let next = 0
  return collected.map((one, index): ItemResult => {
    const result = one === 'already' ? undefined : written[next++]
    return result ? { ...result, index } : { index, messageId: null, ...ALREADY }
  })
}

const ALREADY = {
  status: 'duplicate',
  reason: 'The object is as this says; nothing changed',
} as const

interface Change extends Told {
  readonly changedAt: string | number | undefined
  /** ms */
  readonly receivedAt: number
}

function eventOf(change: Change, runtime: Runtime): Collected {
  const { object, named, changedAt, receivedAt } = change
  const { type, id, mode, channel } = object
  const messageId = object.messageId ?? (hasTime(object, runtime) ? undefined : newName(runtime))
  const written = canonicaliseObject(
    {
      type,
      id,
      mode,
      body: object.body as JsonObject,
      ...named.owners,
      ...(changedAt !== undefined && { changedAt }),
      ...(messageId !== undefined && { messageId }),
      ...(channel !== undefined && { channel }),
    },
    {
      source: object.source,
      receivedAt,
      compiled: runtime.compiled().collect,
      hash: runtime.hash,
    },
  )
  return keptAsSent(written, change)
}

/** Of a change that says neither when nor which it is. */
const newName = ({ newId }: Runtime): string => `obj-${newId()}`

/** Set aside, it is kept as it was sent; for want of an owner, it says what was wrong with the one that was named. */
function keptAsSent(collected: Collected, { object, named }: Told): Collected {
  if (collected.ok) return collected
  const { setAside } = collected
  const raw = keptObject(object, setAside.messageId)
  return { ok: false, setAside: { ...setAside, reason: named.fault ?? setAside.reason, raw } }
}

/** Whether it says which change it is, or when it was made; else it says how the object is now. */
const hasName = (object: ObjectWrite, runtime: Runtime): boolean =>
  object.messageId !== undefined || hasTime(object, runtime)

const hasTime = (object: ObjectWrite, { compiled }: Runtime): boolean =>
  object.changedAt !== undefined || changedAtOf(object, compiled().collect) !== undefined

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
