// The whole resolver in memory: records stream in, customers come out. The engine does the same with an index in
// the database; both call the same decisions.
//
//   add: train when due -> candidates by keys -> decide -> effects        settle: look again at what changed
import type { MatchRecord } from './compare/bench.ts'
import type { Effect } from './decide/decide.ts'
import { DECIDED_BITS } from './decide/decide.ts'
import { type Explanation, explainMatch } from './decide/explain.ts'
import { createMemoryIndex, type Decided, type MemoryIndex } from './memory-index.ts'
import type { Model } from './model.ts'
import { createScorer } from './score/scorer.ts'
import type { Chance } from './train/sample.ts'
import { RECORDS_MAX, type TrainOptions, train } from './train/train.ts'

export interface OnlineOptions extends Pick<TrainOptions, 'definition' | 'ofOrganisations'> {
  /** makes a new stream of chance from the start, so that training again gives the same model */
  readonly chance: () => Chance
  /** a model to use from the start; then nothing is trained */
  readonly model?: Model
}

export interface Online {
  /** Takes a record in; empty while too few have come to learn from, and when a new model placed all again. */
  readonly add: (record: MatchRecord) => readonly Effect[]
  /** Trains when due and looks again at everything that changed; returns how many records it looked at. */
  readonly settle: (budget?: number) => number
  /** Somebody's decision about two records; it outlasts every model. */
  readonly assert: (a: string, b: string, verdict: 'same' | 'different') => void
  /** record -> customer */
  readonly customers: () => ReadonlyMap<string, string>
  /** Why a record is, or is not, of the customer of another; undefined where either is not known. */
  readonly explain: (record: string, other: string) => Explanation | undefined
  readonly model: () => Model | undefined
  readonly index: () => MemoryIndex | undefined
}

/** The first model is trained at this many records, the next ones at four times as many each. */
const FIRST_TRAINING = 250
export const GROWTH = 4
/** Fewer records teach nothing. */
const RECORDS_MIN = 10
const SETTLE_ROUNDS = 4

export function createOnline(options: OnlineOptions): Online {
  const arrived: MatchRecord[] = []
  const decided: Decided = { same: new Map(), different: new Map() }
  let index = options.model && createMemoryIndex(createScorer(options.model), decided)
  let trainedAt = 0
  let dueAt = options.model ? Number.POSITIVE_INFINITY : FIRST_TRAINING

  const retrain = (): void => {
    const model = train(arrived, {
      ...options,
      chance: options.chance(),
      horizon: GROWTH * arrived.length,
    })
    trainedAt = arrived.length
    dueAt = GROWTH * arrived.length
    index = createMemoryIndex(createScorer(model), decided)
    for (const record of arrived) index.place(record)
  }
  return {
    add: (record) => {
      arrived.push(record)
      if (arrived.length < dueAt) return index?.place(record) ?? []
      retrain()
      return []
    },
    settle: (budget = Number.POSITIVE_INFINITY) => {
      const isDue = trainedAt < RECORDS_MAX && arrived.length >= 1.3 * trainedAt
      if (!options.model && isDue && arrived.length >= RECORDS_MIN) retrain()
      return index ? settleAll(index, budget) : 0
    },
    assert: (a, b, verdict) => {
      record(decided, a, b, verdict)
      if (index) enforce(index, a, b, verdict)
    },
    customers: () => index?.customerOf ?? new Map(arrived.map(({ id }) => [id, id])),
    explain: (id, other) => {
      const known = index?.near.record(id)
      const customer = index?.near.customerOf(other)
      if (!index || !known || customer === undefined) return undefined
      return explainMatch(index.scorer, index.near, { record: known, customer })
    },
    model: () => index?.scorer.model,
    index: () => index,
  }
}

/** Looks again at dirty records, and at those that this made dirty, until the budget of records is spent. */
function settleAll(index: MemoryIndex, budget: number): number {
  let looked = 0
  for (let round = 0; round < SETTLE_ROUNDS; round++) {
    const dirty = index.takeDirty()
    const now = dirty.slice(0, budget - looked)
    for (const id of now) index.again(id)
    looked += now.length
    if (now.length < dirty.length) index.putBack(dirty.slice(now.length))
  }
  return looked
}

function record(decided: Decided, a: string, b: string, verdict: 'same' | 'different'): void {
  const [to, from] =
    verdict === 'same' ? [decided.same, decided.different] : [decided.different, decided.same]
  for (const [own, other] of [
    [a, b],
    [b, a],
  ] as const) {
    from.set(
      own,
      (from.get(own) ?? []).filter((id) => id !== other),
    )
    to.set(own, [...(to.get(own) ?? []).filter((id) => id !== other), other])
  }
}

function enforce(
  { near, apply, again }: MemoryIndex,
  a: string,
  b: string,
  verdict: 'same' | 'different',
): void {
  const [ofA, ofB] = [near.customerOf(a), near.customerOf(b)]
  if (ofA === undefined || ofB === undefined) return
  if (verdict === 'same' && ofA !== ofB)
    apply({ kind: 'merge', from: ofB, into: ofA, bits: DECIDED_BITS })
  if (verdict === 'different' && ofA === ofB) {
    apply({ kind: 'leave', record: b, bits: Number.NEGATIVE_INFINITY })
    again(b)
  }
}
