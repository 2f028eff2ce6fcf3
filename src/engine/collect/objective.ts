// Somebody says what she wants: an event of the ledger like all else, from which her objective follows and the language
// model learns.
import { publicId } from '../../contract/identifier.ts'
import { OBJECTIVE_EVENTS, type ObjectiveInput } from '../../contract/objective.ts'
import { ProblemError } from '../../contract/problem.ts'
import { canonicalise } from '../../core/collect/collect.ts'
import type { Said } from '../../core/objective/state.ts'
import type { Caller } from '../api.ts'
import type { Understanding } from '../bearing/understanding.ts'
import { type BearingState, combineBearing } from '../fold/bearing.ts'
import type { SnapshotRows } from '../ports/reading.ts'
import { spokenFor } from '../read/spoken-for.ts'
import type { Runtime } from '../runtime.ts'
import { ownerOf, ownId } from './consents.ts'
import { messageKey, sayOnce } from './said-once.ts'

const NAMES = {
  confirm: OBJECTIVE_EVENTS.confirmed,
  correct: OBJECTIVE_EVENTS.corrected,
  declare: OBJECTIVE_EVENTS.declared,
  resolve: OBJECTIVE_EVENTS.resolved,
} as const

/** Words older than this are not what somebody confirms or corrects now. */
const WORDS_MS_MAX = 2 * 86_400_000

/** In force with the next view. Throws BODY_INVALID for a job that is not in the catalogue. */
export async function sayObjective(
  ref: string,
  input: ObjectiveInput,
  caller: Caller,
  { runtime, understanding }: { readonly runtime: Runtime; readonly understanding: Understanding },
): Promise<{ readonly id: string }> {
  refuseUnknownJobs(input, runtime)
  refuseNoCorrection(input)
  const look = {
    caller,
    purpose: 'none stated',
    channel: input.channel ?? 'api',
    through: 'objective',
  }
  const rows = await spokenFor(ref, look, runtime)
  const owner = await ownerOf(publicId('cus', rows.customer), caller, runtime)
  const words = input.text === undefined ? wordsOf(rows, input, runtime, understanding) : undefined
  const isHerself = isSelf(caller, runtime)
  const said = {
    job: input.job,
    instead: input.instead,
    text: input.text ?? words?.w,
    evidence: words && publicId('evt', words.e),
    by: isHerself ? undefined : caller.role,
  }
  const receivedAt = runtime.clock()
  const item = canonicalise(
    {
      type: 'track',
      event: NAMES[input.verdict],
      messageId: `objective-${messageKey(input.idempotencyKey, { caller, runtime })}`,
      channel: input.channel,
      ...ownId(owner),
      context: { externalIds: [{ type: owner.namespace, id: owner.value }] },
      properties: Object.fromEntries(
        Object.entries(said).filter(([, value]) => value !== undefined),
      ),
    },
    {
      source: owner.source,
      receivedAt,
      compiled: runtime.compiled().collect,
      hash: runtime.hash,
      trusted: true,
    },
  )
  if (!item.ok) throw new ProblemError('REFERENCE_INVALID', item.setAside.reason)
  const { idempotencyKey, ...content } = input
  await sayOnce(idempotencyKey, ['objective', ref, content], runtime.store, {
    caller,
    hash: runtime.hash,
    now: receivedAt,
  })
  await runtime.store.addSources([owner.source], receivedAt)
  const [outcome] = await runtime.writer.write([item.event], item.event.payload.length)
  // Said again under its key, other words may be the latest by now: what was kept first stands.
  if (outcome?.status === 'failed') throw new Error(outcome.reason)
  return { id: publicId('evt', item.event.id) }
}

function refuseUnknownJobs({ job, instead }: ObjectiveInput, { compiled }: Runtime): void {
  const { jobs } = compiled().objectives
  const unknown = [job, instead].filter((one) => one !== undefined && !jobs.has(one))
  if (unknown.length === 0) return
  const known = [...jobs.keys()].join(', ')
  throw new ProblemError(
    'BODY_INVALID',
    `There is no job ${unknown.join(', ')}; there are ${known}`,
  )
}

function refuseNoCorrection({ job, instead, verdict }: ObjectiveInput): void {
  if (verdict !== 'correct' || job !== instead) return
  throw new ProblemError(
    'BODY_INVALID',
    `correct says that it is not ${job}, so instead is another`,
  )
}

const isSelf = ({ role }: Caller, { compiled }: Runtime): boolean =>
  compiled().gates.roles.get(role)?.relationship === 'self'

/** The latest words of hers from which the job was read; else, where it was not, the latest. */
function wordsOf(
  rows: SnapshotRows,
  { verdict, job }: ObjectiveInput,
  { clock }: Runtime,
  { read }: Understanding,
): Said | undefined {
  if (verdict !== 'confirm' && verdict !== 'correct') return undefined
  const { o } = combineBearing(rows.bearing.map(({ state }) => state as BearingState))
  const since = clock() - WORDS_MS_MAX
  const said = (o?.said ?? []).filter(({ t, s }) => t >= since && !s)
  return said.find(({ w }) => read(w).labels[0]?.label === job) ?? said[0]
}
