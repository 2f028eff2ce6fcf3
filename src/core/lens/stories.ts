// What a customer adds to the map of a journey: her stories, and what segments are told by, as far as the purpose may
// use it of her. A story with gaps would be another story, so where something of a journey may not be known, all of it
// is left out.
import { publicId } from '../../contract/identifier.ts'
import { gate } from '../consent/gates.ts'
import { SILENCE_MS } from '../journey/cases.ts'
import type { CompiledJourney, CompiledJourneys } from '../journey/designed/compile.ts'
import type { JourneyState } from '../journey/designed/fold.ts'
import { byPassage, tell } from '../journey/designed/position.ts'
import type { Story } from '../journey/mined/tally.ts'
import type { Step } from '../journey/model/walk.ts'
import { usableJourneys, usableSteps } from './bearing-of.ts'
import type { Asking } from './gather.ts'
import { usableObjects, usableTraits } from './situation-of.ts'
import type { Snapshot } from './snapshot.ts'

const DAY_MS = 86_400_000

/** Her passages of a designed journey, oldest first; none where not all of it may be known. */
export function storiesOn(
  journey: CompiledJourney,
  state: JourneyState,
  asking: Asking & { readonly journeys: CompiledJourneys },
): readonly Story[] {
  const name = journey.definition.journey
  const own = state[name]
  if (own === undefined) return []
  const usable = usableJourneys({ [name]: own }, asking, asking.journeys)[name]
  if (usable?.length !== own.length) return []
  const stories = [...byPassage(usable, asking.now).values()].map((signals): Story => {
    const steps = tell(journey, signals).map(({ stage: step, at }) => ({ step, at }))
    return { steps, isEnded: hasEnded(journey, steps, asking.now) }
  })
  return stories.sort((a, b) => startOf(a) - startOf(b))
}

const startOf = ({ steps }: Story): number => steps[0]?.at ?? 0

function hasEnded(journey: CompiledJourney, steps: readonly Step[], now: number): boolean {
  const last = steps.at(-1)
  if (last === undefined) return false
  const isOver = journey.stages.get(last.step)?.definition.ends !== undefined
  return isOver || now - last.at >= journey.definition.forgetAfterDays * DAY_MS
}

/**
 * What she did without a design, cut where nothing happened for long. `stepsRead`: with so many, what came before them
 * was not read, and the first story may lack its beginning.
 */
export function storiesWithoutDesign(
  snapshot: Snapshot,
  asking: Asking,
  stepsRead: number,
): readonly Story[] {
  const steps = usableSteps(snapshot, asking)
  const stories: Story[] = []
  let from = 0
  steps.forEach(({ at }, i) => {
    const next = steps[i + 1]?.at ?? asking.now
    if (next - at < SILENCE_MS && i < steps.length - 1) return
    stories.push({ steps: steps.slice(from, i + 1), isEnded: next - at >= SILENCE_MS })
    from = i + 1
  })
  return snapshot.events.length >= stepsRead ? stories.slice(1) : stories
}

/** What the conditions of segments may see of her. */
export function segmentVariables(
  snapshot: Snapshot,
  asking: Asking,
): Readonly<Record<string, unknown>> {
  const objects = usableObjects(snapshot, asking)
  const account = { category: 'account', sensitivity: 'normal', provenance: 'given' } as const
  const mayKnowAccounts = gate(asking.pass, { ...account, at: asking.now }).permit
  return {
    traits: usableTraits(snapshot, asking),
    objects: objects.map(({ type, id, status, isOpen, body }) => {
      return { type, id, status, open: isOpen, body }
    }),
    accounts: mayKnowAccounts ? (snapshot.accounts ?? []).map(({ id }) => publicId('acc', id)) : [],
  }
}

/** The names of those in `segmentVariables`, and their types. */
export const SEGMENT_VARIABLES = { traits: 'map', objects: 'list', accounts: 'list' } as const
