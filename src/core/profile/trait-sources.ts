// What every source says of every trait, which value stands and why the others do not: asked for on demand.
import type { TraitSource } from '../../contract/trait.ts'
import { byTime, canonical } from './order.ts'
import { type CompiledRule, type CompiledSurvivorship, type Keep, ruleFor } from './rules.ts'
import {
  asTraitValue,
  type Contender,
  choose,
  contendersByTrait,
  hasExpired,
  type SourcedTraits,
} from './survivorship.ts'

/** Shown of one trait: more sayings belong in the timeline. */
const SAYINGS_MAX = 20

/** Per trait that has a value, names in order: what stands first, then by trust and time. `now` in ms. */
export function traitSources(
  records: readonly SourcedTraits[],
  rules: CompiledSurvivorship,
  now: number,
): Record<string, readonly TraitSource[]> {
  const told: Record<string, readonly TraitSource[]> = {}
  for (const [trait, contenders] of contendersByTrait(records, rules)) {
    const rule = ruleFor(rules, trait)
    const chosen = choose(contenders, rule, now)
    const standing = new Set(rule.keep === 'all' ? chosen : chosen.slice(0, 1))
    const [first] = standing
    if (!first) continue
    // What holds no longer is never shown, here neither.
    told[trait] = contenders
      .filter((one) => !hasExpired(one, rule, now))
      .sort((a, b) => Number(standing.has(b)) - Number(standing.has(a)) || byTrust(a, b))
      .slice(0, SAYINGS_MAX)
      .map((one) => ({
        ...asTraitValue(one, one.v, rule),
        stands: standing.has(one),
        because: standing.has(one) ? standsFor(one, rule) : losesFor(one, first, rule),
      }))
  }
  return told
}

const byTrust = (a: Contender, b: Contender): number => a.rank - b.rank || byTime(b, a)

const KNOWN: Readonly<Record<Contender['provenance'], string>> = {
  given: 'she told us',
  observed: 'we saw',
  inferred: 'we think',
}

const BEST: Readonly<Record<Keep, string>> = {
  latest: 'The newest',
  earliest: 'The first',
  longest: 'The longest',
  highest: 'The highest',
  lowest: 'The lowest',
  all: 'One',
}

function standsFor({ provenance, source }: Contender, { keep, sources }: CompiledRule): string {
  const trusted = sources.has(source) ? `, from ${source}, which is trusted before others` : ''
  return `${BEST[keep]} of what ${KNOWN[provenance]}${trusted}`
}

/** Within one class of trust, by the rule. */
const BEHIND: Readonly<Record<Keep, string>> = {
  latest: 'Something newer was said',
  earliest: 'Something was said earlier',
  longest: 'There is a longer value',
  highest: 'There is a higher value',
  lowest: 'There is a lower value',
  all: 'The same was said again',
}

function losesFor(one: Contender, first: Contender, rule: CompiledRule): string {
  if (one.v === null) return 'The value was taken back then'
  const isSame = canonical(one.v) === canonical(first.v)
  if (one.rank === first.rank) return isSame ? 'The same was said again' : BEHIND[rule.keep]
  if (isSame) return 'It says the same'
  if (rule.declaredFirst && one.provenance !== first.provenance) {
    return `What ${KNOWN[first.provenance]} goes before what ${KNOWN[one.provenance]}`
  }
  return `${first.source} is trusted before ${one.source}`
}
