// Set-aside events: listed, replayed after a fix, discarded.
import type { SetAsideItem } from '../contract/api.ts'
import { hexOfPublicId, publicId } from '../contract/identifier.ts'
import { ProblemError } from '../contract/problem.ts'
import type { CollectOutput, PageOf } from './api.ts'
import { collect } from './collect.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import type { SetAsideRow } from './ports.ts'
import type { Runtime } from './runtime.ts'

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

/** Sends items through collection again, each under its own source; results in the order of `ids`. */
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
  const results: CollectOutput['results'][number][] = []
  for (const [index, id] of wanted.entries()) {
    const row = rows.get(id)
    if (!row) throw new ProblemError('NOT_FOUND', `There is no set-aside item ${ids[index]}`)
    results.push({ ...(await replayOne(row, correctedRaw, runtime)), index })
  }
  return { results }
}

async function replayOne(row: SetAsideRow, correctedRaw: string | undefined, runtime: Runtime) {
  const raw = correctedRaw ?? row.raw
  const item = parseRaw(raw)
  const { results } = await collect(
    { source: row.source, items: [item], bytes: raw.length },
    runtime,
    { trusted: row.trusted ?? false },
  )
  const result = results[0]
  if (!result) throw new Error('A replayed item had no result')
  if (result.status !== 'set_aside') {
    await runtime.store.markSetAside([row.id], 'replayed', runtime.clock())
  }
  return result
}

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
