// Whose events are these: finds or makes the source records of a batch, and where new facts touch identity,
// resolves the customers concerned again. Most batches bring little news and resolve little.
import type { Event } from '../../contract/event.ts'
import type { Link } from '../../contract/link.ts'
import { type LinkDraft, linkChanges } from '../../core/identity/diff.ts'
import type { Resolution } from '../../core/identity/resolution.ts'
import { resolve } from '../../core/identity/resolve.ts'
import { likenessOf } from '../../core/identity/who/compare.ts'
import { joinWho, whoIn } from '../../core/identity/who/said.ts'
import type { Compiled } from '../compiled.ts'
import type { RecordIdentifierRow, RecordRow } from '../ports/records.ts'
import type { BatchWrites, EarlyTransaction, WriteTransaction } from '../ports/writing.ts'
import type { CachedRecord, RecordCache } from './cache.ts'
import { type LoadedCluster, loadCluster, type Seed } from './cluster.ts'
import { newsOf, type ShownPair, type ShownRecord, selfPair, shownBy, withHome } from './pairs.ts'

export interface Identified {
  /** every record of the batch, and every other that the batch touches, as it stands now */
  readonly rows: ReadonlyMap<string, RecordRow>
  readonly writes: Pick<BatchWrites, 'records' | 'identifiers' | 'moves' | 'links'>
  /** shared devices in the clusters touched: their windows may have to be drawn again */
  readonly devices: readonly DeviceTouched[]
  /** pairs whose own words contradict each other, though something joins them or would */
  readonly contradictions: readonly Contradiction[]
}

export interface Contradiction {
  readonly recordA: string
  readonly recordB: string
  /** conflict: a rule made them one customer all the same. apart: they share a mailbox or number and stay two */
  readonly because: 'conflict' | 'apart'
}

export interface DeviceTouched {
  readonly row: RecordRow
  readonly wasShared: boolean
}

export interface IdentifyContext {
  readonly tx: WriteTransaction
  readonly compiled: Compiled
  readonly cache: RecordCache
  /** ms since epoch: when links are written */
  readonly now: number
  readonly hash: (text: string) => string
}

const NOTHING: Identified['writes'] = { records: [], identifiers: [], moves: [], links: [] }

export interface IdentifyOptions {
  /** what recordsShown() said of the records of these events */
  readonly known: ReadonlyMap<string, CachedRecord>
  /** placement to keep, by record */
  readonly homes?: ReadonlyMap<string, string> | undefined
}

/** Places the records of a batch and resolves what its facts touch. */
export async function identify(
  events: readonly Event[],
  context: IdentifyContext,
  { known, homes }: IdentifyOptions,
): Promise<Identified> {
  const shown = shownBy(events)
  const news = new Map<string, readonly ShownPair[]>()
  const rows = new Map<string, RecordRow>()
  let speaks = false
  for (const [id, record] of shown) {
    const stored = known.get(id)
    if (stored) rows.set(id, stored.row)
    const pairs = stored ? newsOf(record.pairs, stored.pairs) : record.pairs
    if (pairs.length > 0) news.set(id, pairs)
    else if (stored && record.who !== '') speaks ||= isAnother(stored.row.who, record.who)
  }
  const touched: Touched = { news, shown, rows, homes }
  const seeds = seedsOf(touched)
  if (news.size > 0 || speaks) return resolveSeeds(seeds, touched, context)
  const records = seeds.map(({ row }) => row)
  return {
    rows: new Map([...rows, ...records.map((row) => [row.id, row] as const)]),
    writes: { ...NOTHING, records },
    devices: [],
    contradictions: [],
  }
}

/** Whether what was said since tells of another person than before. */
function isAnother(before: string, news: string): boolean {
  const [then, now] = [whoIn(before), whoIn(joinWho(before, news))]
  return then.person?.text !== now.person?.text || then.isSeveral !== now.isSeveral
}

/** What was read of records before it was known what the cache would hold. */
export interface ReadAhead {
  readonly ids: ReadonlySet<string>
  readonly rows: readonly Pick<CachedRecord, 'row' | 'pairs'>[]
}

const NOTHING_READ: ReadAhead = { ids: new Set(), rows: [] }

/** Reads the records of a batch that the cache does not hold; can be asked before the batch's transaction has begun. */
export async function readAhead(
  events: readonly Event[],
  { cache, tx }: { readonly cache: RecordCache; readonly tx: EarlyTransaction },
): Promise<ReadAhead> {
  const ids = recordsIn(events).filter((id) => cache.get(id) === undefined)
  return { ids: new Set(ids), rows: await tx.recordsById(ids) }
}

