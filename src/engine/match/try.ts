// What another definition of matching would change, before anything is applied: trains with it, replays the records
// that are there, and compares the customers that come out with those of today.
import type { Entity } from '../../contract/identifier.ts'
import { publicId } from '../../contract/identifier.ts'
import type { IdentityChange, TriedDefinition } from '../../contract/identity-job.ts'
import type { Link, RecordFacts } from '../../contract/link.ts'
import type { MatchDefinition } from '../../contract/match.ts'
import { decisionsInForce } from '../../core/identity/decisions.ts'
import type { Decision, Replay } from '../../core/identity/match/replay.ts'
import { proposalsFor, type Standing, withProposals } from '../../core/identity/propose.ts'
import { toFacts } from '../identity/cluster.ts'
import type { RecordRow } from '../ports/records.ts'
import type { Runtime } from '../runtime.ts'
import { HORIZON, RECORDS_MIN, type SampledText, sampleOf, type Trainer } from './train.ts'

/** Decides about records anew; where it runs is for whoever opens the engine to say. */
export type Replayer = (
  task: Omit<Replay, 'records'> & { readonly records: readonly SampledText[] },
  signal?: AbortSignal,
) => Promise<ReadonlyMap<string, string>>

export interface TryOptions {
  readonly entity: Entity
  readonly seed: number
  readonly definition: MatchDefinition
  readonly signal?: AbortSignal
}

export interface TryReport extends TriedDefinition {
  readonly entity: Entity
  /** merges, then splits; the first ones of each */
  readonly changes: readonly IdentityChange[]
}

/** Changes of one kind that are told: whoever sees so many knows that the definition is not what was meant. */
const CHANGES_MAX = 1_000
/** Records that are named of one change. */
const RECORDS_NAMED_MAX = 100
/** Records that are decided anew: enough to see what would change, and a worker's memory stays bounded. */
const REPLAYED_MAX = 20_000
const ROWS_PER_QUESTION = 2_000

export interface Workers {
  readonly trainer: Trainer
  readonly replayer: Replayer
}

/** Undefined when there is too little to learn from. Changes nothing. */
export async function tryMatching(
  { entity, seed, definition, signal }: TryOptions,
  { trainer, replayer }: Workers,
  runtime: Runtime,
): Promise<TryReport | undefined> {
  const records = await runtime.store.countSaid(entity)
  if (records < RECORDS_MIN) return undefined
  const sample = await sampleOf(entity, REPLAYED_MAX, runtime)
  const task = {
    seed,
    horizon: HORIZON * records,
    ofOrganisations: entity === 'account',
    definition,
  }
  const model = await trainer(sample, task, signal)
  const standing = await standingOf(
    sample.map(({ id }) => id),
    runtime,
  )
  const { identity: rules } = runtime.compiled()
  const ids = new Set(sample.map(({ id }) => id))
  const decided = knownOf(ids, { ...standing, customers: withProposals(standing, [], rules) })
  const customers = await replayer({ model, records: sample, decided }, signal)
  const rows = standing.rows.filter(({ id }) => ids.has(id))
  const proposals = proposalsFor(rows, customers)
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
function knownOf(
  ids: ReadonlySet<string>,
  { links, customers }: Stand & { readonly customers: ReadonlyMap<string, string> },
): readonly Decision[] {
  const decided: Decision[] = []
  const first = new Map<string, string>()
  for (const id of ids) {
    const customer = customers.get(id) ?? id
    const other = first.get(customer)
    if (other === undefined) first.set(customer, id)
    else decided.push({ a: other, b: id, verdict: 'same' })
  }
  for (const { recordA, recordB, verdict } of decisionsInForce(links)) {
    if (verdict === 'same') continue
    const [a, b] = [recordA, recordB].map((id) => first.get(customers.get(id) ?? id))
    if (a !== undefined && b !== undefined && a !== b) decided.push({ a, b, verdict })
  }
  return decided
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
    changes: [
      ...merged.slice(0, CHANGES_MAX).map((own) => changeOf('merge', own, (one) => one.now)),
      ...split.slice(0, CHANGES_MAX).map((own) => changeOf('split', own, (one) => one.tried)),
    ],
  }
}

interface Named {
  readonly row: RecordRow
  readonly now: string
  readonly tried: string
}

function changeOf(
  kind: IdentityChange['kind'],
  own: readonly Named[],
  groupOf: (one: Named) => string,
): IdentityChange {
  const prefix = own[0]?.row.entity === 'account' ? 'acc' : 'cus'
  const groups = [...Map.groupBy(own, groupOf).values()]
    .map((group) => group.map(({ row }) => publicId('rec', row.id)).sort())
    .sort()
  return {
    kind,
    customers: [...new Set(own.map(({ now }) => publicId(prefix, now)))]
      .sort()
      .slice(0, RECORDS_NAMED_MAX),
    records: firstOf(groups),
    more: Math.max(0, own.length - RECORDS_NAMED_MAX),
  }
}

/** So many records in all, of as many groups as they reach. */
function firstOf(groups: readonly (readonly string[])[]): string[][] {
  let room = RECORDS_NAMED_MAX
  return groups.flatMap((group) => {
    const named = group.slice(0, room)
    room -= named.length
    return named.length === 0 ? [] : [named]
  })
}
