// What is remembered of journeys may still be of the design before: then it is read as that design says, so that nobody
// is told to stand where she stood earlier, only because the name of her stage is a new one.
import type { CompiledJourney, CompiledJourneys } from './compile.ts'
import type { JourneyState, Signal } from './fold.ts'

/**
 * The journeys by which `state` can be read: of those in force, with the former in place of each that does not know
 * all that is remembered of it. Answers `current` itself where it knows everything.
 */
export function readableJourneys(
  state: JourneyState,
  current: CompiledJourneys,
  former: CompiledJourneys,
): CompiledJourneys {
  const old: [string, CompiledJourney][] = []
  for (const [name, signals] of Object.entries(state)) {
    const now = current.byJourney.get(name)
    const before = former.byJourney.get(name)
    if (now && before && !signals.every((one) => knows(now, one))) old.push([name, before])
  }
  if (old.length === 0) return current
  return { ...current, byJourney: new Map([...current.byJourney, ...old]) }
}

function knows({ stages }: CompiledJourney, [, , signal]: Signal): boolean {
  return stages.has(signal.startsWith('-') ? signal.slice(1) : signal)
}
