// What we owe her: promises that people made, and clocks of service levels that run on her open things.
import type { Commitment } from '../../contract/situation.ts'
import type { AbilityAsk, CustomerNow } from './ability.ts'
import { readClock } from './clock.ts'
import type { CompiledServiceLevel } from './compile.ts'

const MINUTE_MS = 60_000
/** A promise that was kept or broken is shown for so long. */
const SETTLED_DAYS = 30
const DAY_MS = 86_400_000

export interface Promised {
  readonly id: string
  readonly title: string
  readonly kind: Commitment['kind']
  /** ms; undefined for an entitlement without an end */
  readonly dueAt: number | undefined
  /** due: open and in time */
  readonly state: 'due' | 'broken' | 'kept'
  /** 0..1 of the time or of the units used up, where that is known */
  readonly used: number | undefined
  /** ms of opening time for which the clock of a service level stood; 0 = never */
  readonly pausedMs: number
  readonly evidence: readonly string[]
}

/** An object of hers that may start the clock of a service level. */
export type ClockedObject = CustomerNow['objects'][number] & {
  readonly isOpen: boolean
  /** ms since when it has been open */
  readonly openSince: number | undefined
  /** [ms, status]: every status that was said, by time; absent = none is known */
  readonly statuses?: readonly (readonly [number, string])[]
}

/** Broken ones first, then what is due next, then what was kept. */
export function promisesTo(
  subjects: ReadonlySet<string>,
  objects: readonly ClockedObject[],
  ask: AbilityAsk,
): readonly Promised[] {
  const made = [...ask.state.commitments.values()].filter((one) => subjects.has(one.subject))
  const all = [
    ...made.flatMap((one) => promisedBy(one, ask.now)),
    ...objects.flatMap((object) => clocksOf(object, ask)),
  ]
  return all.sort(byNeed)
}

const RANK: Readonly<Record<Promised['state'], number>> = { broken: 0, due: 1, kept: 2 }

function byNeed(a: Promised, b: Promised): number {
  const at = (one: Promised) => one.dueAt ?? Number.MAX_SAFE_INTEGER
  return RANK[a.state] - RANK[b.state] || at(a) - at(b) || (a.id < b.id ? -1 : 1)
}

function promisedBy(one: Commitment, now: number): readonly Promised[] {
  const { id, title, kind, state, granted, evidence } = one
  if (state === 'withdrawn') return []
  const dueAt = one.dueAt === undefined ? undefined : Date.parse(one.dueAt)
  const isOver = dueAt !== undefined && dueAt <= now
  // An entitlement that has run out is no broken word.
  if (kind === 'entitlement' && isOver) return []
  const isSettled = state !== 'open'
  if (isSettled && now - Date.parse(one.at) > SETTLED_DAYS * DAY_MS) return []
  const used = granted ? Math.min(1, (one.used ?? 0) / granted) : undefined
  const stands = state === 'open' ? (isOver ? 'broken' : 'due') : state
  return [{ id, title, kind, dueAt, state: stands, used, pausedMs: 0, evidence }]
}

function clocksOf(object: ClockedObject, ask: AbilityAsk): readonly Promised[] {
  if (!object.isOpen || object.openSince === undefined) return []
  const levels = ask.compiled.serviceLevels.get(object.type) ?? []
  return levels.flatMap((level) => clockOf(level, object, ask) ?? [])
}

function clockOf(
  level: CompiledServiceLevel,
  object: ClockedObject,
  { customer, now }: AbilityAsk,
): Promised | undefined {
  const { definition, condition } = level
  const { openSince } = object
  if (openSince === undefined) return undefined
  if (condition && !condition.holds({ customer, object: forCondition(object) })) return undefined
  const target = definition.targetMinutes * MINUTE_MS
  const { spentMs, pausedMs, dueAt } = readClock(level, { ...object, openSince }, { target, now })
  const isBroken = spentMs > target
  // While it is her turn the clock stands, so nothing falls due; what was late before stays late.
  if (!isBroken && level.pausedIn.has(object.status.toLowerCase())) return undefined
  return {
    id: `${definition.serviceLevel}:${object.id}`,
    title: definition.title,
    kind: 'service-level',
    dueAt,
    state: isBroken ? 'broken' : 'due',
    used: Math.min(1, Math.max(0, spentMs / target)),
    pausedMs,
    evidence: [`${object.type}:${object.id}`],
  }
}

function forCondition({ id, status, body }: ClockedObject): unknown {
  return { id, status, body }
}
