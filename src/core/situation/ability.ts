// Can we, how well, how soon, at what cost, and why: for one need of one customer at one moment.

import type { Reason } from '../../contract/reason.ts'
import type { Ability, Constraint, Eta, Incident, Need, Signal } from '../../contract/situation.ts'
import { figureWords } from './bracket.ts'
import { type CompiledCapability, type CompiledSituation, capabilitiesFor } from './compile.ts'
import { currentSignal } from './current.ts'
import { type SituationState, signalKey } from './fold.ts'
import { incidentsFor } from './incidents.ts'
import { waitFor } from './wait.ts'

const MINUTE_MS = 60_000
/** Below this share of health it does not work. */
const HEALTH_MIN = 0.05
/** What an incident leaves of the quality when nothing measures the health. */
const INCIDENT_QUALITY = 0.5
/** A time that takes a lead is met in nine of ten cases within so much more. */
const LEAD_SLACK = 1.5

/** What of a customer decides whom a condition means. */
export interface CustomerNow {
  readonly traits: Readonly<Record<string, unknown>>
  readonly objects: readonly {
    readonly type: string
    readonly id: string
    readonly status: string
    readonly body: unknown
  }[]
  readonly accounts: readonly string[]
}

export interface AbilityAsk {
  readonly customer: CustomerNow
  /** ms */
  readonly now: number
  readonly state: SituationState
  readonly compiled: CompiledSituation
  /** the incidents that touch her, when they were looked up already */
  readonly incidents?: readonly Incident[]
}

/** The best way to meet the need; not feasible when nothing we have is for it. */
export function ability(need: Need, ask: AbilityAsk): Ability {
  const [first, ...others] = capabilitiesFor(need, ask.compiled)
  if (!first) return nothingFor(need)
  let best = abilityOf(first, need, ask)
  for (const one of others) {
    const other = abilityOf(one, need, ask)
    if (isBetter(other, best)) best = other
  }
  return best
}

function nothingFor({ capability, skill }: Need): Ability {
  const name = capability ?? skill ?? ''
  const because = [{ text: `Nothing that we have is for ${name || 'this'}` }]
  return { capability: name, feasible: false, quality: 0, cost: 0, because }
}

function isBetter(one: Ability, other: Ability): boolean {
  if (one.feasible !== other.feasible) return one.feasible
  if (one.quality !== other.quality) return one.quality > other.quality
  const wait = (of: Ability) => of.eta?.p50 ?? Number.POSITIVE_INFINITY
  return wait(one) < wait(other) || (wait(one) === wait(other) && one.cost < other.cost)
}

/** What is found out step by step. */
interface Finding {
  feasible: boolean
  quality: number
  cost: number
  /** minutes on top of everything else */
  delay: number
  isEtaKnown: boolean
  eta: Eta
  opensAt: number | undefined
  readonly because: Reason[]
}

type Step = (finding: Finding, one: CompiledCapability, need: Need, ask: AbilityAsk) => void

const STEPS: readonly Step[] = [
  checkWhom,
  checkHours,
  checkHealth,
  checkIncidents,
  checkStock,
  checkConstraints,
  checkQueue,
]

