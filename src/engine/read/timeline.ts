// The timeline: everything that happened, over all channels and areas, through the same gates as a view.
import type { TimelineItem, TimelineQuery } from '../../contract/api.ts'
import type { Kind } from '../../contract/definition.ts'
import type { JsonObject } from '../../contract/event.ts'
import { publicId } from '../../contract/identifier.ts'
import { gate, type Pass } from '../../core/consent/gates.ts'
import { eventSentence } from '../../core/lens/sentence.ts'
import type { Caller, PageOf } from '../api.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { deviceTimesAsOf } from '../identity/devices-as-of.ts'
import type { EventRow } from '../ports/ledger.ts'
import type { SnapshotRows, TimelineRows } from '../ports/reading.ts'
import type { PlacedRecord } from '../ports/records.ts'
import type { Runtime } from '../runtime.ts'
import { admitTo, note } from './reading.ts'
import { recordsAsOf } from './records-as-of.ts'

/** Events looked at for one page; a client asks for the next where so many are withheld in a row. */
const LOOKED_AT_MAX = 2_000
const LOOKED_AT_ONCE = 200

export async function timeline(
  ref: string,
  query: TimelineQuery,
  caller: Caller,
  runtime: Runtime,
): Promise<PageOf<TimelineItem>> {
  const look = { caller, purpose: query.purpose, channel: 'api', through: 'timeline' }
  const { rows, pass } = await admitTo(ref, look, runtime)
  const hers = await asOfThen(rows, query, runtime)
  const { items, withheld, last } = await pageOf(rowsQuery(hers, query, runtime), {
    limit: query.limit,
    runtime,
    show: (row) => shownItem(row, { rows, pass, runtime }),
  })
  await note(
    look,
    { outcome: 'shown', shown: items.length, withheld, subject: rows.customer },
    runtime,
  )
  return { items, next: last ? encodeCursor(last.occurredAt, last.id) : null }
}

interface Page {
  readonly items: readonly TimelineItem[]
  readonly withheld: Readonly<Record<string, number>>
  /** the last event looked at, where there are more */
  readonly last: EventRow | undefined
}

interface Paging {
  readonly limit: number
  readonly runtime: Runtime
  readonly show: (row: EventRow) => TimelineItem | string
}

/** Looks beyond what is withheld, so that a page is full where there is enough to show. */
async function pageOf(query: Sought, { limit, runtime, show }: Paging): Promise<Page> {
  const items: TimelineItem[] = []
  const withheld: Record<string, number> = {}
  let last: EventRow | undefined
  let atOnce = limit
  for (let looked = 0; looked < LOOKED_AT_MAX; looked += atOnce, atOnce = LOOKED_AT_ONCE) {
    const before = last ? { occurredAt: last.occurredAt, id: last.id } : query.before
    const found = await runtime.store.timeline({ ...query, before, limit: atOnce + 1 })
    for (const row of found.slice(0, atOnce)) {
      if (items.length === limit) return { items, withheld, last }
      last = row
      const item = show(row)
      if (typeof item === 'string') withheld[item] = (withheld[item] ?? 0) + 1
      else items.push(item)
    }
    if (found.length <= atOnce) return { items, withheld, last: undefined }
    if (items.length === limit) break
  }
  return { items, withheld, last }
}

const timeOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Date.parse(text)

/** Her records and her time on shared devices, as they are now or as they were. */
async function asOfThen(
  rows: SnapshotRows,
  query: TimelineQuery,
  { store, compiled }: Runtime,
): Promise<SnapshotRows> {
  const at = timeOf(query.asOf)
  if (at === undefined) return rows
  const links = await store.linksOf(rows.records.map(({ id }) => id))
  const records = recordsAsOf(rows, links, at)
  const windows = await deviceTimesAsOf(rows, records, at, { store, compiled: compiled() })
  return { ...rows, records, windows }
}

type Sought = Omit<TimelineRows, 'limit'>

function rowsQuery(rows: SnapshotRows, query: TimelineQuery, runtime: Runtime): Sought {
  const cursor = decodeCursor(query.cursor)
  const asOf = timeOf(query.asOf)
  const to = Math.min(
    timeOf(query.to) ?? Number.POSITIVE_INFINITY,
    (asOf ?? Number.POSITIVE_INFINITY) + 1,
  )
  return {
    records: [
      ...rows.records.map(({ home, id, shared }) => ({ home, id, isShared: shared })),
      ...rows.windows.map(({ home, record, fromAt, toAt }) => ({ home, id: record, fromAt, toAt })),
    ],
    before: cursor && { occurredAt: cursor.at, id: cursor.id },
    from: timeOf(query.from),
    to: Number.isFinite(to) ? to : undefined,
    kinds: kindsOf(query, runtime),
    channel: query.channel,
    receivedUntil: undefined,
  }
}

function kindsOf(query: TimelineQuery, runtime: Runtime): readonly string[] | undefined {
  if (query.area === undefined && query.kind === undefined) return undefined
  return runtime
    .compiled()
    .definitions.kinds.filter(
      (kind) =>
        (query.area === undefined || kind.area === query.area) &&
        (query.kind === undefined || kind.kind === query.kind),
    )
    .map((kind) => kind.kind)
}

interface Showing {
  readonly rows: SnapshotRows
  readonly pass: Pass
  readonly runtime: Runtime
}

/** The item, or the code of the gate that holds it back. */
function shownItem(row: EventRow, { rows, pass, runtime }: Showing): TimelineItem | string {
  const kind = runtime.compiled().lenses.kinds.get(row.kind)
  const verdict = gate(pass, datumOf(row, kind?.definition))
  if (!verdict.permit) return verdict.reason
  const properties = JSON.parse(row.properties) as JsonObject
  const { name, channel } = row
  const body = { properties, context: objectOf(row) }
  const words = eventSentence({ name, kind: row.kind, channel, body }, kind)
  return {
    id: publicId('evt', row.id),
    at: new Date(row.occurredAt).toISOString(),
    receivedAt: new Date(row.receivedAt).toISOString(),
    type: row.type,
    name,
    kind: row.kind,
    area: kind?.definition.area ?? 'other',
    channel,
    source: sourceOf(row.record, rows.records),
    text: words.text,
    properties,
  }
}

/** Which object was written, where its own number stands in the address of the call only. */
function objectOf({ payload }: EventRow): JsonObject | null {
  if (!payload.includes('"object":')) return null
  const { context } = JSON.parse(payload) as { readonly context?: { readonly object?: JsonObject } }
  return context?.object === undefined ? null : { object: context.object }
}

function datumOf(row: EventRow, kind: Kind | undefined) {
  return {
    category: kind?.category ?? 'other',
    sensitivity: kind?.sensitivity ?? ('normal' as const),
    provenance: kind?.provenance ?? ('observed' as const),
    confidence: 1,
    speakable: kind?.speakable,
    channel: row.channel,
    at: row.occurredAt,
  }
}

const sourceOf = (record: string, records: readonly PlacedRecord[]): string =>
  records.find(({ id }) => id === record)?.source ?? 'shared device'
