// What another definition of matching would change, before anything is applied: trains with it, replays the records
// that are there in memory, and compares the customers that come out with those of today.
import type { Entity } from '../../contract/identifier.ts'
import { publicId } from '../../contract/identifier.ts'
import type { MatchDefinition } from '../../contract/match.ts'
import { inForce } from '../../core/identity/decisions.ts'
import { createOnline, type Online } from '../../core/identity/match/online.ts'
import { chanceFrom } from '../../core/identity/match/train/chance.ts'
import type { RecordRow } from '../ports/records.ts'
import type { Runtime } from '../runtime.ts'
import { HORIZON, RECORDS_MIN, sampleOf, type Trainer } from './train.ts'

export interface TryOptions {
  readonly entity: Entity
  readonly seed: number
  readonly definition: MatchDefinition
}

/** A customer of tomorrow made of several of today, or one of today that falls apart. */
export interface Change {
  /** ids of customers as they are now */
  readonly customers: readonly string[]
  /** record ids, grouped as they would be */
  readonly records: readonly (readonly string[])[]
}

export interface TryReport {
  readonly entity: Entity
  /** records there are, and how many of them were replayed */
  readonly records: number
  readonly replayed: number
  readonly customersNow: number
  readonly customersThen: number
  readonly merges: number
  readonly splits: number
  /** the first of them */
  readonly merged: readonly Change[]
  readonly split: readonly Change[]
}

const CHANGES_SHOWN_MAX = 50
const ROWS_PER_QUESTION = 2_000

/** Undefined when there is too little to learn from. Changes nothing. */
export async function tryMatching(
  { entity, seed, definition }: TryOptions,
  trainer: Trainer,
  runtime: Runtime,
): Promise<TryReport | undefined> {
  const records = await runtime.store.countSaid(entity)
  if (records < RECORDS_MIN) return undefined
  const sample = await sampleOf(entity, runtime)
  const model = await trainer(sample, {
    seed,
    horizon: HORIZON * records,
    ofOrganisations: entity === 'account',
    definition,
  })
  const online = createOnline({ chance: () => chanceFrom(seed), model })
  await assertKnown(online, new Set(sample.map(({ id }) => id)), runtime)
  for (const record of sample) online.add(record)
  online.settle()
  const rows = await rowsOf(
    sample.map(({ id }) => id),
    runtime,
  )
  return { entity, records, ...compare(rows, online.customers()) }
}

/** What rules and people say holds under any model. */
async function assertKnown(
  online: Online,
  ids: ReadonlySet<string>,
  { store }: Runtime,
): Promise<void> {
  for (const part of partsOf([...ids])) {
    for (const { basis, recordA, recordB, verdict } of inForce(await store.linksOf(part))) {
      if (basis === 'match' || !ids.has(recordA) || !ids.has(recordB)) continue
      online.assert(recordA, recordB, verdict)
    }
  }
}

async function rowsOf(ids: readonly string[], { store }: Runtime): Promise<readonly RecordRow[]> {
  const rows: RecordRow[] = []
  for (const part of partsOf(ids)) {
    const own = new Set(part)
    const customers = await store.customersOfIdentifiers(part, part.length)
    for (const row of await store.recordsOf(customers)) if (own.has(row.id)) rows.push(row)
  }
  return rows
}

function partsOf(ids: readonly string[]): readonly (readonly string[])[] {
  const parts: (readonly string[])[] = []
  for (let from = 0; from < ids.length; from += ROWS_PER_QUESTION) {
    parts.push(ids.slice(from, from + ROWS_PER_QUESTION))
  }
  return parts
}

type Compared = Omit<TryReport, 'entity' | 'records'>

function compare(rows: readonly RecordRow[], tried: ReadonlyMap<string, string>): Compared {
  const named = rows.map((row) => ({ row, now: row.customer, tried: tried.get(row.id) ?? row.id }))
  const now = Map.groupBy(named, (one) => one.now)
  const after = Map.groupBy(named, (one) => one.tried)
  const merged = [...after.values()].filter((own) => new Set(own.map((one) => one.now)).size > 1)
  const split = [...now.values()].filter((own) => new Set(own.map((one) => one.tried)).size > 1)
  return {
    replayed: rows.length,
    customersNow: now.size,
    customersThen: after.size,
    merges: merged.length,
    splits: split.length,
    merged: merged.slice(0, CHANGES_SHOWN_MAX).map((own) => changeOf(own, (one) => one.now)),
    split: split.slice(0, CHANGES_SHOWN_MAX).map((own) => changeOf(own, (one) => one.tried)),
  }
}

interface Named {
  readonly row: RecordRow
  readonly now: string
  readonly tried: string
}

function changeOf(own: readonly Named[], groupOf: (one: Named) => string): Change {
  const prefix = own[0]?.row.entity === 'account' ? 'acc' : 'cus'
  return {
    customers: [...new Set(own.map(({ now }) => publicId(prefix, now)))].sort(),
    records: [...Map.groupBy(own, groupOf).values()]
      .map((group) => group.map(({ row }) => publicId('rec', row.id)).sort())
      .sort(),
  }
}
