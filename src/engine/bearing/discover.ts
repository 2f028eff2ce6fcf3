// What customers do without a design: the notable steps of all records, cut into cases where nothing happened for long.
import { discoveredModel, SILENCE_MS } from '../../core/journey/cases.ts'
import { type JourneyModel, learnCase } from '../../core/journey/model/model.ts'
import type { Step } from '../../core/journey/model/walk.ts'
import type { StepRow } from '../ports/situation.ts'
import type { Store } from '../ports/store.ts'
import { createLearningTurns } from './learning-turns.ts'

const STEPS_PAGE = 1_000
/** More steps make the model no better; they come from all customers alike, since homes are hashes. */
const STEPS_MAX = 100_000
const CASE_STEPS_MAX = 200

/** Learns a model of what is stored; requests are answered in between. `now` in ms. Rejects when given up. */
export async function learnDiscovered(
  store: Store,
  now: number,
  signal: AbortSignal | undefined,
): Promise<JourneyModel> {
  const cases: DiscoveredCase[] = []
  for await (const one of endedStories(store, now)) {
    signal?.throwIfAborted()
    cases.push(one)
  }
  const model = discoveredModel(cases.map(({ steps }) => steps))
  const turns = createLearningTurns(signal)
  for (const { id, steps } of cases) {
    learnCase(model, id, steps)
    await turns.worked(steps.length)
  }
  return model
}

interface DiscoveredCase {
  /** event (32 hex) of its last step */
  readonly id: string
  readonly steps: readonly Step[]
}

/** A case that may go on has not ended: nothing is learned of it. */
async function* endedStories(store: Store, now: number): AsyncGenerator<DiscoveredCase> {
  const names = new Map<string, string>()
  let own: StepRow[] = []
  for await (const row of notableSteps(store)) {
    const last = own.at(-1)
    const isOther = last !== undefined && last.record !== row.record
    if (last && (isOther || row.at - last.at >= SILENCE_MS)) {
      yield* ended(own, isOther ? now : row.at, names)
      own = []
    }
    if (own.length < CASE_STEPS_MAX) own.push(row)
  }
  yield* ended(own, now, names)
}

/** All cases are held at once, so a name is held once: each row brings a copy of its own. */
function ended(
  own: readonly StepRow[],
  until: number,
  names: Map<string, string>,
): readonly DiscoveredCase[] {
  const last = own.at(-1)
  if (!last || until - last.at < SILENCE_MS) return []
  const steps = own.map(({ name, at }) => {
    const step = names.get(name) ?? name
    names.set(name, step)
    return { step, at }
  })
  return [{ id: last.id, steps }]
}

async function* notableSteps(store: Store): AsyncGenerator<StepRow> {
  let after: StepRow | undefined
  for (let read = 0; read < STEPS_MAX; read += STEPS_PAGE) {
    const rows = await store.stepsPage(after, STEPS_PAGE)
    yield* rows
    after = rows.at(-1)
    if (rows.length < STEPS_PAGE) return
  }
}
