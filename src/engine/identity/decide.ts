// What people decide about identity: two are one, a record is not hers, a record belongs elsewhere, and all of it
// taken back again. Only links are written; each answer says what the resulting customers hold and how to undo it.
//
//   decision -> rows of the link log -> resolve again -> preview (a dry run rolls the rest back)
import type { LinkAnswer, LinkInput, MoveInput, UnlinkInput } from '../../contract/api.ts'
import { hexOfPublicId } from '../../contract/identifier.ts'
import type { Link } from '../../contract/link.ts'
import { ProblemError } from '../../contract/problem.ts'
import {
  type Decision,
  type Impossible,
  type Plan,
  planLink,
  planTakeBack,
  planUnlink,
} from '../../core/identity/assert.ts'
import type { LinkDraft } from '../../core/identity/diff.ts'
import type { ClusterFacts } from '../../core/identity/resolution.ts'
import type { Caller } from '../api.ts'
import { ledgerEvent } from '../collect/ledger.ts'
import { sayOnce } from '../collect/said-once.ts'
import { NO_WRITES } from '../collect/writes.ts'
import type { MatchContext } from '../match/context.ts'
import { decideAgain, doubtNeighbours } from '../match/settle.ts'
import { matchesSince } from '../match/since.ts'
import type { RecordRow } from '../ports/records.ts'
import type { WriteTransaction } from '../ports/writing.ts'
import type { Runtime } from '../runtime.ts'
import type { LoadedCluster } from './cluster.ts'
import { nothingSeen, settleDevices } from './devices.ts'
import { reidentify } from './identify.ts'
import { clusterOf, factsOf, guarded, oneRecordOf, recordOf } from './identity.ts'
import { answerAgain, type Carried, consequenceOf } from './preview.ts'
import { keyedIds, rowsWritten } from './repeated.ts'

/** Says that two records are the same customer; nothing a rule or the matcher finds later overrules it. */
export function link(input: LinkInput, caller: Caller, runtime: Runtime): Promise<LinkAnswer> {
  return decide(input, caller, runtime, async (tx) => {
    const [a, b] = [await recordOf(input.a, tx, runtime), await recordOf(input.b, tx, runtime)]
    return {
      content: ['link', a.id, b.id],
      touched: [a, b],
      plan: (facts, said) => planLink(facts, rulesOf(runtime), pairOf(a, b, said)),
    }
  })
}

/** Takes a record out of its customer, or takes human decisions back. */
export function unlink(input: UnlinkInput, caller: Caller, runtime: Runtime): Promise<LinkAnswer> {
  const targets = [input.record, input.link, input.links].filter((target) => target !== undefined)
  if (targets.length !== 1) {
    throw new ProblemError(
      'BODY_INVALID',
      'Name either a record to take out or a link to take back, or the links of one decision',
    )
  }
  return decide(input, caller, runtime, async (tx) => {
    if (input.record !== undefined) {
      const target = await oneRecordOf(input.record, tx, runtime)
      return {
        content: ['unlink', target.id],
        touched: [target],
        plan: (facts, said) =>
          planUnlink(facts, rulesOf(runtime), { records: [target.id], ...said }),
      }
    }
    const names = input.links ?? [input.link ?? '']
    const rows: Link[] = []
    for (const name of names) {
      rows.push(await decisionOf(name, tx, { isWhole: input.links !== undefined }))
    }
    return {
      content: ['unlink', ...names],
      touched: await recordsOfLinks(rows, tx),
      takenBack: rows,
      plan: (facts, said) => planTakeBack(facts, rulesOf(runtime), { rows, ...said }),
    }
  })
}

/** Takes a record out of its customer and puts it with another, in one transaction. */
export function move(input: MoveInput, caller: Caller, runtime: Runtime): Promise<LinkAnswer> {
  return decide(input, caller, runtime, async (tx) => {
    const record = await oneRecordOf(input.record, tx, runtime)
    const to = await recordOf(input.to, tx, runtime)
    if (record.customer === to.customer) {
      throw new ProblemError('IDENTITY_CONSTRAINT', 'The record is with that customer already')
    }
    return {
      content: ['move', record.id, to.id],
      touched: [record, to],
      plan: (facts, said) => planMove(facts, runtime, { record, to, said }),
    }
  })
}

function planMove(
  facts: ClusterFacts,
  runtime: Runtime,
  { record, to, said }: { record: RecordRow; to: RecordRow; said: Decision },
): Plan | Impossible {
  const out = planUnlink(facts, rulesOf(runtime), { records: [record.id], ...said })
  // A record that is alone has nothing to leave.
  const left = out.kind === 'plan' ? out.rows : []
  if (out.kind === 'impossible' && out.why !== 'nothing_left') return out
  const after = { ...facts, assertions: [...facts.assertions, ...left] }
  const joined = planLink(after, rulesOf(runtime), pairOf(record, to, said))
  return joined.kind === 'plan' ? { ...joined, rows: [...left, ...joined.rows] } : joined
}

const rulesOf = (runtime: Runtime) => runtime.compiled().identity
export const pairOf = (a: RecordRow, b: RecordRow, said: Decision) => ({
  recordA: a.id,
  recordB: b.id,
  ...said,
})

/** What a decision is about, once its names are found. */
export interface Deciding {
  /** tells this decision from every other under the same idempotency key */
  readonly content: readonly string[]
  readonly touched: readonly RecordRow[]
  /** decisions that it takes back */
  readonly takenBack?: readonly Link[]
  readonly plan: (facts: ClusterFacts, said: Decision) => Plan | Impossible
  /** runs in the transaction, once the rows are written */
  readonly also?: (tx: WriteTransaction) => Promise<void>
}

