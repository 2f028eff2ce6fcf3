// Tells when folded profile state no longer fits the definitions, so that somebody is told to derive it again.
import type { CompiledComputed } from './computed.ts'
import { canonical, compareText } from './order.ts'
import type { CompiledSurvivorship } from './rules.ts'

/** Raised whenever folding itself changes: states written before then no longer compare with those after. */
const FOLD_VERSION = 2

/**
 * JSON text of everything in the definitions that shapes state. Equal texts: the state still holds. What only
 * shapes reading (order of trust, expiry by rule, descriptions) is left out, for it needs no new fold.
 */
export function profileFingerprint(
  rules: CompiledSurvivorship,
  computed: CompiledComputed,
): string {
  const keeps = [...rules.byTrait]
    .filter(([, rule]) => rule.keep !== rules.fallback.keep)
    .map(([trait, rule]) => [trait, rule.keep] as const)
    .sort(([a], [b]) => compareText(a, b))
  const measures = computed.all
    .map(({ definition: { name, of, when, value, windowDays } }) => {
      return [name, of, when, value ?? null, windowDays ?? null] as const
    })
    .sort(([a], [b]) => compareText(a, b))
  return canonical({ version: FOLD_VERSION, keep: rules.fallback.keep, keeps, measures })
}