/** What is stored of the records of a batch: from the cache, else as read ahead, else read now. */
export async function recordsShown(
  events: readonly Event[],
  { cache, tx }: Pick<IdentifyContext, 'cache' | 'tx'>,
  read = NOTHING_READ,
): Promise<ReadonlyMap<string, CachedRecord>> {
  const known = new Map<string, CachedRecord>()
  const missing: string[] = []
  const wanted = new Set<string>()
  for (const id of recordsIn(events)) {
    const entry = cache.get(id)
    if (entry) known.set(id, entry)
    else if (read.ids.has(id)) wanted.add(id)
    else missing.push(id)
  }
  const ahead = read.rows.filter(({ row }) => wanted.has(row.id))
  for (const { row, pairs } of [...ahead, ...(await tx.recordsById(missing))]) {
    const entry: CachedRecord = {
      row,
      pairs,
      traits: undefined,
      computed: undefined,
      bearing: undefined,
    }
    known.set(row.id, entry)
    cache.put(entry)
  }
  return known
}

/** Each once. */
function recordsIn(events: readonly Event[]): readonly string[] {
  const ids = new Set<string>()
  for (const { record, account } of events) {
    ids.add(record.id)
    if (account) ids.add(account.record.id)
  }
  return [...ids]
}

/** Resolves the customers of known records again, after a person's decision about them. */
export async function reidentify(
  records: readonly RecordRow[],
  context: IdentifyContext,
): Promise<Identified> {
  const rows = new Map(records.map((row) => [row.id, row]))
  const seeds = records.map((row) => ({ row, isNew: false }))
  return resolveSeeds(seeds, { news: new Map(), shown: new Map(), rows, homes: undefined }, context)
}

/** What the batch touches: news by record, and the rows as they were before. */
interface Touched {
  readonly news: ReadonlyMap<string, readonly ShownPair[]>
  readonly shown: ReadonlyMap<string, ShownRecord>
  readonly rows: ReadonlyMap<string, RecordRow>
  readonly homes: ReadonlyMap<string, string> | undefined
}

async function resolveSeeds(
  seeds: readonly Seed[],
  touched: Touched,
  context: IdentifyContext,
): Promise<Identified> {
  const cluster = await loadCluster(seeds, touched.news, context.tx, context.compiled.identity)
  const resolution = resolve(
    {
      records: cluster.facts,
      assertions: cluster.links.filter((link) => link.basis !== 'rule'),
      generic: cluster.generic,
    },
    context.compiled.identity,
  )
  return applyResolution(cluster, resolution, { touched, context })
}

/** New records, and known ones about which the batch says something new, brought up to date with it. */
function seedsOf({ news, shown, rows }: Touched): readonly Seed[] {
  const seeds: Seed[] = []
  for (const [id, { key, who: said }] of shown) {
    const stored = rows.get(id)
    const own = news.get(id)?.find((pair) => pair.via === 'key')
    if (stored) {
      const who = joinWho(stored.who, said)
      if (who === stored.who && !news.has(id)) continue
      const firstAt = own ? Math.min(stored.firstAt, own.firstAt) : stored.firstAt
      seeds.push({ row: { ...stored, firstAt, who }, isNew: false })
    } else if (own) {
      seeds.push({ row: draftRow(key, own.firstAt, said), isNew: true })
    }
  }
  return seeds
}

