// Identity for people: who a customer is made of and why, and the decisions a person can take and take back.
import type {
  IdentityAnswer,
  LinkAnswer,
  LinkInput,
  LinkRow,
  UnlinkInput,
} from '../contract/api.ts'
import type { Entity } from '../contract/identifier.ts'
import { hexOfPublicId, publicId } from '../contract/identifier.ts'
import type { Link } from '../contract/link.ts'
import { ProblemError } from '../contract/problem.ts'
import { type Impossible, type Plan, planLink, planUnlink } from '../core/identity/assert.ts'
import { inForce } from '../core/identity/decisions.ts'
import { type LinkDraft, retraction } from '../core/identity/diff.ts'
import { componentsAsOf } from '../core/identity/history.ts'
import type { Resolution } from '../core/identity/resolution.ts'
import { resolve } from '../core/identity/resolve.ts'
import type { Caller } from './api.ts'
import { type LoadedCluster, loadCluster } from './cluster.ts'
import { settleDevices } from './devices.ts'
import { reidentify } from './identify.ts'
import { ledgerEvent } from './ledger.ts'
import type { RecordRow, WriteTransaction } from './ports.ts'
import { admitTo, note } from './reading.ts'
import { resolveReference } from './reference.ts'
import { keyedIds, rowsWritten } from './repeated.ts'
import type { Runtime } from './runtime.ts'
import { problemOf } from './writer.ts'
import { NO_WRITES } from './writes.ts'

const iso = (ms: number): string => new Date(ms).toISOString()
const recordId = (hex: string): string => publicId('rec', hex)

export const toLinkRow = (link: Link): LinkRow => ({
  id: publicId('lnk', link.id),
  at: iso(link.at),
  a: recordId(link.recordA),
  b: recordId(link.recordB),
  verdict: link.verdict,
  basis: link.basis,
  rule: link.rule,
  author: link.author,
  reason: link.reason,
  evidence:
    link.basis === 'match'
      ? [...link.evidence]
      : link.evidence.map((id, index) => (index === 0 ? id : publicId('evt', id))),
  ...(link.retracts === undefined ? {} : { retracts: publicId('lnk', link.retracts) }),
})

/** Records, links in force, joins that were not made, and the whole history. */
export async function identity(
  ref: string,
  options: { readonly asOf?: string; readonly purpose: string },
  caller: Caller,
  runtime: Runtime,
): Promise<IdentityAnswer> {
  const look = { caller, purpose: options.purpose, channel: 'api', through: 'identity' }
  const { rows, entity } = await admitTo(ref, look, runtime)
  const at = options.asOf === undefined ? runtime.clock() : Date.parse(options.asOf)
  const history = await runtime.store.linksOf(rows.records.map((record) => record.id))
  const members = membersAsOf(rows.customer, rows.records, history, at, options.asOf !== undefined)
  const links = inForce(history.filter((link) => link.at <= at)).filter(
    (link) => link.retracts === undefined,
  )
  const resolution = await notJoined(rows.records, runtime)
  const ids = new Set(members.map((record) => record.id))
  await note(
    look,
    { outcome: 'shown', shown: members.length, withheld: {}, subject: rows.customer },
    runtime,
  )
  return {
    id: publicId(entity === 'account' ? 'acc' : 'cus', rows.customer),
    entity,
    records: [
      ...members.map((record) => ({
        ...recordAnswer(record),
        identifiers: rows.identifiers
          .filter((identifier) => identifier.record === record.id)
          .map(({ namespace, value }) => ({ namespace, value })),
      })),
      ...sharedDevices(rows.windows),
    ],
    links: links.filter((link) => ids.has(link.recordA) || ids.has(link.recordB)).map(toLinkRow),
    notJoined: resolution.rejected
      .filter((join) => ids.has(join.recordA) || ids.has(join.recordB))
      .map((join) => ({
        record: recordId(ids.has(join.recordA) ? join.recordB : join.recordA),
        rule: join.rule,
        because: join.which === '' ? join.constraint : `${join.constraint} (${join.which})`,
      })),
    history: history.map(toLinkRow),
  }
}

function membersAsOf(
  customer: string,
  records: readonly RecordRow[],
  history: readonly Link[],
  at: number,
  isPast: boolean,
): readonly RecordRow[] {
  if (!isPast) return records
  const then = new Set([customer])
  for (const component of componentsAsOf(history, at)) {
    if (component.includes(customer)) for (const id of component) then.add(id)
  }
  return records.filter((record) => then.has(record.id) && record.firstAt <= at)
}

