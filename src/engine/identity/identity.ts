// Identity for people: who a customer is made of and why. What people decide about it is in decide.ts.
import type { IdentityAnswer, LinkRow } from '../../contract/api.ts'
import type { ConsentStatement } from '../../contract/consent.ts'
import type { Entity } from '../../contract/identifier.ts'
import { publicId } from '../../contract/identifier.ts'
import type { Link } from '../../contract/link.ts'
import { ProblemError } from '../../contract/problem.ts'
import { consentState } from '../../core/consent/combine.ts'
import { inForce } from '../../core/identity/decisions.ts'
import { evidenceSince, linksAsOf } from '../../core/identity/history.ts'
import type { Resolution } from '../../core/identity/resolution.ts'
import { resolve } from '../../core/identity/resolve.ts'
import type { Caller } from '../api.ts'
import { problemOf } from '../collect/writer.ts'
import { familyIn, type HouseholdMember, householdWith } from '../match/household.ts'
import type { PlacedRecord, RecordRow } from '../ports/records.ts'
import type { WriteTransaction } from '../ports/writing.ts'
import { passOf } from '../read/pass.ts'
import { AMBIGUOUS, admitTo, type Look, note } from '../read/reading.ts'
import { recordsAsOf, shownBy } from '../read/records-as-of.ts'
import { resolveReference } from '../reference.ts'
import type { Runtime } from '../runtime.ts'
import { type LoadedCluster, loadCluster } from './cluster.ts'

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
  const history = await runtime.store.linksOf(rows.records.map((record) => record.id))
  const at = options.asOf === undefined ? undefined : Date.parse(options.asOf)
  const members = at === undefined ? rows.records : recordsAsOf(rows, history, at)
  const then = linksAsOf(history, at ?? runtime.clock(), evidenceSince(shownBy(rows)))
  const links = inForce(then).filter((link) => link.retracts === undefined)
  const { resolution, household } = await aroundHer(rows.records, runtime)
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
    household: await shownHousehold(household, look, runtime),
    history: history.map(toLinkRow),
  }
}

const recordAnswer = (record: PlacedRecord) => ({
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

/** Resolves the customer's surroundings again, only to tell what keeps others apart from her, and who lives with her. */
async function aroundHer(
  hers: readonly PlacedRecord[],
  runtime: Runtime,
): Promise<{
  readonly resolution: Resolution
  readonly household: readonly HouseholdMember[]
}> {
  return guarded(runtime, () =>
    runtime.store.write(async (tx) => {
      const records = await tx.records(hers)
      const cluster = await clusterOf(records, tx, runtime)
      const resolution = resolve(factsOf(cluster), runtime.compiled().identity)
      const family = familyIn(cluster, resolution, records)
      const home = await householdWith(records, tx, runtime.matcher)
      const found = new Map([...family, ...home].map((own) => [own.row.customer, own]))
      return { resolution, household: [...found.values()] }
    }),
  )
}

/** Others are named only to callers who may look at them for the same purpose; that they did is in their logs. */
async function shownHousehold(
  household: readonly HouseholdMember[],
  look: Look,
  runtime: Runtime,
): Promise<IdentityAnswer['household']> {
  const shown: IdentityAnswer['household'] = []
  for (const { row, because } of household) {
    const records = await runtime.store.recordsOf([row.customer])
    const said = (await runtime.store.consentsOf(records)) as readonly ConsentStatement[]
    const joined = records.map(({ id, joinedAt }) => ({ record: id, joinedAt }))
    const consents = consentState(said, joined, runtime.clock())
    if (!passOf(consents, look, runtime)) continue
    const seen = { outcome: 'shown', shown: 1, withheld: {}, subject: row.customer } as const
    await note(look, seen, runtime)
    shown.push({ customer: publicId('cus', row.customer), because: [...because] })
  }
  return shown
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

/** Runs work that needs the writing transaction when its turn has come; faults of the store become problems. */
export async function guarded<Result>(
  { turns }: Pick<Runtime, 'turns'>,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await turns.take(work)
  } catch (error) {
    throw problemOf(error)
  }
}

/**
 * A record of the one customer or account that a reference names: the one under its own key, where there is one.
 * Throws REFERENCE_AMBIGUOUS by the rule of views: who is one with whom is never decided of somebody taken by chance.
 */
export async function recordOf(
  ref: string,
  tx: WriteTransaction,
  runtime: Runtime,
): Promise<RecordRow> {
  const { passedOn } = runtime.compiled().reads.few
  const found = await showing(ref, tx, runtime)
  const own = found.filter(({ via, namespace }) => via === 'key' && !passedOn.includes(namespace))
  const meant = own.length > 0 ? own : found
  if (new Set(meant.map(({ row }) => row.customer)).size > 1) {
    throw new ProblemError('REFERENCE_AMBIGUOUS', AMBIGUOUS)
  }
  return (meant.find(({ via }) => via === 'key') ?? (meant[0] as Showing)).row
}

/** The one record that a reference names: its id, the key it is known under, or what it alone shows. */
export async function oneRecordOf(
  ref: string,
  tx: WriteTransaction,
  runtime: Runtime,
): Promise<RecordRow> {
  const found = await showing(ref, tx, runtime)
  const keyed = found.filter(({ via }) => via === 'key')
  const [first, ...others] = keyed.length > 0 ? keyed : found
  if (first && others.length === 0) return first.row
  throw new ProblemError(
    'REFERENCE_AMBIGUOUS',
    `Several records show ${ref}; name one as rec_..., which the identity of the customer lists`,
  )
}

interface Showing {
  readonly row: RecordRow
  readonly via: string
  readonly namespace: string
}

/** Of a value that more records show than this, it is told that several do. */
const SHOWING_MAX = 50

/** At least one, else NOT_FOUND. */
async function showing(
  ref: string,
  tx: WriteTransaction,
  runtime: Runtime,
): Promise<readonly Showing[]> {
  const context = { store: runtime.store, compiled: runtime.compiled(), hash: runtime.hash }
  for (const entity of ['customer', 'account'] as const satisfies readonly Entity[]) {
    const id = await resolveReference(ref, entity, context)
    const holders = id === undefined ? [] : await tx.holders([id], SHOWING_MAX)
    const rows = await tx.records(holders.map(({ home, record }) => ({ home, id: record })))
    const byId = new Map(rows.map((row) => [row.id, row]))
    const found = holders.flatMap(({ record, via, namespace }) => {
      const row = byId.get(record)
      return row ? [{ row, via, namespace }] : []
    })
    if (found.length > 0) return found
  }
  throw new ProblemError('NOT_FOUND', `Nobody is known as ${ref}`)
}
