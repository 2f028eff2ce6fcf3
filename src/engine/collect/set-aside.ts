// Set-aside events, and whole bodies that could not be read: listed, replayed after a fix, discarded.
import type { ItemResult, NamedObject, SetAsideItem } from '../../contract/api.ts'
import { hexOfPublicId, publicId } from '../../contract/identifier.ts'
import { ProblemError } from '../../contract/problem.ts'
import { isObject } from '../../core/collect/admit.ts'
import { rawText } from '../../core/collect/raw-text.ts'
import type { CollectInput, CollectOutput, PageOf, UnreadableBody } from '../api.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import type { SetAsideRow } from '../ports/ledger.ts'
import type { Runtime } from '../runtime.ts'
import { collect } from './collect.ts'
import { objectsKept } from './kept-object.ts'
import { putObjects } from './put-objects.ts'

export const toSetAsideItem = (row: SetAsideRow): SetAsideItem => ({
  id: publicId('dead', row.id),
  code: row.code,
  reason: row.reason,
  source: row.source,
  messageId: row.messageId ?? null,
  receivedAt: new Date(row.receivedAt).toISOString(),
  library: row.library ?? null,
  state: row.state,
  raw: row.raw,
})

/** Twice what an SDK sends at most; more of a broken body tells nobody more. */
const BODY_CHARACTERS_MAX = 1024 * 1024

/** The same bad body sent again is kept once. */
export async function keepBody(
  { source, body, reason, library }: UnreadableBody,
  { store, hash, clock }: Runtime,
): Promise<string> {
  const whole = typeof body === 'string' ? body : rawText(body)
  const raw = whole.slice(0, BODY_CHARACTERS_MAX)
  const code = 'BODY_UNREADABLE'
  const id = hash(`dead\0${source}\0${code}\0${raw}`)
  const cut =
    raw.length < whole.length
      ? ` Of ${whole.length} characters the first ${raw.length} are kept.`
      : ''
  await store.keepSetAside([
    {
      ...{ id, code, source, raw, library },
      ...{ reason: `${reason}${cut}`, receivedAt: clock(), messageId: undefined, state: 'open' },
    },
  ])
  return publicId('dead', id)
}

export async function setAsides(
  query: { cursor?: string; limit: number; state?: string; code?: string },
  { store }: Runtime,
): Promise<PageOf<SetAsideItem>> {
  const after = decodeCursor(query.cursor)
  const rows = await store.setAsides({
    after: after && { receivedAt: after.at, id: after.id },
    limit: query.limit + 1,
    state: query.state,
    code: query.code,
  })
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  return {
    items: shown.map(toSetAsideItem),
    next: rows.length > query.limit && last ? encodeCursor(last.receivedAt, last.id) : null,
  }
}

function idsOf(ids: readonly string[]): readonly string[] {
  return ids.map((id) => {
    const hex = hexOfPublicId(id)
    if (hex === undefined) throw new ProblemError('REFERENCE_INVALID', `${id} is no set-aside item`)
    return hex
  })
}

/** Sends items through collection again, each under its own source; results in the order of `ids`, events of a body in theirs. */
export async function replay(
  ids: readonly string[],
  correctedRaw: string | undefined,
  runtime: Runtime,
): Promise<CollectOutput> {
  const wanted = idsOf(ids)
  if (correctedRaw !== undefined && wanted.length !== 1) {
    throw new ProblemError('BODY_INVALID', 'A corrected body goes with exactly one item')
  }
  const rows = new Map((await runtime.store.setAsidesById(wanted)).map((row) => [row.id, row]))
  const results: ItemResult[] = []
  for (const [index, id] of wanted.entries()) {
    const row = rows.get(id)
    if (!row) throw new ProblemError('NOT_FOUND', `There is no set-aside item ${ids[index]}`)
    results.push(...(await replayOne(row, correctedRaw ?? row.raw, runtime)))
  }
  return { results: results.map((result, index) => ({ ...result, index })) }
}

async function replayOne(
  row: SetAsideRow,
  raw: string,
  runtime: Runtime,
): Promise<readonly ItemResult[]> {
  // Only our own doors may say what the objects are; a collecting key sends events.
  const objects = row.trusted ? objectsKept(parseRaw(raw)) : undefined
  const found = row.code === 'BODY_UNREADABLE' ? itemsOfBody(raw) : { items: [parseRaw(raw)] }
  if (!found) return [stillUnreadable(row)]
  const { results } = objects
    ? await putAgain(objects, row, runtime)
    : await collect({ source: row.source, bytes: raw.length, ...found }, runtime, {
        trusted: row.trusted ?? false,
        again: { callId: row.id, cameAt: row.receivedAt },
      })
  // Events of a body that are set aside now stand for themselves; the body is done with.
  if (row.code === 'BODY_UNREADABLE' || results.every(({ status }) => status !== 'set_aside')) {
    await runtime.store.markSetAside([row.id], 'replayed', runtime.clock())
  }
  return results
}

const putAgain = (
  objects: readonly NamedObject[],
  { source, receivedAt }: SetAsideRow,
  runtime: Runtime,
): Promise<CollectOutput> =>
  putObjects(
    objects.map((object) => ({ ...object, source })),
    runtime,
    { sentAt: receivedAt },
  )

type Envelope = Pick<CollectInput, 'items' | 'sentAt' | 'context' | 'integrations' | 'channel'>

/** The events of a body in any of the shapes that collecting takes; undefined when it is still unreadable. */
function itemsOfBody(raw: string): Envelope | undefined {
  const body = parseRaw(raw)
  if (Array.isArray(body)) return { items: body }
  if (!isObject(body)) return undefined
  const { batch, sentAt, context, integrations, channel } = body
  if (Array.isArray(batch)) return { items: batch, sentAt, context, integrations, channel }
  return body['type'] === undefined ? undefined : { items: [body] }
}

const stillUnreadable = (row: SetAsideRow): ItemResult => ({
  index: 0,
  messageId: null,
  status: 'set_aside',
  code: row.code,
  reason: 'Send it corrected: {"batch": [...]}, a JSON array of events, or one event with its type',
})

/** What is no JSON stays the text it is, and is set aside again with the same reason. */
function parseRaw(raw: string): unknown {
  try {
    return JSON.parse(raw) as unknown
  } catch {
    return raw
  }
}

export async function discard(ids: readonly string[], { store, clock }: Runtime): Promise<number> {
  return store.markSetAside(idsOf(ids), 'discarded', clock())
}
