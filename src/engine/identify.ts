// Whose events are these: finds or makes the source records of a batch, and where new facts touch identity,
// resolves the customers concerned again. Most batches bring nothing new and end after one look-up.
import type { Event, RecordKey } from '../contract/event.ts'
import type { Link } from '../contract/link.ts'
import { type LinkDraft, linkChanges } from '../core/identity/diff.ts'
import type { Resolution } from '../core/identity/resolution.ts'
import { resolve } from '../core/identity/resolve.ts'
import { type LoadedCluster, loadCluster, type Seed } from './cluster.ts'
import type { Compiled } from './compiled.ts'
import { earlierPair, pairKey, pairsOf, type ShownPair, selfPair, withHome } from './pairs.ts'
import type { BatchWrites, RecordRow, WriteTransaction } from './ports.ts'

export interface Identified {
  /** every record of the batch as it stands now */
  readonly rows: ReadonlyMap<string, RecordRow>
  readonly writes: Pick<BatchWrites, 'records' | 'identifiers' | 'moves' | 'links'>
  /** device records in the clusters touched, with their people: windows may have to be drawn again */
  readonly devices: readonly DeviceTouched[]
}

export interface DeviceTouched {
  readonly row: RecordRow
  readonly wasShared: boolean
}

export interface IdentifyContext {
  readonly tx: WriteTransaction
  readonly compiled: Compiled
  /** ms since epoch: when links are written */
  readonly now: number
  readonly hash: (text: string) => string
}

const NOTHING: Identified['writes'] = { records: [], identifiers: [], moves: [], links: [] }

/** Places the records of a batch and resolves what its facts touch. */
export async function identify(
  events: readonly Event[],
  context: IdentifyContext,
  homes?: ReadonlyMap<string, string>,
): Promise<Identified> {
  const shown = pairsOf(events)
  const known = await context.tx.knownPairs([...shown.pairs.values()])
  const rows = new Map<string, RecordRow>()
  const pending = new Map(shown.pairs)
  for (const pair of known) {
    rows.set(pair.row.id, pair.row)
    const key = pairKey(pair.identifier, pair.record)
    const news = shown.pairs.get(key)
    if (!news) continue
    const stored = { ...news, firstAt: pair.pairFirstAt, evidence: pair.evidence, via: pair.via }
    const earlier = earlierPair(stored, news)
    if (isSamePair(earlier, stored)) pending.delete(key)
    else pending.set(key, earlier)
  }
  if (pending.size === 0) return { rows, writes: NOTHING, devices: [] }
  return resolveTouched({ pending, keys: shown.keys, rows, homes }, context)
}

/** Resolves the customers of known records again, after a person's decision about them. */
export async function reidentify(
  records: readonly RecordRow[],
  context: IdentifyContext,
): Promise<Identified> {
  const rows = new Map(records.map((row) => [row.id, row]))
  const seeds = records.map((row) => ({ row, isNew: false }))
  const touched = { pending: new Map(), keys: new Map(), rows, homes: undefined }
  return resolveSeeds(seeds, touched, context)
}

const isSamePair = (a: ShownPair, b: ShownPair): boolean =>
  a.firstAt === b.firstAt && a.evidence === b.evidence && a.via === b.via

interface Touched {
  readonly pending: ReadonlyMap<string, ShownPair>
  readonly keys: ReadonlyMap<string, RecordKey>
  readonly rows: Map<string, RecordRow>
  readonly homes: ReadonlyMap<string, string> | undefined
}

function resolveTouched(touched: Touched, context: IdentifyContext): Promise<Identified> {
  return resolveSeeds(seedsOf(touched), touched, context)
}

async function resolveSeeds(
  seeds: readonly Seed[],
  touched: Touched,
  context: IdentifyContext,
): Promise<Identified> {
  const cluster = await loadCluster(seeds, touched.pending, context.tx, context.compiled.identity)
  const resolution = resolve(
    {
      records: cluster.facts,
      assertions: cluster.links.filter((link) => link.basis === 'person'),
      generic: cluster.generic,
    },
    context.compiled.identity,
  )
  return applyResolution(cluster, resolution, { touched, context })
}

/** New records, and known ones about which the batch says something new, with their first time brought up to date. */
function seedsOf({ pending, keys, rows }: Touched): readonly Seed[] {
  const seeds = new Map<string, Seed>()
  for (const pair of pending.values()) {
    const row = rows.get(pair.record)
    const isOwnKey = pair.via === 'key'
    const before = seeds.get(pair.record)?.row ?? row
    const key = keys.get(pair.record)
    if (!key) continue
    const base = before ?? draftRow(key, pair.firstAt)
    const firstAt = isOwnKey ? Math.min(base.firstAt, pair.firstAt) : base.firstAt
    seeds.set(pair.record, { row: { ...base, firstAt }, isNew: row === undefined })
  }
  return [...seeds.values()]
}

function draftRow(key: RecordKey, firstAt: number): RecordRow {
  return {
    home: homeOf(key.id),
    id: key.id,
    entity: key.entity,
    source: key.source,
    namespace: key.namespace,
    key: key.key,
    customer: key.id,
    joinedAt: firstAt,
    firstAt,
    shared: false,
  }
}