interface Said {
  readonly reason: string
  readonly dryRun: boolean
  readonly idempotencyKey?: string | undefined
}

/** Carries a decision out in one transaction, once for one key; then tells what came of it. */
export async function decide(
  input: Said,
  caller: Caller,
  runtime: Runtime,
  find: (tx: WriteTransaction) => Promise<Deciding>,
): Promise<LinkAnswer> {
  const carried = await guarded(runtime, () =>
    runtime.store.write(async (tx): Promise<Carried> => {
      const deciding = await find(tx)
      await once(input, deciding.content, { caller, runtime, tx })
      const newId = keyedIds(input, [input.reason, ...deciding.content], {
        caller,
        hash: runtime.hash,
      })
      const written = await rowsWritten(newId?.(), tx)
      if (written) return { ...(await answerAgain(written, runtime)), rows: written }
      const cluster = await clusterOf(deciding.touched, tx, runtime)
      const said = decisionBy(input.reason, caller, runtime, newId?.())
      const { rows } = possible(deciding.plan(factsOf(cluster), said))
      return carryOut(rows, { tx, runtime, cluster, deciding, dryRun: input.dryRun })
    }),
  )
  return consequenceOf(carried, { caller, runtime, dryRun: input.dryRun })
}

/** A dry run says nothing yet. */
async function once(
  { idempotencyKey, dryRun, reason }: Said,
  content: readonly string[],
  { caller, runtime, tx }: { caller: Caller; runtime: Runtime; tx: WriteTransaction },
): Promise<void> {
  const { hash, clock } = runtime
  const key = dryRun ? undefined : idempotencyKey
  await sayOnce(key, [reason, ...content], tx, { caller, hash, now: clock() })
}

function possible(plan: Plan | Impossible): Plan {
  if (plan.kind === 'plan') return plan
  throw new ProblemError('IDENTITY_CONSTRAINT', plan.text)
}

function decisionBy(
  reason: string,
  caller: Caller,
  { clock, hash }: Runtime,
  keyedId: (() => string) | undefined,
): Decision {
  const newId = keyedId ?? ((draft: LinkDraft) => hash(`lnk\0${JSON.stringify(draft)}`))
  return { at: clock(), author: caller.actor, reason, newId }
}

/** @param isWhole all rows of a decision are named: then what it took back is restored as well */
async function decisionOf(
  ref: string,
  tx: WriteTransaction,
  { isWhole }: { readonly isWhole: boolean },
): Promise<Link> {
  const id = hexOfPublicId(ref)
  const row = id === undefined ? undefined : await tx.link(id)
  if (row?.basis === 'person' && (isWhole || row.retracts === undefined)) return row
  throw new ProblemError('NOT_FOUND', `${ref} is no decision of a person`)
}

async function recordsOfLinks(
  rows: readonly Link[],
  tx: WriteTransaction,
): Promise<readonly RecordRow[]> {
  const ids = [...new Set(rows.flatMap(({ recordA, recordB }) => [recordA, recordB]))]
  const holders = await tx.holders(ids, 1)
  return tx.records(holders.map((holder) => ({ home: holder.home, id: holder.record })))
}

/** What a person decides answers the question about the pair; what is taken back may be asked again. */
async function answerQuestions(
  rows: readonly Link[],
  { tx, hash, now }: Pick<MatchContext, 'tx' | 'hash' | 'now'>,
): Promise<void> {
  for (const { recordA, recordB, verdict, retracts, author } of rows) {
    const id = hash(`rev\0${recordA}\0${recordB}`)
    await tx.match.decideReview(id, retracts === undefined ? verdict : 'gone', { at: now, author })
  }
}

interface CarryingOut {
  readonly tx: WriteTransaction
  readonly runtime: Runtime
  /** as it was before */
  readonly cluster: LoadedCluster
  readonly deciding: Deciding
  readonly dryRun: boolean
}

/** Appends the decision's rows and resolves again what they touch; a dry run rolls all of it back. */
async function carryOut(
  rows: readonly Link[],
  { tx, runtime, cluster, deciding, dryRun }: CarryingOut,
): Promise<Carried> {
  const { compiled: definitions, cache, matcher, hash } = runtime
  const compiled = definitions()
  const { touched, takenBack = [] } = deciding
  const now = Math.max(runtime.clock(), ...rows.map((row) => row.at))
  // What the matcher decided in the light of a decision that is taken back, it decides again without it.
  const stale = matchesSince(takenBack, cluster.links, { now, hash })
  await tx.write({ ...NO_WRITES, links: [...rows, ...stale.rows] })
  cache.clear()
  const context = { tx, compiled, cache, matcher, now, hash }
  const doubted = [...cluster.rows.values()].flatMap(({ row }) =>
    stale.records.has(row.id) ? [row] : [],
  )
  const identified = await reidentify([...touched, ...doubted], context)
  await tx.write({ ...NO_WRITES, ...identified.writes })
  const eventOf = (row: Parameters<typeof ledgerEvent>[0], record: RecordRow) =>
    ledgerEvent(row, record, { compiled, hash })
  await settleDevices(identified.devices, nothingSeen(identified.rows), {
    tx,
    compiled,
    cache,
    eventOf,
  })
  const again = await decideAgain(doubted, context)
  if (takenBack.length > 0) await doubtNeighbours([...cluster.rows.values()], context)
  await answerQuestions(rows, context)
  await deciding.also?.(tx)
  if (dryRun) tx.undo()
  return {
    rows,
    touched,
    before: new Map([...cluster.rows].map(([id, { row }]) => [id, row])),
    after: new Map([...identified.rows, ...(again?.rows ?? [])]),
  }
}
