// Other journeys or signs of objectives: what records remember is derived again from the ledger, record by record,
// between other writes. Until its turn comes a record keeps what it had; what happens meanwhile is added to both.

import type { Event } from '../../contract/event.ts'
import { Journey } from '../../contract/journey.ts'
import { type CompiledJourneys, compileJourneys } from '../../core/journey/designed/compile.ts'
import { journeysFingerprint } from '../../core/journey/designed/fingerprint.ts'
import { canonical } from '../../core/profile/order.ts'
import { ledgerEvent } from '../collect/ledger.ts'
import { NO_WRITES } from '../collect/writes.ts'
import type { Compiled } from '../compiled.ts'
import type { RecordRow } from '../ports/records.ts'
import type { PageEnd } from '../ports/situation.ts'
import type { StateRow } from '../ports/state.ts'
import type { WriteTransaction } from '../ports/writing.ts'
import type { Runtime } from '../runtime.ts'
import { addToBearing, type BearingState, NO_BEARING } from './bearing.ts'

const BEARING_DERIVED = 'bearing-derived'
/** Journeys by which all records were derived last, as they were written. */
const JOURNEYS_DERIVED = 'journeys-derived'
/** Whoever stops in between begins anew, even where the definitions are those of before again. */
const UNDER_WAY = 'under way'
/** Records of one transaction: a batch that comes meanwhile waits no longer than for them. */
const PAGE = 50
const EVENTS_PAGE = 1_000
/** Of one record the oldest so many events are looked at; more than these are machines. */
const EVENTS_MAX = 20_000
/** An account's bearing is also made of what happened to its people. */
const MEMBERS_MAX = 2_000

/** What the stored bearing depends on. */
export function bearingFingerprint({ definitions }: Compiled, hash: Runtime['hash']): string {
  const signs = (definitions.objectives ?? []).map(({ job, signs: own, resolvedBy }) => {
    return [job, own.map(({ when }) => when), resolvedBy]
  })
  const given = definitions.kinds
    .filter(({ provenance }) => provenance === 'given')
    .map(({ kind }) => kind)
  return hash(`${journeysFingerprint(definitions.journeys ?? [])}\0${canonical({ signs, given })}`)
}

/** Answers how many records were derived; 0 when nothing had changed. */
export async function rederiveBearing(
  runtime: Runtime,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (records: number) => void } = {},
): Promise<number> {
  const { store, compiled, hash } = runtime
  const wanted = bearingFingerprint(compiled(), hash)
  const stored = await store.setting(BEARING_DERIVED)
  if (stored === wanted) return 0
  await store.changeSetting(BEARING_DERIVED, UNDER_WAY)
  const { journeys = [] } = compiled().definitions
  let count = 0
  let after: PageEnd | undefined
  // A fresh installation has nothing to derive: its first page is empty.
  for (;;) {
    signal?.throwIfAborted()
    const rows = await store.recordsPage(after, PAGE)
    if (rows.length > 0) await deriveRecords(rows, runtime)
    count += rows.length
    onProgress?.(count)
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) break
    after = { home: last.home, record: last.id }
  }
  await store.changeSetting(JOURNEYS_DERIVED, JSON.stringify(journeys))
  await store.changeSetting(BEARING_DERIVED, wanted)
  return count
}

/** The journeys by which records remember as yet; undefined where they are those in force, or nobody knows them. */
export async function formerJourneys(
  compiled: Compiled,
  { store, hash }: Pick<Runtime, 'store' | 'hash'>,
): Promise<CompiledJourneys | undefined> {
  if ((await store.setting(BEARING_DERIVED)) === bearingFingerprint(compiled, hash))
    return undefined
  const stored = await store.setting(JOURNEYS_DERIVED)
  if (stored === undefined) return undefined
  const journeys = (JSON.parse(stored) as unknown[]).map((one) => Journey.safeParse(one))
  const former = compileJourneys(journeys.flatMap(({ data }) => data ?? []))
  return former.ok ? former.journeys : undefined
}

async function deriveRecords(rows: readonly RecordRow[], runtime: Runtime): Promise<void> {
  const { store, cache } = runtime
  await store.write(async (tx) => {
    const bearing: StateRow[] = []
    for (const row of rows) {
      const isAccount = row.entity === 'account'
      const members = isAccount ? await store.membersOfAccount([row.id], MEMBERS_MAX) : []
      const state = await deriveOne(row, members, { tx, runtime })
      bearing.push({ home: row.home, record: row.id, owner: row.id, state: JSON.stringify(state) })
    }
    await tx.write({ ...NO_WRITES, bearing: bearing.filter(({ state }) => state !== EMPTY) })
    await tx.clearBearing(bearing.filter(({ state }) => state === EMPTY))
    // What the writer remembers of these records is of the old definitions.
    cache.clear()
  })
  cache.clear()
}

const EMPTY = JSON.stringify(NO_BEARING)

async function deriveOne(
  row: RecordRow,
  members: readonly RecordRow[],
  context: { readonly tx: WriteTransaction; readonly runtime: Runtime },
): Promise<BearingState> {
  const states = new Map<string, BearingState>()
  const { compiled } = context.runtime
  for (const source of [row, ...members]) {
    for await (const events of eventsOf(source, context)) {
      for (const event of events) {
        const concerns = source.id === row.id || event.account?.record.id === row.id
        if (concerns) addToBearing(states, event, compiled())
      }
    }
  }
  return states.get(row.id) ?? NO_BEARING
}

async function* eventsOf(
  record: RecordRow,
  { tx, runtime }: { readonly tx: WriteTransaction; readonly runtime: Runtime },
): AsyncGenerator<readonly Event[]> {
  let after: { occurredAt: number; id: string } | undefined
  for (let read = 0; read < EVENTS_MAX; read += EVENTS_PAGE) {
    const rows = await tx.eventsOfRecord(record, after, EVENTS_PAGE)
    const { compiled, hash } = runtime
    yield rows.map((row) => ledgerEvent(row, record, { compiled: compiled(), hash }))
    const last = rows.at(-1)
    if (!last || rows.length < EVENTS_PAGE) return
    after = { occurredAt: last.occurredAt, id: last.id }
  }
}
