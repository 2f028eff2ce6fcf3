// What a view says of what we can offer now. Most of it is the same for everybody and for a moment, and views are
// asked far more often than the situation changes, so it is worked out once and remembered.
import type { Constraint } from '../../contract/situation.ts'
import type { View } from '../../contract/view.ts'
import { type AbilityAsk, ability, constraintsFor } from './ability.ts'
import { bracketWords, durationText, figureWords } from './bracket.ts'
import type { CompiledCapability } from './compile.ts'
import type { SituationState } from './fold.ts'

type Line = NonNullable<View['situation']>['ability'][number]

export interface LinesAsk extends AbilityAsk {
  /** brackets in place of figures, and of the reasons the words that were written for her */
  readonly toCustomer: boolean
}

const LINES_MAX = 20
/** What we can offer is told as of the beginning of the second: nobody can tell, and it need not be found out again. */
const MOMENT_MS = 1_000

/** Of every capability that views show and that is for this customer, in the order of the definitions. */
export function abilityLines(asked: LinesAsk): Line[] {
  const now = Math.floor(asked.now / MOMENT_MS) * MOMENT_MS
  const ask = { ...asked, now }
  const lines: Line[] = []
  for (const one of ask.compiled.capabilities.values()) {
    if (lines.length === LINES_MAX) break
    if (!one.definition.inView) continue
    const isForHer = one.condition?.holds({ customer: ask.customer }) ?? true
    if (isForHer) lines.push(isSameForAll(one, ask) ? rememberedLine(one, ask) : lineOf(one, ask))
  }
  return lines
}

function isSameForAll({ definition }: CompiledCapability, ask: LinesAsk): boolean {
  const { capability } = definition
  if (ask.incidents?.some(({ capabilities }) => capabilities.includes(capability))) return false
  return !conditionally(ask.state.constraints).has(capability)
}

const bound = new WeakMap<SituationState['constraints'], ReadonlySet<string>>()

/** The capabilities of which some constraint holds only for some customers. */
function conditionally(constraints: ReadonlyMap<string, Constraint>): ReadonlySet<string> {
  const known = bound.get(constraints)
  if (known) return known
  const named = new Set<string>()
  for (const { when, capability } of constraints.values()) {
    if (when !== undefined) named.add(capability)
  }
  bound.set(constraints, named)
  return named
}

/** A line, and all that it rests on beside the definition. */
interface Remembered {
  readonly now: number
  readonly signals: SituationState['signals']
  readonly constraints: SituationState['constraints']
  readonly line: Line
}

const remembered = {
  staff: new WeakMap<CompiledCapability, Remembered>(),
  customer: new WeakMap<CompiledCapability, Remembered>(),
}

function rememberedLine(one: CompiledCapability, ask: LinesAsk): Line {
  const lines = ask.toCustomer ? remembered.customer : remembered.staff
  const { signals, constraints } = ask.state
  const known = lines.get(one)
  const holds =
    known?.now === ask.now && known.signals === signals && known.constraints === constraints
  if (holds) return known.line
  const line = lineOf(one, ask)
  lines.set(one, { now: ask.now, signals, constraints, line })
  return line
}

function lineOf(one: CompiledCapability, ask: LinesAsk): Line {
  const { definition } = one
  const found = ability({ capability: definition.capability, units: 1 }, ask)
  const { feasible, eta, opensAt, quality, cost, because } = found
  const isWait = eta !== undefined && (feasible || opensAt !== undefined)
  return {
    what: definition.capability,
    title: definition.title,
    feasible,
    // An exact time is a promise to her; the bracket is not.
    ...(isWait && !ask.toCustomer ? { eta: durationText(eta.p50) } : {}),
    ...(isWait ? { wait: ask.toCustomer ? bracketWords(eta) : figureWords(eta) } : {}),
    ...(opensAt === undefined ? {} : { opensAt }),
    ...(ask.toCustomer ? {} : { quality, cost }),
    because: ask.toCustomer ? toldToHer(definition.capability, ask) : because,
  }
}

/** Of all reasons only what was written for her eyes. */
function toldToHer(capability: string, ask: LinesAsk): Line['because'] {
  return constraintsFor(capability, ask).flatMap(({ customerText, id }) =>
    customerText === undefined ? [] : [{ text: customerText, evidence: [id] }],
  )
}
