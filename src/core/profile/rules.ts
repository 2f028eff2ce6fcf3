// Survivorship rules in the form that folding and reading look up: one map, compiled once.
import type { SurvivorshipRule } from '../../contract/trait.ts'

export type Keep = SurvivorshipRule['keep']

export interface CompiledRule {
  readonly keep: Keep
  readonly declaredFirst: boolean
  /** source -> place in the order of trust */
  readonly sources: ReadonlyMap<string, number>
  /** ms after which a value no longer holds; absent = it lasts */
  readonly expiresAfterMs?: number
}

export interface CompiledSurvivorship {
  readonly byTrait: ReadonlyMap<string, CompiledRule>
  readonly fallback: CompiledRule
}

const DAY_MS = 86_400_000
const LATEST: SurvivorshipRule = { trait: '*', keep: 'latest', sources: [], declaredFirst: true }

/** Of two rules for one trait the later one holds, as with every other definition. */
export function compileSurvivorship(rules: readonly SurvivorshipRule[]): CompiledSurvivorship {
  const byTrait = new Map(rules.map((rule) => [rule.trait, compileRule(rule)]))
  const fallback = byTrait.get('*') ?? compileRule(LATEST)
  byTrait.delete('*')
  return { byTrait, fallback }
}

export function ruleFor(rules: CompiledSurvivorship, trait: string): CompiledRule {
  return rules.byTrait.get(trait) ?? rules.fallback
}

function compileRule(rule: SurvivorshipRule): CompiledRule {
  const sources = new Map(rule.sources.map((source, place) => [source, place]))
  const { keep, declaredFirst, expiresAfterDays: days } = rule
  return {
    keep,
    declaredFirst,
    sources,
    ...(days === undefined ? {} : { expiresAfterMs: days * DAY_MS }),
  }
}
