// Records that are there already, decided anew by a model: who would be one customer. For trying a model out.
import type { MatchRecord } from './compare/bench.ts'
import type { Model } from './model.ts'
import { createOnline } from './online.ts'
import { chanceFrom } from './train/chance.ts'

export interface Replay {
  readonly model: Model
  /** in the order in which they come */
  readonly records: readonly MatchRecord[]
  /** what rules and people say, which holds under any model */
  readonly decided: readonly Decision[]
}

export interface Decision {
  readonly a: string
  readonly b: string
  readonly verdict: 'same' | 'different'
}

/** record -> customer */
export function replay({ model, records, decided }: Replay): ReadonlyMap<string, string> {
  // The model is given, so nothing is left to chance.
  const online = createOnline({ chance: () => chanceFrom(1), model })
  for (const { a, b, verdict } of decided) online.assert(a, b, verdict)
  for (const record of records) online.add(record)
  online.settle()
  return online.customers()
}
