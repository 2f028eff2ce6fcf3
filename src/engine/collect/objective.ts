// Somebody says what she wants: an event of the ledger like all else, from which her objective follows and the language
// model learns.
import { publicId } from '../../contract/identifier.ts'
import { OBJECTIVE_EVENTS, type ObjectiveInput } from '../../contract/objective.ts'
import { ProblemError } from '../../contract/problem.ts'
import { canonicalise } from '../../core/collect/collect.ts'
import type { Said } from '../../core/objective/state.ts'
import { byTime, compareText } from '../../core/profile/order.ts'
import type { Caller } from '../api.ts'
import type { Understanding } from '../bearing/understanding.ts'
import type { BearingState } from '../fold/bearing.ts'
import type { SnapshotRows } from '../ports/reading.ts'
import { spokenFor } from '../read/spoken-for.ts'
import { resolveReference } from '../reference.ts'
import type { Runtime } from '../runtime.ts'
import { ownerOf, ownId } from './consents.ts'
import { eventSaid, messageKey, sayOnce } from './said-once.ts'

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
  refuseMisplacedInstead(input)
  const look = {
    caller,
    purpose: 'none stated',
    channel: input.channel ?? 'api',
    through: 'objective',
  }
  const rows = await spokenFor(ref, look, runtime)
  const words = input.text === undefined ? wordsOf(rows, input, runtime, understanding) : undefined
  const record = words?.record ?? (await recordNamed(ref, rows, runtime))
  const owner = await ownerOf(publicId('rec', record), caller, runtime)
  const isHerself = isSelf(caller, runtime)
  const said = {
    job: input.job,
    instead: input.instead,
    text: input.text ?? words?.said.w,
    evidence: words && publicId('evt', words.said.e),
    by: isHerself ? undefined : caller.role,
  }
  const receivedAt = runtime.clock()
  const messageId = `objective-${messageKey(input.idempotencyKey, { caller, runtime })}`
  const item = canonicalise(
    {
      type: 'track',
      event: NAMES[input.verdict],
      messageId,
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
  const before = idempotencyKey === undefined ? undefined : await eventSaid(messageId, runtime)
  if (before !== undefined) return { id: publicId('evt', before) }
  await runtime.store.addSources([owner.source], receivedAt)
  const [outcome] = await runtime.writer.write([item.event], item.event.payload.length)
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

function refuseMisplacedInstead({ job, instead, verdict }: ObjectiveInput): void {
  if (instead === undefined) return
  if (verdict !== 'correct') {
    throw new ProblemError(
      'BODY_INVALID',
      `instead goes with correct; with ${verdict} leave it out`,
    )
  }
  if (job !== instead) return
  throw new ProblemError(
    'BODY_INVALID',
    `correct says that it is not ${job}, so instead is another`,
  )
}

const isSelf = ({ role }: Caller, { compiled }: Runtime): boolean =>
  compiled().gates.roles.get(role)?.relationship === 'self'

interface WordsOfHers {
  /** 32 hex: the record that they are of */
  readonly record: string
  readonly said: Said
}

/**
 * The latest words of hers from which the job was read; else, where it was not, the latest. What is said of them stays
 * with their record: whoever turns out to be two takes her own words and what was said of them with her.
 */
function wordsOf(
  rows: SnapshotRows,
  { verdict, job }: ObjectiveInput,
  { clock }: Runtime,
  { read }: Understanding,
): WordsOfHers | undefined {
  if (verdict !== 'confirm' && verdict !== 'correct') return undefined
  const since = clock() - WORDS_MS_MAX
  const words = rows.bearing
    .flatMap(({ record, state }) =>
      ((state as BearingState).o?.said ?? []).map((said) => ({ record, said })),
    )
    .filter(({ said }) => said.t >= since && !said.s)
    .sort((a, b) => byTime(b.said, a.said))
  return words.find(({ said }) => read(said.w).labels[0]?.label === job) ?? words[0]
}

/** Of her records the one that the caller named, or that showed what he named first; else her earliest. */
async function recordNamed(ref: string, rows: SnapshotRows, runtime: Runtime): Promise<string> {
  const { store, hash } = runtime
  const named = await resolveReference(ref, 'customer', {
    store,
    compiled: runtime.compiled(),
    hash,
  })
  if (named !== undefined && rows.records.some(({ id }) => id === named)) return named
  const [first] = rows.identifiers
    .filter(({ identifier }) => identifier === named)
    .sort((a, b) => a.firstAt - b.firstAt || compareText(a.record, b.record))
  return first?.record ?? rows.customer
}
