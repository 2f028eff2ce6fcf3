// One view: who asks for what -> the customer -> what the lens shows of her -> the audit log -> the answer.
// There is no other way to a customer's data.

import type { Entity } from '../contract/identifier.ts'
import { publicId } from '../contract/identifier.ts'
import { ProblemError } from '../contract/problem.ts'
import type { View, ViewRequest } from '../contract/view.ts'
import { chooseLens } from '../core/lens/choose.ts'
import type { CompiledLens } from '../core/lens/compile.ts'
import {
  type MadeView,
  makeView,
  type ViewQuestion,
  type ViewResult,
} from '../core/lens/make-view.ts'
import { showsSection } from '../core/lens/sections.ts'
import type { Caller } from './api.ts'
import { bearingIn, type Knowledge, situationOfRows, standingOf } from './bearing/standing.ts'
import type { Compiled } from './compiled.ts'
import type { AccessRow } from './ports/ledger.ts'
import type { SnapshotRows } from './ports/reading.ts'
import type { Store } from './ports/store.ts'
import type { AccessLog } from './read/access.ts'
import { snapshotAsOf } from './read/as-of.ts'
import { type Summariser, withAnswer } from './read/provider.ts'
import { AMBIGUOUS, type RefusalCode, toldProblem } from './read/reading.ts'
import { toSnapshot } from './read/snapshot.ts'
import { surroundings } from './read/surroundings.ts'
import { resolveReference } from './reference.ts'

export interface ViewContext {
  readonly store: Store
  readonly compiled: Compiled
  readonly access: AccessLog
  /** ms since epoch */
  readonly now: number
  readonly hash: (text: string) => string
  readonly newId: () => string
  readonly knowledge: Knowledge
  /** absent: no language model outside is ever asked */
  readonly summariser?: Summariser | undefined
}

/** A caller's clock may be this far ahead of ours. */
const CLOCKS_DIFFER_MS = 300_000

/** Throws ProblemError; every refusal after the key was known is in the audit log too. */
export async function view(
  request: ViewRequest,
  caller: Caller,
  context: ViewContext,
): Promise<View> {
  const { ref, entity } = subjectOf(request)
  const lens = await lensFor(request, { caller, entity, context })
  const asked = { request, caller, context, lens }
  const now = request.asOf === undefined ? context.now : Date.parse(request.asOf)
  if (now > context.now + CLOCKS_DIFFER_MS) {
    return refuse('BODY_INVALID', 'asOf lies in the future; leave it out to see now', asked)
  }
  const rows = await rowsOf(ref, entity, { request, now, context }).catch((error: unknown) => {
    if (!(error instanceof ProblemError)) throw error
    return refuse(error.code, error.message, asked)
  })
  if (!rows) return refuse('NOT_FOUND', `Nobody is known as ${ref}`, asked)
  const {
    relations,
    relationship,
    rows: shown,
  } = await surroundings(rows, entity, {
    ...context,
    caller,
    now,
    isPast: request.asOf !== undefined,
    ask: {
      purpose: request.purpose,
      role: caller.role,
      channel: request.channel,
      audience: lens.definition.audience,
      now: context.now,
    },
  })
  const { compiled, knowledge } = context
  const bearing = bearingIn(shown, entity, compiled)
  const snapshot = toSnapshot(shown, entity, {
    compiled,
    now,
    relations,
    bearing,
    explain: request.explain,
  })
  const question: ViewQuestion = {
    lens,
    purpose: request.purpose,
    role: caller.role,
    channel: request.channel,
    relationship,
    explain: request.explain,
    now,
    present: context.now,
    standing: standingOf(bearing, compiled, knowledge),
    // How we stood in the past is not kept in a form that could be shown.
    ...(request.asOf === undefined && {
      situation: situationOfRows(rows, entity, { compiled, knowledge }),
    }),
    ...(request.utterance === undefined ? {} : { utterance: request.utterance }),
    ...(request.budget === undefined ? {} : { budget: request.budget }),
    ...(request.form === undefined ? {} : { form: request.form }),
  }
  const result = makeView(snapshot, question, compiled.lenses)
  const known = { request, caller, context, lens, subject: rows.customer }
  if (result.kind === 'refused' || request.summary !== true || !context.summariser) {
    return answer(result, known)
  }
  const markdown = makeView(snapshot, { ...question, form: 'markdown' }, compiled.lenses)
  return answer(await summarised(result, markdown, { ...known, ...context.summariser }), known)
}

/** Told to the provider is what this very lens shows, and the audit log knows it before it leaves. */
async function summarised(
  result: MadeView,
  markdown: ViewResult,
  asked: Asked & Summariser & { readonly lens: CompiledLens; readonly subject: string },
): Promise<ViewResult> {
  if (markdown.kind === 'refused') return markdown
  const { request, context, lens, name } = asked
  const { compiled } = context
  const row = accessRow(asked, {
    outcome: 'shown',
    lens: `${markdown.view.lens} to ${name}`,
    shown: markdown.shownCount,
    withheld: markdown.withheld,
    fieldSet: fieldSetOf(markdown, context),
  })
  await context.access.record({ ...row, actor: `provider ${name}`.slice(0, 200) })
  const jobs = [...compiled.objectives.jobs.values()].map(({ definition }) => definition)
  const said = await asked.ask({
    view: markdown.view.text ?? '',
    utterance: request.utterance,
    jobs: jobs.map(({ job, label }) => ({ job, label })),
  })
  if (!said) return result
  const { definition } = lens
  const mayWish = showsSection('objective', { definition, audience: definition.audience })
  return { ...result, view: withAnswer(result.view, said, { name, compiled, mayWish }) }
}

