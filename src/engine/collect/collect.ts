// Collecting: items of any door -> events -> the writer; what cannot be an event is set aside with its reason.
import type { ItemResult } from '../../contract/api.ts'
import type { Event, SetAside } from '../../contract/event.ts'
import { bodyText, canonicalise } from '../../core/collect/collect.ts'
import type { ClientSeen, CollectContext, Collected } from '../../core/collect/context.ts'
import type { CollectInput, CollectOutput } from '../api.ts'
import type { SetAsideRow } from '../ports/ledger.ts'
import type { Runtime } from '../runtime.ts'
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

const noted = new WeakMap<object, Set<string>>()

/** Remembers every source that ever delivered: receipts are looked up by source and messageId. */
export async function noteSources(
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

/** Writes what can be written, keeps the rest, and answers for each. */
export async function settle(
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
