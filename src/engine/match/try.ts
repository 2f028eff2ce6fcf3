// What another definition of matching would change, before anything is applied: trains with it, replays the records
// that are there in memory, and compares the customers that come out with those of today.
import type { Entity } from '../../contract/identifier.ts'
import { publicId } from '../../contract/identifier.ts'
import type { Link, RecordFacts } from '../../contract/link.ts'
import type { MatchDefinition } from '../../contract/match.ts'
import { decisionsInForce } from '../../core/identity/decisions.ts'
import { createOnline, type Online } from '../../core/identity/match/online.ts'
import { chanceFrom } from '../../core/identity/match/train/chance.ts'
import { proposalsFor, type Standing, withProposals } from '../../core/identity/propose.ts'
import { toFacts } from '../cluster.ts'
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
  const standing = await standingOf(
    sample.map(({ id }) => id),
    runtime,
  )
  const { identity: rules } = runtime.compiled()
  const online = createOnline({ chance: () => chanceFrom(seed), model })
  const ids = new Set(sample.map(({ id }) => id))
  assertKnown(online, ids, { ...standing, customers: withProposals(standing, [], rules) })
  for (const record of sample) online.add(record)
  online.settle()
  const rows = standing.rows.filter(({ id }) => ids.has(id))
  const proposals = proposalsFor(rows, online.customers())
  return { entity, records, ...compare(rows, withProposals(standing, proposals, rules)) }
}

/** The customers of some records as they stand, and what rules and people say about them. */
interface Stand extends Standing {
  readonly rows: readonly RecordRow[]
}

async function standingOf(ids: readonly string[], { store }: Runtime): Promise<Stand> {
  const rows = new Map<string, RecordRow>()
  for (const part of partsOf(ids)) {
    const customers = await store.customersOfIdentifiers(part, part.length)
    for (const row of await store.recordsOf(customers)) rows.set(row.id, row)
  }
  const links = new Map<string, Link>()
  const records: RecordFacts[] = []
  for (const part of partsOf([...rows.values()])) {
    for (const link of await store.linksOf(part.map(({ id }) => id))) links.set(link.id, link)
    const pairs = Map.groupBy(await store.identifiersOfRecords(part), ({ record }) => record)
    records.push(...part.map((row) => toFacts(row, pairs.get(row.id) ?? [])))
  }
  return { rows: [...rows.values()], records, links: [...links.values()] }
}

/**
 * What rules and people say holds under any model, also where a record that says nothing stands between two that do.
 * @param customers who is one by rules and people alone
 */
function assertKnown(
  online: Online,
  ids: ReadonlySet<string>,
  { links, customers }: Stand & { readonly customers: ReadonlyMap<string, string> },
): void {
  const first = new Map<string, string>()
  for (const id of ids) {
    const customer = customers.get(id) ?? id
    const other = first.get(customer)
    if (other === undefined) first.set(customer, id)
    else online.assert(other, id, 'same')
  }
  for (const { recordA, recordB, verdict } of decisionsInForce(links)) {
    if (verdict === 'same') continue
    const [a, b] = [recordA, recordB].map((id) => first.get(customers.get(id) ?? id))
    if (a !== undefined && b !== undefined && a !== b) online.assert(a, b, 'different')
  }
}

function partsOf<Item>(all: readonly Item[]): readonly (readonly Item[])[] {
  const parts: (readonly Item[])[] = []
  for (let from = 0; from < all.length; from += ROWS_PER_QUESTION) {
    parts.push(all.slice(from, from + ROWS_PER_QUESTION))
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