const recordAnswer = (record: RecordRow) => ({
  id: recordId(record.id),
  source: record.source,
  namespace: record.namespace,
  key: record.key,
  joinedAt: iso(record.joinedAt),
  firstSeen: iso(record.firstAt),
})

function sharedDevices(
  windows: readonly { record: string; fromAt: number; toAt: number }[],
): IdentityAnswer['records'] {
  return [...Map.groupBy(windows, (window) => window.record)].map(([record, spans]) => ({
    id: recordId(record),
    source: 'shared device',
    namespace: 'anonymous_id',
    key: '',
    joinedAt: iso(spans[0]?.fromAt ?? 0),
    firstSeen: iso(spans[0]?.fromAt ?? 0),
    identifiers: [],
    windows: spans.map(({ fromAt, toAt }) => ({ from: iso(fromAt), to: iso(toAt) })),
  }))
}

/** Resolves the customer's surroundings again, only to tell what keeps others apart from her. */
async function notJoined(records: readonly RecordRow[], runtime: Runtime): Promise<Resolution> {
  return guarded(() =>
    runtime.store.write(async (tx) => {
      const cluster = await clusterOf(records, tx, runtime)
      return resolve(factsOf(cluster), runtime.compiled().identity)
    }),
  )
}

export const clusterOf = (records: readonly RecordRow[], tx: WriteTransaction, runtime: Runtime) =>
  loadCluster(
    records.map((row) => ({ row, isNew: false })),
    new Map(),
    tx,
    runtime.compiled().identity,
  )

export const factsOf = (cluster: LoadedCluster) => ({
  records: cluster.facts,
  assertions: cluster.links.filter((link) => link.basis !== 'rule'),
  generic: cluster.generic,
})

export async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw problemOf(error)
  }
}

/** Says that two records are the same customer; nothing a rule finds later overrules it. */
export async function link(
  input: LinkInput,
  caller: Caller,
  runtime: Runtime,
): Promise<LinkAnswer> {
  return guarded(() =>
    runtime.store.write(async (tx) => {
      const [a, b] = [await recordOf(input.a, tx, runtime), await recordOf(input.b, tx, runtime)]
      const said = [input.reason, 'link', a.id, b.id]
      const newId = keyedIds(input, said, { caller, hash: runtime.hash })
      const written = await rowsWritten(newId?.(), tx)
      if (written) return answerAgain(written, runtime)
      const cluster = await clusterOf([a, b], tx, runtime)
      const plan = planLink(factsOf(cluster), runtime.compiled().identity, {
        recordA: a.id,
        recordB: b.id,
        ...decision(input.reason, caller, runtime, newId?.()),
      })
      return carryOut(possible(plan), { tx, runtime, touched: [a, b], dryRun: input.dryRun })
    }),
  )
}

/** Takes a record out of its customer, or takes a human decision back. */
export async function unlink(
  input: UnlinkInput,
  caller: Caller,
  runtime: Runtime,
): Promise<LinkAnswer> {
  if ((input.record === undefined) === (input.link === undefined)) {
    throw new ProblemError(
      'BODY_INVALID',
      'Name either a record to take out or a link to take back',
    )
  }
  return guarded(() =>
    runtime.store.write(async (tx) => {
      const work = { tx, runtime, dryRun: input.dryRun }
      const target =
        input.record === undefined ? undefined : await recordOf(input.record, tx, runtime)
      const content = [input.reason, 'unlink', target?.id ?? input.link ?? '']
      const newId = keyedIds(input, content, { caller, hash: runtime.hash })
      const written = await rowsWritten(newId?.(), tx)
      if (written) return answerAgain(written, runtime)
      const said = decision(input.reason, caller, runtime, newId?.())
      if (target) {
        const cluster = await clusterOf([target], tx, runtime)
        const plan = planUnlink(factsOf(cluster), runtime.compiled().identity, {
          records: [target.id],
          ...said,
        })
        return carryOut(possible(plan), { ...work, touched: [target] })
      }
      const { row, records } = await linkOf(input.link ?? '', tx)
      const rows = [retraction(row, said, input.reason)]
      return carryOut({ rows }, { ...work, touched: records })
    }),
  )
}

function possible(plan: Plan | Impossible): Plan {
  if (plan.kind === 'plan') return plan
  throw new ProblemError('IDENTITY_CONSTRAINT', plan.text)
}