/** There are few sets of fields, and many views of each. */
const FIELD_SETS_MAX = 1_000
const fieldSets = new WeakMap<ViewContext['hash'], Map<string, string>>()

/** One hash for the fields that were shown, without their values. */
function fieldSetOf({ fieldSet }: MadeView, { hash }: ViewContext): string {
  const known = fieldSets.get(hash) ?? new Map<string, string>()
  fieldSets.set(hash, known)
  const fields = `fields ${fieldSet.join(' ')}`
  const hashed = known.get(fields) ?? hash(fields)
  if (known.size < FIELD_SETS_MAX) known.set(fields, hashed)
  return hashed
}

function subjectOf(request: ViewRequest): { readonly ref: string; readonly entity: Entity } {
  if (request.customer !== undefined && request.account === undefined) {
    return { ref: request.customer, entity: 'customer' }
  }
  if (request.account !== undefined && request.customer === undefined) {
    return { ref: request.account, entity: 'account' }
  }
  throw new ProblemError('BODY_INVALID', 'Name one subject: customer or account')
}

interface Asked {
  readonly request: ViewRequest
  readonly caller: Caller
  readonly context: ViewContext
  readonly lens?: CompiledLens
  readonly subject?: string
}

async function lensFor(
  request: ViewRequest,
  { caller, entity, context }: { caller: Caller; entity: Entity; context: ViewContext },
): Promise<CompiledLens> {
  const asked: Asked = { request, caller, context }
  if (caller.purposes && !caller.purposes.has(request.purpose)) {
    return refuse('PURPOSE_NOT_ALLOWED', 'This key was not made for this purpose', asked)
  }
  const { lens, purpose, channel } = request
  const choice = chooseLens(context.compiled.lenses, {
    lens,
    purpose,
    role: caller.role,
    channel,
    entity,
  })
  return choice.ok ? choice.lens : refuse(choice.problem, choice.detail, asked)
}

/** Rows of the one customer or account meant; undefined when there is none. */
async function rowsOf(
  ref: string,
  entity: Entity,
  { request, now, context }: { request: ViewRequest; now: number; context: ViewContext },
): Promise<SnapshotRows | undefined> {
  const identifier = await resolveReference(ref, entity, context)
  if (identifier === undefined) return undefined
  const rows = await context.store.snapshot(identifier, context.compiled.reads.whole)
  if (!rows || rows.records[0]?.entity !== entity) return undefined
  if (rows.candidates > 1) {
    throw new ProblemError('REFERENCE_AMBIGUOUS', AMBIGUOUS)
  }
  return request.asOf === undefined ? rows : snapshotAsOf(rows, now, context)
}

async function answer(
  result: ViewResult,
  asked: Asked & { readonly lens: CompiledLens; readonly subject: string },
): Promise<View> {
  if (result.kind === 'refused') {
    const code = result.reason === 'NO_RELATIONSHIP' ? 'NO_RELATIONSHIP' : 'PURPOSE_NOT_ALLOWED'
    return refuse(code, `The view was refused: ${result.reason}`, asked)
  }
  const row = accessRow(asked, {
    outcome: 'shown',
    lens: result.view.lens,
    shown: result.shownCount,
    withheld: result.withheld,
    fieldSet: fieldSetOf(result, asked.context),
  })
  await asked.context.access.record(row)
  return { ...result.view, audit: publicId('aud', row.id) }
}

/** A refusal is a look too: it is written down before it is answered. */
async function refuse(code: RefusalCode, detail: string, asked: Asked): Promise<never> {
  await asked.context.access.record(
    accessRow(asked, {
      outcome: 'refused',
      lens: asked.lens?.definition.lens ?? asked.request.lens ?? '',
      shown: 0,
      withheld: { [code]: 1 },
      fieldSet: undefined,
    }),
  )
  throw toldProblem(code, detail, { caller: asked.caller, compiled: asked.context.compiled })
}

function accessRow(
  { request, caller, context, subject }: Asked,
  said: Pick<AccessRow, 'outcome' | 'lens' | 'shown' | 'fieldSet'> & {
    readonly withheld: Readonly<Partial<Record<string, number>>>
  },
): AccessRow {
  return {
    at: context.now,
    id: context.newId(),
    actor: caller.actor,
    keyId: caller.keyId,
    role: caller.role,
    purpose: request.purpose.slice(0, 100),
    channel: request.channel.slice(0, 100),
    subject,
    requestId: caller.requestId,
    ...said,
    lens: said.lens.slice(0, 100),
    withheld: said.withheld as Record<string, number>,
  }
}