function abilityOf(one: CompiledCapability, need: Need, ask: AbilityAsk): Ability {
  const { capability, quality, cost } = one.definition
  const finding: Finding = {
    feasible: true,
    quality,
    cost: cost * need.units,
    delay: 0,
    isEtaKnown: true,
    eta: leadOf(one, ask.now),
    opensAt: undefined,
    because: [],
  }
  for (const step of STEPS) step(finding, one, need, ask)
  const { eta, delay, opensAt, because } = finding
  return {
    capability,
    feasible: finding.feasible,
    quality: finding.feasible ? rounded(finding.quality) : 0,
    ...(finding.isEtaKnown
      ? { eta: { p50: rounded(eta.p50 + delay), p90: rounded(eta.p90 + delay) } }
      : {}),
    ...(opensAt === undefined ? {} : { opensAt: new Date(opensAt).toISOString() }),
    cost: finding.cost,
    because,
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}

/** The lead runs in opening hours: a visit that takes two working days. */
function leadOf({ definition, hours }: CompiledCapability, now: number): Eta {
  const { leadMinutes = 0 } = definition
  const minutesTo = (lead: number) => {
    const end = hours.after(now, lead * MINUTE_MS)
    return end === undefined ? lead : (end - now) / MINUTE_MS
  }
  if (leadMinutes === 0) return { p50: 0, p90: 0 }
  return { p50: minutesTo(leadMinutes), p90: minutesTo(leadMinutes * LEAD_SLACK) }
}

function checkWhom(finding: Finding, one: CompiledCapability, _need: Need, ask: AbilityAsk): void {
  if (!one.condition || one.condition.holds({ customer: ask.customer })) return
  block(finding, `${one.definition.title} is not for this customer`)
}

function block(finding: Finding, text: string, evidence: readonly string[] = []): void {
  finding.feasible = false
  say(finding, text, evidence)
}

function say({ because }: Finding, text: string, evidence: readonly string[] = []): void {
  because.push(evidence.length > 0 ? { text, evidence: [...evidence] } : { text })
}

function checkHours(
  finding: Finding,
  { definition, hours }: CompiledCapability,
  _need: Need,
  { now }: AbilityAsk,
): void {
  if (hours.isOpen(now)) return
  finding.opensAt = hours.opensAt(now)
  const { opensAt } = finding
  if (opensAt === undefined) {
    block(finding, `${definition.title} does not open any more`)
    return
  }
  // What takes a lead can be ordered at night; its lead counts opening hours already.
  if (definition.leadMinutes !== undefined) return
  const wait = (opensAt - now) / MINUTE_MS
  finding.eta = { p50: finding.eta.p50 + wait, p90: finding.eta.p90 + wait }
  block(finding, `${definition.title} is closed`)
}

function signalOf(
  metric: Signal['metric'],
  { definition }: CompiledCapability,
  { state, now }: AbilityAsk,
  item?: string,
): { readonly signal: Signal | undefined; readonly isMeasured: boolean } {
  const { capability, signalTtlSeconds: ttlSeconds } = definition
  const asked = { capability, metric, item, ttlSeconds, now }
  return {
    signal: currentSignal(state, asked),
    isMeasured: (state.signals.get(signalKey(asked)) ?? []).length > 0,
  }
}

function checkHealth(
  finding: Finding,
  one: CompiledCapability,
  _need: Need,
  ask: AbilityAsk,
): void {
  const { signal, isMeasured } = signalOf('health', one, ask)
  const { title } = one.definition
  if (!signal) {
    if (!isMeasured) return
    finding.isEtaKnown = false
    say(finding, `How ${title} does is not known: its last report is too old`)
    return
  }
  const health = Math.min(1, Math.max(0, signal.value))
  if (health < HEALTH_MIN) {
    block(finding, `${title} is down`, [signal.id])
    return
  }
  finding.quality *= health
  if (health < 1) say(finding, `${title} works at ${Math.round(health * 100)} %`, [signal.id])
}

function checkIncidents(
  finding: Finding,
  one: CompiledCapability,
  _need: Need,
  ask: AbilityAsk,
): void {
  const { capability } = one.definition
  const isMeasured = signalOf('health', one, ask).signal !== undefined
  for (const incident of ask.incidents ?? incidentsFor(ask)) {
    if (!incident.capabilities.includes(capability)) continue
    if (!isMeasured) finding.quality *= INCIDENT_QUALITY
    say(finding, `Incident: ${incident.title}`, [incident.id])
  }
}

function checkStock(finding: Finding, one: CompiledCapability, need: Need, ask: AbilityAsk): void {
  if (one.definition.kind !== 'stock') return
  const { signal } = signalOf('stock', one, ask, need.item)
  const what = need.item ?? one.definition.title
  if (!signal) {
    finding.isEtaKnown = false
    block(finding, `How much there is of ${what} is not known: promise none`)
    return
  }
  if (signal.value < need.units) {
    block(finding, `Of ${what} there are ${signal.value}, needed ${need.units}`, [signal.id])
    return
  }
  say(finding, `Of ${what} there are ${signal.value}`, [signal.id])
}

function checkQueue(finding: Finding, one: CompiledCapability, _need: Need, ask: AbilityAsk): void {
  const { definition } = one
  const agents = signalOf('agents', one, ask)
  if (agents.signal && agents.signal.value < 1) {
    block(finding, `Nobody is at work at ${definition.title}`, [agents.signal.id])
    return
  }
  const wait = waitFor(definition, ask.state, ask.now)
  if (wait) {
    finding.eta = { p50: finding.eta.p50 + wait.p50, p90: finding.eta.p90 + wait.p90 }
    finding.quality *= 1 - wait.tooLong
    say(finding, `Wait: ${figureWords(wait)}`, wait.evidence)
    return
  }
  // Where people queue, no number means that we do not know, not that there is no wait.
  if (definition.handleMinutes === undefined && !agents.isMeasured) return
  finding.isEtaKnown = false
  // Of what cannot be had now the wait is nobody's question.
  if (finding.feasible) say(finding, `The wait for ${definition.title} is not known`)
}

function checkConstraints(
  finding: Finding,
  { definition }: CompiledCapability,
  _need: Need,
  ask: AbilityAsk,
): void {
  for (const constraint of constraintsFor(definition.capability, ask)) {
    const { effect, amount, reason, id } = constraint
    if (effect === 'block') block(finding, reason, [id])
    else {
      if (effect === 'degrade') finding.quality *= 1 - Math.min(1, amount)
      else if (effect === 'cost') finding.cost += amount
      else finding.delay += amount
      say(finding, reason, [id])
    }
  }
}

/** Those in force for this customer, in order of id. */
export function constraintsFor(
  capability: string,
  { state, compiled, customer, now }: AbilityAsk,
): readonly Constraint[] {
  const found = [...state.constraints.values()].filter(
    (one) =>
      one.capability === capability &&
      one.effect !== 'none' &&
      (one.until === undefined || Date.parse(one.until) > now) &&
      (compiled.conditionOf(one.when)?.holds({ customer }) ?? true),
  )
  return found.sort((a, b) => (a.id < b.id ? -1 : 1))
}