function decision(
  reason: string,
  caller: Caller,
  { clock, hash }: Runtime,
  keyedId: (() => string) | undefined,
) {
  const at = clock()
  const newId = keyedId ?? ((draft: LinkDraft) => hash(`lnk\0${JSON.stringify(draft)}`))
  return { at, author: caller.actor, reason, newId }
}

/** What a decision that came before has written, and the customers as they are now. */
async function answerAgain(rows: readonly Link[], { store }: Runtime): Promise<LinkAnswer> {
  const ids = [...new Set(rows.flatMap((row) => [row.recordA, row.recordB]))]
  const records = await store.recordsOf(await store.customersOfIdentifiers(ids, RECORDS_TOLD_MAX))
  const after = new Map(records.map((record) => [record.id, record]))
  const touched = records.filter(({ id }) => ids.includes(id))
  return answerOf(rows, after, touched, false)
}

/** A decision is about a few records; what it names beyond these stands in the identity of each. */
const RECORDS_TOLD_MAX = 50

/** The one record that a reference names: a record id, else the record whose own key the identifier is. */
export async function recordOf(
  ref: string,
  tx: WriteTransaction,
  runtime: Runtime,
): Promise<RecordRow> {
  const context = { store: runtime.store, compiled: runtime.compiled(), hash: runtime.hash }
  for (const entity of ['customer', 'account'] as const satisfies readonly Entity[]) {
    const id = await resolveReference(ref, entity, context)
    const holders = id === undefined ? [] : await tx.holders([id], 50)
    const holder = holders.find(({ via }) => via === 'key') ?? holders[0]
    const [row] = holder ? await tx.records([{ home: holder.home, id: holder.record }]) : []
    if (row) return row
  }
  throw new ProblemError('NOT_FOUND', `Nobody is known as ${ref}`)
}

async function linkOf(
  ref: string,
  tx: WriteTransaction,
): Promise<{ row: Link; records: RecordRow[] }> {
  const id = hexOfPublicId(ref)
  const row = id === undefined ? undefined : await tx.link(id)
  if (!row || row.retracts !== undefined || row.basis !== 'person') {
    throw new ProblemError('NOT_FOUND', `${ref} is no decision of a person`)
  }
  const holders = await tx.holders([row.recordA, row.recordB], 1)
  const records = await tx.records(holders.map((h) => ({ home: h.home, id: h.record })))
  return { row, records: [...records] }
}

interface CarryingOut {
  readonly tx: WriteTransaction
  readonly runtime: Runtime
  readonly touched: readonly RecordRow[]
  readonly dryRun: boolean
}

/** Appends the decision's rows and resolves again what they touch; a dry run rolls all of it back. */
async function carryOut(
  { rows }: { readonly rows: readonly Link[] },
  { tx, runtime, touched, dryRun }: CarryingOut,
): Promise<LinkAnswer> {
  const compiled = runtime.compiled()
  await tx.write({ ...NO_WRITES, links: rows })
  const now = Math.max(runtime.clock(), ...rows.map((row) => row.at))
  runtime.cache.clear()
  const identified = await reidentify(touched, {
    tx,
    compiled,
    cache: runtime.cache,
    now,
    hash: runtime.hash,
  })
  await tx.write({ ...NO_WRITES, ...identified.writes })
  const eventOf = (row: Parameters<typeof ledgerEvent>[0], record: RecordRow) =>
    ledgerEvent(row, record, { compiled, hash: runtime.hash })
  const { cache } = runtime
  await settleDevices(identified.devices, [], identified.rows, { tx, compiled, cache, eventOf })
  const answer = answerOf(rows, identified.rows, touched, dryRun)
  if (dryRun) tx.undo()
  return answer
}

function answerOf(
  rows: readonly Link[],
  after: ReadonlyMap<string, RecordRow>,
  touched: readonly RecordRow[],
  dryRun: boolean,
): LinkAnswer {
  const concerned = new Set(
    touched.flatMap((row) => [row.customer, after.get(row.id)?.customer ?? row.customer]),
  )
  const customers = new Map<string, string[]>()
  for (const row of after.values()) {
    const prefix = row.entity === 'account' ? 'acc' : 'cus'
    const isConcerned = concerned.has(row.customer) || touched.some((t) => t.id === row.id)
    if (!isConcerned) continue
    const id = publicId(prefix, row.customer)
    customers.set(id, [...(customers.get(id) ?? []), recordId(row.id)])
  }
  return {
    dryRun,
    links: rows.map(toLinkRow),
    customers: [...customers].map(([id, records]) => ({ id, records: records.sort() })),
  }
}