function draftRow(key: ShownRecord['key'], firstAt: number, who: string): RecordRow {
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
    who,
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

/** A record of the cluster, as it was and as the resolution has it. */
interface Placed {
  readonly before: RecordRow
  readonly after: RecordRow
  readonly isNew: boolean
}

function applyResolution(
  cluster: LoadedCluster,
  resolution: Resolution,
  { touched, context }: Application,
): Identified {
  const placed = placeRecords(cluster, resolution, touched)
  const rows = new Map(touched.rows)
  for (const { after } of placed) rows.set(after.id, after)
  return {
    rows,
    writes: {
      records: placed.filter((p) => p.isNew || !isSameRow(p.before, p.after)).map((p) => p.after),
      moves: placed.flatMap(moveOf),
      identifiers: identifierWrites(touched, rows),
      links: linkWrites(cluster, resolution, context),
    },
    devices: devicesTouched(resolution, cluster, rows),
    contradictions: contradictionsIn(cluster, resolution),
  }
}

function contradictionsIn(
  { facts, rows }: LoadedCluster,
  { links, rejected }: Resolution,
): readonly Contradiction[] {
  const who = new Map(facts.map((record) => [record.id, whoIn(record.who).person]))
  const areTwo = (a: string, b: string): boolean => {
    const [one, other] = [who.get(a), who.get(b)]
    return one !== undefined && other !== undefined && likenessOf(one, other).kind === 'different'
  }
  const apart = rejected.filter(({ constraint }) => constraint === 'different_people')
  const joined = links.filter(({ recordA, recordB }) => areTwo(recordA, recordB))
  return [
    ...joined.map(({ recordA, recordB }) => ({ recordA, recordB, because: 'conflict' as const })),
    ...apart.map(({ recordA, recordB }) => ({ recordA, recordB, because: 'apart' as const })),
  ].filter(({ recordA, recordB }) => rows.has(recordA) && rows.has(recordB))
}

function placeRecords(
  cluster: LoadedCluster,
  resolution: Resolution,
  { rows, homes }: Touched,
): readonly Placed[] {
  const shared = new Set(resolution.devices.filter((d) => d.shared).map((d) => d.record))
  const placed: Placed[] = []
  for (const customer of resolution.customers) {
    const home = homeOfCustomer(customer.records, cluster, homes)
    for (const { record, joinedAt } of customer.records) {
      const seed = cluster.rows.get(record)
      if (!seed) continue
      const kept = seed.isNew ? (homes?.get(record) ?? home) : seed.row.home
      const news = { home: kept, customer: customer.id, joinedAt, shared: shared.has(record) }
      const before = rows.get(record) ?? seed.row
      placed.push({ before, after: withNews(seed.row, news), isNew: seed.isNew })
    }
  }
  return placed
}

/** The same object where nothing changed: most members of a customer stay as they are when one joins. */
function withNews(
  row: RecordRow,
  news: Pick<RecordRow, 'home' | 'customer' | 'joinedAt' | 'shared'>,
): RecordRow {
  const { home, customer, joinedAt, shared } = news
  const isSame =
    row.home === home &&
    row.customer === customer &&
    row.joinedAt === joinedAt &&
    row.shared === shared
  return isSame ? row : { ...row, ...news }
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

function moveOf({ before, after, isNew }: Placed): BatchWrites['moves'] {
  if (!isNew && before.customer === after.customer) return []
  const from = isNew ? undefined : before.customer
  return [{ record: after.id, home: after.home, from, to: after.customer }]
}

const isSameRow = (a: RecordRow, b: RecordRow): boolean =>
  a.customer === b.customer &&
  a.joinedAt === b.joinedAt &&
  a.firstAt === b.firstAt &&
  a.shared === b.shared &&
  a.who === b.who

function identifierWrites(
  { news }: Touched,
  rows: ReadonlyMap<string, RecordRow>,
): BatchWrites['identifiers'] {
  const writes: RecordIdentifierRow[] = []
  for (const [record, pairs] of news) {
    const home = rows.get(record)?.home
    if (home === undefined) continue
    for (const pair of pairs) {
      writes.push(withHome(pair, home))
      // Also when it is known: what it says of its first showing follows the key's own pair.
      if (pair.via === 'key') writes.push(withHome(selfPair(pair), home))
    }
  }
  return writes
}

function linkWrites(
  cluster: LoadedCluster,
  resolution: Resolution,
  { now, hash }: IdentifyContext,
): readonly Link[] {
  const isInside = ({ recordA, recordB }: { recordA: string; recordB: string }) =>
    cluster.rows.has(recordA) && cluster.rows.has(recordB)
  const newId = (draft: LinkDraft) => hash(`lnk\0${JSON.stringify(draft)}`)
  return linkChanges(
    rulesInForce(cluster.links).filter(isInside),
    resolution.links.filter(isInside),
    { at: afterAll(cluster.links, now), author: 'alidade', newId },
  )
}

/** Later than every link there is: a link made, taken back and made again must be three rows, not two. */
function afterAll(links: readonly Link[], now: number): number {
  let at = now
  for (const link of links) if (link.at >= at) at = link.at + 1
  return at
}

/** Rule links that no later row took back. */
function rulesInForce(links: readonly Link[]): readonly Link[] {
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

/**
 * Brings the cache up to what was committed. A record that it does not hold is put into it only when it is new, since
 * then what was written is all there is of it; others show too many identifiers, were forgotten, or were written only
 * because somebody else's event moved them.
 * @param isStored whether a record that the batch showed was stored before it; what only moves records makes none
 */
export function rememberIdentity(
  { rows, writes }: Identified,
  cache: RecordCache,
  isStored: (record: string) => boolean = () => true,
): void {
  const byRecord = Map.groupBy(writes.identifiers, (pair) => pair.record)
  for (const row of writes.records) {
    const entry = cache.get(row.id)
    if (entry) entry.row = row
    else if (!isStored(row.id) && bringsItself(byRecord.get(row.id), row)) {
      cache.put({ row, pairs: [], traits: {}, computed: {}, bearing: {} })
    }
  }
  for (const [record, pairs] of byRecord) {
    const entry = cache.get(record)
    if (!entry) continue
    const news = new Set(pairs.map((pair) => pair.identifier))
    entry.pairs = [...entry.pairs.filter((pair) => !news.has(pair.identifier)), ...pairs]
    entry.row = rows.get(record) ?? entry.row
  }
}

/** A new record brings its own id along; so does a stored one when its key is shown earlier than ever. */
const bringsItself = (pairs: readonly RecordIdentifierRow[] = [], { id }: RecordRow): boolean =>
  pairs.some(({ identifier }) => identifier === id)
