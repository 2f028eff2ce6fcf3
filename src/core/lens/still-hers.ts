// Passages of things that have gone to somebody else. An order that was booked on the wrong customer and put right, a
// contract that another took over: what happened while it was hers is in her past, but she no longer waits for it, and
// what became of it since is not told to whoever asks about her.
import type { CompiledJourney, CompiledJourneys } from '../journey/designed/compile.ts'
import type { JourneyState } from '../journey/designed/fold.ts'
import type { Snapshot } from './snapshot.ts'

/** The same state where nothing has gone, or where not all that she has was read. */
export function stillHers(
  state: JourneyState,
  { objects, hasAllObjects, subject }: Snapshot,
  { byJourney }: CompiledJourneys,
): JourneyState {
  // On an account's page stands what its people did, whose things are not all read.
  if (!hasAllObjects || subject.entity !== 'customer') return state
  const own = new Set(objects.map(({ id }) => id))
  const kept: [string, JourneyState[string]][] = []
  let hasGone = false
  for (const [name, signals = []] of Object.entries(state)) {
    const hers = isOfThings(byJourney.get(name))
      ? signals.filter(([, , , passage]) => own.has(passage))
      : signals
    hasGone ||= hers.length < signals.length
    if (hers.length > 0) kept.push([name, hers])
  }
  return hasGone ? Object.fromEntries(kept) : state
}

const isOfThings = (journey: CompiledJourney | undefined): boolean =>
  journey?.passage?.[0] === 'object' && journey.passage[1] === 'id'
