// Survivorship rules in the form that folding and reading look up: one map, compiled once.
import type { Provenance } from '../../contract/reason.ts'
import type { ProvenanceRule, SurvivorshipRule } from '../../contract/trait.ts'

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
  /** first match wins */
  readonly provenance: readonly CompiledProvenance[]
}

interface CompiledProvenance {
  readonly source: string
  readonly names: ReadonlySet<string>
  readonly prefixes: readonly string[]
  readonly provenance: Provenance
  readonly confidence: number | undefined
}

const DAY_MS = 86_400_000
const LATEST: SurvivorshipRule = { trait: '*', keep: 'latest', sources: [], declaredFirst: true }

/** Of two rules for one trait the later one holds, as with every other definition. */
export function compileSurvivorship(
  rules: readonly SurvivorshipRule[],
  provenance: readonly ProvenanceRule[] = [],
): CompiledSurvivorship {
  const byTrait = new Map(rules.map((rule) => [rule.trait, compileRule(rule)]))
  const fallback = byTrait.get('*') ?? compileRule(LATEST)
  byTrait.delete('*')
  return { byTrait, fallback, provenance: provenance.map(compileProvenance) }
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

function compileProvenance({ source, traits, ...known }: ProvenanceRule): CompiledProvenance {
  const prefixes = traits.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1))
  return { source, names: new Set(traits), prefixes, confidence: undefined, ...known }
}

/** How we know what a source says of a trait, where it does not say so itself. */
export function defaultProvenance(
  { provenance }: CompiledSurvivorship,
  source: string,
  trait: string,
): Pick<CompiledProvenance, 'provenance' | 'confidence'> {
  const matches = ({ source: whose, names, prefixes }: CompiledProvenance) =>
    (whose === '*' || whose === source) &&
    (names.has(trait) || prefixes.some((prefix) => trait.startsWith(prefix)))
  return provenance.find(matches) ?? GIVEN
}

const GIVEN = { provenance: 'given', confidence: undefined } as const
