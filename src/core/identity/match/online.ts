// The whole resolver in memory: records stream in, customers come out. The engine does the same with an index in
// the database; both call the same decisions.
import type { MatchRecord } from './compare/bench.ts'
import { decide, type Effect } from './decide/decide.ts'
import type { Neighbourhood } from './decide/neighbourhood.ts'
import type { Model } from './model.ts'
import { reconsider } from './repair/repair.ts'
import { createScorer, type Known, type Scorer } from './score/scorer.ts'
import type { Chance } from './train/sample.ts'
import { type TrainOptions, train } from './train/train.ts'

export interface OnlineOptions extends Omit<TrainOptions, 'chance' | 'horizon'> {
  /** a stream of chance by name, so that training again gives the same model */
  readonly chance: () => Chance
  /** a model to use from the start; then nothing is trained */
  readonly model?: Model
}

export interface Online {
  readonly add: (record: MatchRecord) => readonly Effect[]
  /** trains when due, looks again at everything that changed; returns how many records it looked at */
  readonly settle: () => number
  /** record -> customer */
  readonly customers: () => ReadonlyMap<string, string>
  readonly model: () => Model | undefined
  readonly scorer: () => Scorer | undefined
  readonly neighbourhood: Neighbourhood
}

/** The first model is trained at this many records, the next ones at four times as many each. */
const FIRST_TRAINING = 250
const GROWTH = 4
/** A key held by more records finds nobody. */
const BLOCK_MAX = 250
const SETTLE_ROUNDS = 2
/** A model of that many records is not trained anew only because things are quiet. */
const SATED = 6_000

export function createOnline(options: OnlineOptions): Online {
  const arrived: MatchRecord[] = []
  let state: State | undefined = options.model
    ? createState(createScorer(options.model))
    : undefined
  let nextTraining = options.model ? Number.POSITIVE_INFINITY : FIRST_TRAINING
  let trainedAt = 0

  const retrain = (): void => {
    const model = train(arrived, {
      ...options,
      chance: options.chance(),
      horizon: GROWTH * arrived.length,
    })
    trainedAt = arrived.length
    state = createState(createScorer(model))
    for (const record of arrived) place(state, record)
  }
  const add = (record: MatchRecord): readonly Effect[] => {
    arrived.push(record)
    if (arrived.length >= nextTraining) {
      nextTraining *= GROWTH
      retrain()
      return []
    }
    return state ? place(state, record) : []
  }
  const settle = (): number => {
    if (!options.model && trainedAt < SATED && arrived.length >= 1.3 * trainedAt) retrain()
    return state ? settleAll(state) : 0
  }
  return {
    add,
    settle,
    customers: () => state?.customerOf ?? new Map(arrived.map(({ id }) => [id, id])),
    model: () => state?.scorer.model,
    scorer: () => state?.scorer,
    get neighbourhood() {
      return (state ?? EMPTY).near
    },
  }
}

interface State {
  readonly scorer: Scorer
  readonly near: Neighbourhood
  readonly records: Map<string, Known>
  readonly keys: Map<string, readonly number[]>
  readonly holders: Map<number, string[]>
  readonly customerOf: Map<string, string>
  readonly members: Map<string, string[]>
  readonly dirty: Set<string>
}

function createState(scorer: Scorer): State {
  const records = new Map<string, Known>()
  const keys = new Map<string, readonly number[]>()
  const holders = new Map<number, string[]>()
  const customerOf = new Map<string, string>()
  const members = new Map<string, string[]>()
  const near: Neighbourhood = {
    holders: (key) => {
      const own = holders.get(key)
      return own && own.length <= BLOCK_MAX ? own : undefined
    },
    keysOf: (record) => keys.get(record) ?? [],
    record: (id) => records.get(id),
    customerOf: (record) => customerOf.get(record),
    members: (customer) => members.get(customer) ?? [],
    decided: () => undefined,
  }
  return { scorer, near, records, keys, holders, customerOf, members, dirty: new Set() }
}

const EMPTY = createState(
  createScorer({
    format: 1,
    schema: { columns: [], attributes: [], dateOrder: 'day_first' },
    recordsSeen: 0,
    recordsUsed: 0,
    priorBits: 0,
    sourcePriorBits: {},
    homeBits: -40,
    attributes: [],
    rarity: {},
    rarityOfOthers: 0,
    keys: [],
    thresholds: { link: 0, review: 0, merge: 0 },
  }),
)

function place(state: State, given: MatchRecord): readonly Effect[] {
  const record = state.scorer.read(given)
  const keys = state.scorer.keysOf(record)
  const effects = decide(state.scorer, state.near, { record, keys })
  state.records.set(record.id, record)
  state.keys.set(record.id, keys)
  for (const key of keys) {
    const own = state.holders.get(key)
    if (own) own.push(record.id)
    else state.holders.set(key, [record.id])
  }
  for (const effect of effects) apply(state, effect)
  return effects
}

function apply(state: State, effect: Effect): void {
  switch (effect.kind) {
    case 'join':
      move(state, effect.record, effect.customer)
      return
    case 'found':
    case 'leave':
      move(state, effect.record, `${effect.record}${effect.kind === 'leave' ? '~' : ''}`)
      return
    case 'merge':
      for (const record of [...(state.members.get(effect.from) ?? [])])
        move(state, record, effect.into)
      return
    case 'review':
      state.dirty.add(effect.record)
  }
}

function move(state: State, record: string, customer: string): void {
  const before = state.customerOf.get(record)
  if (before === customer) return
  if (before !== undefined) {
    const left = (state.members.get(before) ?? []).filter((id) => id !== record)
    if (left.length > 0) state.members.set(before, left)
    else state.members.delete(before)
    for (const id of left) state.dirty.add(id)
  }
  let name = customer
  // A record that leaves a customer named after it founds another one.
  while (name.endsWith('~') && state.members.has(name)) name += '~'
  const own = state.members.get(name)
  if (own) {
    own.push(record)
    for (const id of own) state.dirty.add(id)
  } else state.members.set(name, [record])
  state.dirty.add(record)
  state.customerOf.set(record, name)
}

function settleAll(state: State): number {
  let looked = 0
  for (let round = 0; round < SETTLE_ROUNDS && state.dirty.size > 0; round++) {
    const dirty = [...state.dirty].sort()
    state.dirty.clear()
    for (const id of dirty) {
      for (const effect of reconsider(state.scorer, state.near, id)) apply(state, effect)
      looked++
    }
  }
  return looked
}
