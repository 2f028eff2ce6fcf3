// Since when a business object has been open: its body says so, or the first step of the journey that it is a passage of.
// The clocks of service levels run from then; where neither is known, there is no clock.
import type { JsonObject } from '../../contract/event.ts'
import { BEGAN_FIELDS } from '../../contract/journey.ts'
import { beganAt } from '../../core/journey/designed/began.ts'
import type { JourneyState } from '../../core/journey/designed/fold.ts'

/** ms of the first signal of every passage, by its id */
export type PassageStarts = ReadonlyMap<string, number>

export function passageStarts(journeys: JourneyState): PassageStarts {
  const starts = new Map<string, number>()
  for (const signals of Object.values(journeys)) {
    for (const [at, , , passage] of signals) {
      if (passage !== '' && at < (starts.get(passage) ?? Number.POSITIVE_INFINITY)) {
        starts.set(passage, at)
      }
    }
  }
  return starts
}

/** ms; undefined where nothing tells */
export function openSince(
  object: { readonly id: string; readonly open: boolean; readonly body: JsonObject },
  { starts, now }: { readonly starts: PassageStarts; readonly now: number },
): number | undefined {
  if (!object.open) return undefined
  return beganAt(object.body, BEGAN_FIELDS, now) ?? starts.get(object.id)
}
