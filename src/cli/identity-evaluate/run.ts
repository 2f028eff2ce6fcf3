// One evaluation: the rows through a resolver, and beside it what rules alone make of the same rows.
// The command and the benchmark both come here, so that they measure the same.
import type { EvaluationInput } from './input.ts'
import { type MeasureSettings, measure } from './measure.ts'
import { type EvaluationReport, figuresOf } from './report.ts'
import { type NamedResolver, resolverNamed } from './resolvers.ts'

export interface EvaluationSettings extends Omit<MeasureSettings, 'open' | 'seed'> {
  readonly resolver: NamedResolver
  /** what the report calls the rows */
  readonly names: readonly string[]
  readonly orderSeed: number
}

/** Training has its own seed, so that another order is only another order. */
const TRAINING_SEED = 1

export async function runEvaluation(
  input: EvaluationInput,
  settings: EvaluationSettings,
): Promise<EvaluationReport> {
  const { resolver, names, orderSeed, thresholdBits } = settings
  const parts = { ...settings, seed: TRAINING_SEED }
  const measured = await measure(input, { ...parts, open: resolver.open })
  const yardstick = resolverNamed('rules-only')
  return {
    input: names,
    entity: settings.entity,
    resolver: resolver.name,
    orderSeed,
    ...(thresholdBits !== undefined && { thresholdBits }),
    ...measured,
    ...(resolver.name !== yardstick.name && {
      rulesOnly: figuresOf(await measure(input, { ...parts, open: yardstick.open })),
    }),
  }
}
