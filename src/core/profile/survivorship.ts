// Survivorship: which of all candidates, from all records of one customer or account, a reader sees.
// Classes first (given before observed before inferred, then sources by trust), the rule inside the best class,
// ties by time and event id. What she took back stays hidden; what expired is never shown.
import type { Json } from '../../contract/event.ts'
import { publicId } from '../../contract/identifier.ts'
import type { Provenance } from '../../contract/reason.ts'
import type { TraitValue } from '../../contract/trait.ts'
import { byTime, canonical, compareText, compareValues, lengthOf } from './order.ts'
import {
  type CompiledRule,
  type CompiledSurvivorship,
  defaultProvenance,
  type Keep,
  ruleFor,
} from './rules.ts'
import { type Candidate, combineTraits, type TraitState } from './traits.ts'

/** What one record of the customer holds, and whose record it is. */
export interface SourcedTraits {
  readonly source: string
  readonly state: TraitState
}

export interface Contender extends Candidate {
  readonly source: string
  readonly provenance: Provenance
  /** lower = more trusted */
  readonly rank: number
}

/**
 * The value of every trait that has one, names in order. `now` in ms: values lapse without any new event.
 * Where the rule keeps all, `value` is the list of distinct values, best first, and the rest speaks of the first.
 */
export function surviving(
  records: readonly SourcedTraits[],
  rules: CompiledSurvivorship,
  now: number,
): Record<string, TraitValue> {
  const values: Record<string, TraitValue> = {}
  for (const [trait, candidates] of contendersByTrait(records, rules)) {
    const rule = ruleFor(rules, trait)
    const chosen = choose(candidates, rule, now)
    const first = chosen[0]
    if (!first) continue
    const value = rule.keep === 'all' ? chosen.map((contender) => contender.v) : first.v
    values[trait] = asTraitValue(first, value, rule)
  }
  return values
}

/** Everything that is known of every trait, names in order, with its place in the order of trust. */
export function contendersByTrait(
  records: readonly SourcedTraits[],
  rules: CompiledSurvivorship,
): readonly (readonly [string, readonly Contender[]])[] {
  const byTrait = new Map<string, Contender[]>()
  for (const { source, state } of onePerSource(records, rules)) {
    for (const trait of Object.keys(state)) {
      const rule = ruleFor(rules, trait)
      const list = byTrait.get(trait) ?? []
      for (const candidate of state[trait] ?? []) {
        list.push(contenderOf(candidate, { source, trait, rule, rules }))
      }
      byTrait.set(trait, list)
    }
  }
  return [...byTrait].sort(([a], [b]) => compareText(a, b))
}

function contenderOf(
  candidate: Candidate,
  about: {
    readonly source: string
    readonly trait: string
    readonly rule: CompiledRule
    readonly rules: CompiledSurvivorship
  },
): Contender {
  const { source, trait, rule, rules } = about
  if (candidate.p !== undefined) {
    const rank = rankOf(candidate.p, source, rule)
    return { ...candidate, source, provenance: candidate.p, rank }
  }
  const { provenance, confidence } = defaultProvenance(rules, source, trait)
  const sure = confidence === undefined || provenance === 'given' ? {} : { c: confidence }
  return { ...candidate, ...sure, source, provenance, rank: rankOf(provenance, source, rule) }
}

/** Records of one source are read as one, so that a split into records cannot change the answer. */
function onePerSource(
  records: readonly SourcedTraits[],
  rules: CompiledSurvivorship,
): readonly SourcedTraits[] {
  if (records.length < 2) return records
  const bySource = new Map<string, TraitState[]>()
  for (const { source, state } of records) {
    const own = bySource.get(source)
    if (own) own.push(state)
    else bySource.set(source, [state])
  }
  return [...bySource].map(([source, own]) => ({ source, state: combineTraits(own, rules) }))
}

const NOBODY: readonly Contender[] = []

