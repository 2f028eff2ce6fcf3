// The company's own situation: news is checked, appended and folded into what this process knows; news of other
// processes is read after it. What we owe a customer is not kept here: it is read with her view.

import { ProblemError } from '../contract/problem.ts'
import type { SituationAnswer, SituationNow, SituationUpdate } from '../contract/situation.ts'
import { compileCondition } from '../core/condition/condition.ts'
import { ability } from '../core/situation/ability.ts'
import { CUSTOMER_VARIABLES } from '../core/situation/compile.ts'
import { currentSignal } from '../core/situation/current.ts'
import { foldNews, NO_SITUATION, type SituationState } from '../core/situation/fold.ts'
import type { Caller } from './api.ts'
import type { Compiled } from './compiled.ts'
import type { SituationNews, SituationRow } from './ports/situation.ts'
import type { Store } from './ports/store.ts'
import { resolveReference } from './reference.ts'

/** Signals older than this are not read at a start: their time is over in any case that matters. */
const SIGNAL_DAYS = 7
const DAY_MS = 86_400_000
const PAGE = 5_000

export interface SituationDeps {
  readonly store: Store
  readonly clock: () => number
  readonly hash: (text: string) => string
  readonly compiled: () => Compiled
}

export interface SituationBoard {
  /** What concerns everybody, as far as this process knows. */
  readonly state: () => SituationState
  /** Reads what others have written since. */
  refresh(): Promise<void>
  /** Durable and in force when it resolves. Throws BODY_INVALID or REFERENCE_INVALID; then nothing is stored. */
  put(updates: readonly SituationUpdate[], caller: Caller): Promise<SituationAnswer>
  now(): SituationNow
}

/** Starts from what the store holds. */
export async function createSituationBoard(deps: SituationDeps): Promise<SituationBoard> {
  const { store, clock } = deps
  let state = NO_SITUATION
  let read = 0
  take(await store.situation(clock() - SIGNAL_DAYS * DAY_MS))

  function take(news: readonly SituationNews[]): void {
    state = foldNews(
      state,
      news.map(({ update }) => update),
    )
    for (const { seq } of news) read = Math.max(read, seq)
  }

  async function refresh(): Promise<void> {
    for (;;) {
      const news = await store.situationAfter(read, PAGE)
      take(news)
      if (news.length < PAGE) return
    }
  }

  return {
    state: () => state,
    refresh,
    async put(updates, caller) {
      refuseFaults(updates, deps.compiled())
      const rows: SituationRow[] = []
      for (const update of updates) rows.push(await rowOf(update, caller, deps))
      const stored = await store.addSituation(rows)
      state = foldNews(
        state,
        updates.filter(({ kind }) => kind !== 'commitment'),
      )
      return { stored, known: updates.length - stored }
    },
    now: () => situationNow(state, deps.compiled(), clock()),
  }
}

async function rowOf(
  update: SituationUpdate,
  caller: Caller,
  deps: SituationDeps,
): Promise<SituationRow> {
  const { id, at } = newsOf(update)
  const subject =
    update.kind === 'commitment' ? await subjectOf(update.commitment.subject, deps) : undefined
  return {
    at: Date.parse(at),
    kind: update.kind,
    id,
    subject,
    actor: caller.actor,
    fingerprint: deps.hash(`situation\0${JSON.stringify(update)}`),
    update,
  }
}

export function newsOf(update: SituationUpdate): { readonly id: string; readonly at: string } {
  switch (update.kind) {
    case 'signal':
      return update.signal
    case 'constraint':
      return update.constraint
    case 'incident':
      return update.incident
    case 'commitment':
      return update.commitment
  }
}

/** Namespaces of accounts are known by their rules; whatever else is named is a customer. */
async function subjectOf(ref: string, { store, hash, compiled }: SituationDeps): Promise<string> {
  const { accountRules, customerRules } = compiled().collect
  const namespace = ref.slice(0, Math.max(0, ref.indexOf(':')))
  const isAccount =
    accountRules.byNamespace.has(namespace) && !customerRules.byNamespace.has(namespace)
  const context = { store, hash, compiled: compiled() }
  const found = await resolveReference(ref, isAccount ? 'account' : 'customer', context)
  if (found !== undefined) return found
  throw new ProblemError('REFERENCE_INVALID', `${ref} is a placeholder that names nobody`)
}

/** What cannot be read would touch nobody, silently; so it is refused. */
function refuseFaults(updates: readonly SituationUpdate[], compiled: Compiled): void {
  const errors = updates.flatMap((update, n) => faultsOf(update, `updates.${n}`, compiled))
  if (errors.length === 0) return
  throw new ProblemError('BODY_INVALID', 'Some of the news cannot be used; nothing was stored', {
    errors,
  })
}

interface Fault {
  readonly path: string
  readonly message: string
}

function faultsOf(
  update: SituationUpdate,
  path: string,
  { situation }: Compiled,
): readonly Fault[] {
  switch (update.kind) {
    case 'signal':
      return capabilityFaults([update.signal.capability], `${path}.signal.capability`, situation)
    case 'constraint': {
      const { capability, when } = update.constraint
      return [
        ...capabilityFaults([capability], `${path}.constraint.capability`, situation),
        ...conditionFaults(when, `${path}.constraint.when`),
      ]
    }
    case 'incident': {
      const { capabilities, touches } = update.incident
      return [
        ...capabilityFaults(capabilities, `${path}.incident.capabilities`, situation),
        ...conditionFaults(touches, `${path}.incident.touches`),
      ]
    }
    case 'commitment':
      return []
  }
}

function capabilityFaults(
  names: readonly string[],
  path: string,
  { capabilities }: Compiled['situation'],
): readonly Fault[] {
  return names.flatMap((name) =>
    capabilities.has(name) ? [] : [{ path, message: `There is no capability ${name}` }],
  )
}

function conditionFaults(source: string | undefined, path: string): readonly Fault[] {
  const compiled = compileCondition(source ?? '', CUSTOMER_VARIABLES)
  return compiled.ok ? [] : [{ path, message: compiled.error }]
}

const NOBODY = { traits: {}, objects: [], accounts: [] }
const SHOWN_MAX = 1_000

function situationNow(state: SituationState, compiled: Compiled, now: number): SituationNow {
  const { situation } = compiled
  const ask = { customer: NOBODY, now, state, compiled: situation }
  const signals = [...state.signals.values()].flatMap((samples) => {
    const [first] = samples
    const ttlSeconds = situation.capabilities.get(first?.capability ?? '')?.definition
      .signalTtlSeconds
    if (!first || ttlSeconds === undefined) return []
    return currentSignal(state, { ...first, item: first.item, ttlSeconds, now }) ?? []
  })
  return {
    at: new Date(now).toISOString(),
    abilities: [...situation.capabilities.keys()].map((capability) =>
      ability({ capability, units: 1 }, ask),
    ),
    signals: signals.slice(0, SHOWN_MAX),
    constraints: [...state.constraints.values()]
      .filter(({ effect, until }) => effect !== 'none' && !(Date.parse(until ?? '') <= now))
      .slice(0, SHOWN_MAX),
    incidents: [...state.incidents.values()]
      .filter(({ status }) => status !== 'resolved')
      .slice(0, SHOWN_MAX),
  }
}