/** Half of the record's id as a signed 64-bit number: spreads evenly, needs no counter. */
export function homeOf(record: string): string {
  return BigInt.asIntN(64, BigInt(`0x${record.slice(0, 16)}`)).toString()
}

interface Application {
  readonly touched: Touched
  readonly context: IdentifyContext
}

function applyResolution(
  cluster: LoadedCluster,
  resolution: Resolution,
  { touched, context }: Application,
): Identified {
  const shared = new Set(resolution.devices.filter((d) => d.shared).map((d) => d.record))
  const placed: Placed[] = []
  for (const customer of resolution.customers) {
    const home = homeOfCustomer(customer.records, cluster, touched.homes)
    for (const { record, joinedAt } of customer.records) {
      const seed = cluster.rows.get(record)
      if (!seed) continue
      const before = touched.rows.get(record) ?? seed.row
      const kept = seed.isNew ? (touched.homes?.get(record) ?? home) : seed.row.home
      const news = { home: kept, customer: customer.id, joinedAt, shared: shared.has(record) }
      placed.push({ before, after: { ...seed.row, ...news }, isNew: seed.isNew })
    }
  }
  const rows = new Map(touched.rows)
  for (const { after } of placed) rows.set(after.id, after)
  return {
    rows,
    writes: {
      records: placed.filter((p) => p.isNew || !isSameRow(p.before, p.after)).map((p) => p.after),
      moves: placed.flatMap(moveOf),
      identifiers: identifierWrites(touched, rows, cluster),
      links: linkWrites(cluster, resolution, context),
    },
    devices: devicesTouched(resolution, cluster, rows),
  }
}

/** A record of the cluster, as it was and as the resolution has it. */
interface Placed {
  readonly before: RecordRow
  readonly after: RecordRow
  readonly isNew: boolean
}

function moveOf({ before, after, isNew }: Placed): BatchWrites['moves'] {
  if (!isNew && before.customer === after.customer) return []
  const from = isNew ? undefined : before.customer
  return [{ record: after.id, home: after.home, from, to: after.customer }]
}

/** New records live where their customer lives already, else where her first record's id says. */
function homeOfCustomer(
  members: readonly { readonly record: string }[],
  cluster: LoadedCluster,
  homes: ReadonlyMap<string, string> | undefined,
): string {
  for (const { record } of members) {
    const seed = cluster.rows.get(record)
    if (seed && !seed.isNew) return seed.row.home
    const kept = homes?.get(record)
    if (kept) return kept
  }
  return homeOf(members[0]?.record ?? '0'.repeat(32))
}

const isSameRow = (a: RecordRow, b: RecordRow): boolean =>
  a.customer === b.customer &&
  a.joinedAt === b.joinedAt &&
  a.firstAt === b.firstAt &&
  a.shared === b.shared

function identifierWrites(
  { pending }: Touched,
  rows: ReadonlyMap<string, RecordRow>,
  cluster: LoadedCluster,
): BatchWrites['identifiers'] {
  const writes: BatchWrites['identifiers'][number][] = []
  for (const pair of pending.values()) {
    const row = rows.get(pair.record)
    if (!row) continue
    writes.push(withHome(pair, row.home))
    const isOwnKey = pair.via === 'key'
    if (isOwnKey && cluster.rows.get(pair.record)?.isNew)
      writes.push(withHome(selfPair(pair), row.home))
  }
  return writes
}

function linkWrites(
  cluster: LoadedCluster,
  resolution: Resolution,
  { now, hash }: IdentifyContext,
): readonly Link[] {
  const active = rulesInForce(cluster.links).filter(
    (link) => cluster.rows.has(link.recordA) && cluster.rows.has(link.recordB),
  )
  const wanted = resolution.links.filter(
    (link) => cluster.rows.has(link.recordA) && cluster.rows.has(link.recordB),
  )
  const newId = (draft: LinkDraft) =>
    hash(
      `lnk ${draft.recordA} ${draft.recordB} ${draft.verdict} ${draft.rule} ${draft.retracts ?? ''} ${now} ${draft.evidence.join(' ')}`,
    )
  return linkChanges(active, wanted, { at: now, author: 'alidade', newId })
}

/** Rule links that no later row took back. */
export function rulesInForce(links: readonly Link[]): readonly Link[] {
  const retracted = new Set(links.flatMap((link) => link.retracts ?? []))
  return links.filter(
    (link) => link.basis === 'rule' && link.retracts === undefined && !retracted.has(link.id),
  )
}

function devicesTouched(
  resolution: Resolution,
  cluster: LoadedCluster,
  rows: ReadonlyMap<string, RecordRow>,
): readonly DeviceTouched[] {
  const touched: DeviceTouched[] = []
  for (const device of resolution.devices) {
    const seed = cluster.rows.get(device.record)
    const row = rows.get(device.record)
    if (!seed || !row) continue
    const wasShared = seed.row.shared
    if (wasShared || device.shared) touched.push({ row, wasShared })
  }
  return touched
}
