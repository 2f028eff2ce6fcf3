// Since when a business object has been open: its body says so, or the first step of the journey that it is a passage of.
// The clocks of service levels run from then; where neither is known, there is no clock.
import type { JsonObject } from '../contract/event.ts'
import type { JourneyState } from '../core/journey/designed/fold.ts'

const OPENED_PATHS = [
  'openedAt',
  'opened_at',
  'createdAt',
  'created_at',
  'reportedAt',
  'reported_at',
  'placedAt',
  'placed_at',
]

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
  starts: PassageStarts,
): number | undefined {
  if (!object.open) return undefined
  for (const path of OPENED_PATHS) {
    const value = object.body[path]
    const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
    if (!Number.isNaN(at)) return at
  }
  return starts.get(object.id)
}