const PROVENANCE_RANK = { given: 0, observed: 1, inferred: 2 } as const

function rankOf(provenance: Provenance, source: string, rule: CompiledRule): number {
  const sourceRank = rule.sources.get(source) ?? rule.sources.size
  if (!rule.declaredFirst) return sourceRank
  return PROVENANCE_RANK[provenance] * (rule.sources.size + 1) + sourceRank
}

/**
 * Goes through the classes from the most trusted down and stops at the first with an answer. A class in which
 * she took the trait back, and said nothing since, is an answer too: nothing is shown, nor guessed below it.
 */
export function choose(
  contenders: readonly Contender[],
  rule: CompiledRule,
  now: number,
): readonly Contender[] {
  const [only] = contenders
  // The usual case.
  if (only && contenders.length === 1) {
    return only.v === null || hasExpired(only, rule, now) ? NOBODY : contenders
  }
  const live = contenders.filter((contender) => !hasExpired(contender, rule, now))
  const ranks = [...new Set(live.map((contender) => contender.rank))].sort((a, b) => a - b)
  const shown: Contender[] = []
  for (const rank of ranks) {
    const ofRank = live.filter((contender) => contender.rank === rank).sort((a, b) => byTime(b, a))
    const withdrawn = ofRank.findIndex((contender) => contender.v === null)
    const standing = withdrawn < 0 ? ofRank : ofRank.slice(0, withdrawn)
    shown.push(...inOrder(standing, rule.keep))
    if (withdrawn >= 0 || (shown.length > 0 && rule.keep !== 'all')) break
  }
  return rule.keep === 'all' ? distinctValues(shown) : shown
}

/** Best first. Sorting is stable, so equals stay newest first. */
function inOrder(newestFirst: readonly Contender[], keep: Keep): readonly Contender[] {
  switch (keep) {
    case 'latest':
    case 'all':
      return newestFirst
    case 'earliest':
      return newestFirst.toReversed()
    case 'longest':
      return newestFirst.toSorted((a, b) => lengthOf(b.v) - lengthOf(a.v))
    case 'highest':
      return newestFirst.toSorted((a, b) => compareValues(b.v, a.v))
    case 'lowest':
      return newestFirst.toSorted((a, b) => compareValues(a.v, b.v))
  }
}

function distinctValues(contenders: readonly Contender[]): readonly Contender[] {
  const seen = new Map<string, Contender>()
  for (const contender of contenders) {
    const value = canonical(contender.v)
    if (!seen.has(value)) seen.set(value, contender)
  }
  return [...seen.values()]
}

export function hasExpired(contender: Contender, rule: CompiledRule, now: number): boolean {
  const expires = expiryOf(contender, rule)
  return expires !== undefined && expires <= now
}

/** ms; the earlier of what the source said and what the rule allows. A withdrawal does not expire. */
function expiryOf(contender: Contender, rule: CompiledRule): number | undefined {
  if (contender.v === null) return undefined
  if (rule.expiresAfterMs === undefined) return contender.x
  return Math.min(contender.t + rule.expiresAfterMs, contender.x ?? Number.POSITIVE_INFINITY)
}

const CONFIDENCE = { given: 1, observed: 0.9, inferred: 0.5 } as const

export function asTraitValue(contender: Contender, value: Json, rule: CompiledRule): TraitValue {
  const { provenance } = contender
  const expires = expiryOf(contender, rule)
  return {
    value,
    provenance,
    source: contender.source,
    at: new Date(contender.t).toISOString(),
    confidence: contender.c ?? CONFIDENCE[provenance],
    ...(expires === undefined ? {} : { expires: isoTime(expires) }),
    evidence: publicId('evt', contender.e),
  }
}

/** Beyond the calendar of ISO 8601 an expiry is as good as its last day; toISOString would throw. */
function isoTime(ms: number): string {
  const TIME_MAX = 8.64e15
  return new Date(Math.min(ms, TIME_MAX)).toISOString()
}
