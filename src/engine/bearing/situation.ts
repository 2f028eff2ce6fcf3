// The company's own situation: news is checked, appended and folded into what this process knows; news of other
// processes is read after it. What we owe a customer is not kept here: it is read with her view.

import { ProblemError } from '../../contract/problem.ts'
import type {
  SituationAnswer,
  SituationNow,
  SituationUpdate,
  ToldUpdate,
} from '../../contract/situation.ts'
import { ability } from '../../core/situation/ability.ts'
import { currentSignal } from '../../core/situation/current.ts'
import { foldNews, NO_SITUATION, type SituationState } from '../../core/situation/fold.ts'
import type { Caller } from '../api.ts'
import type { Compiled } from '../compiled.ts'
import type { SituationNews, SituationRow } from '../ports/situation.ts'
import type { Store } from '../ports/store.ts'
import { resolveReference } from '../reference.ts'
import { newsFaults, newsRow } from './situation-news.ts'

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
  /** News that is durable already: events brought it. */
  take(updates: readonly SituationUpdate[]): void
  /** Durable and in force when it resolves. Throws BODY_INVALID or REFERENCE_INVALID; then nothing is stored. */
  put(news: readonly ToldUpdate[], caller: Caller): Promise<SituationAnswer>
  now(): SituationNow
}

/** Starts from what the store holds. */
export async function createSituationBoard(deps: SituationDeps): Promise<SituationBoard> {
  const { store, clock } = deps
  let state = NO_SITUATION
  let read = 0
  takeRead(await store.situation(clock() - SIGNAL_DAYS * DAY_MS))

  function take(updates: readonly SituationUpdate[]): void {
    state = foldNews(
      state,
      // What is owed to somebody is read with her, not remembered.
      updates.filter(({ kind }) => kind !== 'commitment'),
    )
  }

  function takeRead(news: readonly SituationNews[]): void {
    take(news.map(({ update }) => update))
    for (const { seq } of news) read = Math.max(read, seq)
  }

  async function refresh(): Promise<void> {
    for (;;) {
      const news = await store.situationAfter(read, PAGE)
      takeRead(news)
      if (news.length < PAGE) return
    }
  }

  return {
    state: () => state,
    refresh,
    take,
    async put(news, caller) {
      const updates = news.map((one) => begun(one, state))
      const { situation, definitions } = deps.compiled()
      refuseFaults(updates, { situation, definitions, now: clock() })
      const rows: SituationRow[] = []
      for (const update of updates) rows.push(await rowOf(update, caller, deps))
      const stored = await store.addSituation(rows)
      take(updates)
      return { stored, known: updates.length - stored }
    },
    now: () => situationNow(state, deps.compiled(), clock()),
  }
}

/**
 * An incident that is told again (now it is watched, now it is over) began when it was said to have begun; one that was
 * over begins anew.
 */
function begun(news: ToldUpdate, { incidents }: SituationState): SituationUpdate {
  if (news.kind !== 'incident') return news
  const { id, at, status } = news.incident
  const before = incidents.get(id)
  const isAnew = before?.status === 'resolved' && status !== 'resolved'
  const startedAt = news.incident.startedAt ?? (isAnew ? undefined : before?.startedAt) ?? at
  return { ...news, incident: { ...news.incident, startedAt } }
}

async function rowOf(
  update: SituationUpdate,
  caller: Caller,
  deps: SituationDeps,
): Promise<SituationRow> {
  const subject =
    update.kind === 'commitment' ? await subjectOf(update.commitment.subject, deps) : undefined
  return newsRow(update, { subject, actor: caller.actor, hash: deps.hash })
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
function refuseFaults(
  updates: readonly SituationUpdate[],
  checked: Pick<Compiled, 'situation' | 'definitions'> & { readonly now: number },
): void {
  const errors = updates.flatMap((update, n) => newsFaults(update, `updates.${n}`, checked))
  const [first] = errors
  if (!first) return
  const text = `Nothing was stored, since some of the news cannot be used: ${first.message}`
  throw new ProblemError('BODY_INVALID', text, { errors })
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
