// What the tests of objectives and moods share: the catalogue that comes with Alidade, and events to tell in.
import type { Event, JsonObject } from '../contract/event.ts'
import type { Job } from '../contract/objective.ts'
import { type CompiledCatalogue, compileCatalogue } from '../core/objective/catalogue.ts'
import { foldObjectives, NO_OBJECTIVES, type ObjectiveState } from '../core/objective/state.ts'
import { defaultDefinitions } from './default-definitions.ts'

const DEFINITIONS = defaultDefinitions()
export const JOBS = DEFINITIONS.objectives ?? []
export const CATALOGUE = compiled(JOBS)
export const DAY = 86_400_000
/** 1 June 2026, midnight UTC; events are a second earlier unless they say when. */
export const NOW = Date.UTC(2026, 5, 1)

function compiled(jobs: readonly Job[]): CompiledCatalogue {
  const result = compileCatalogue(jobs, DEFINITIONS.kinds)
  if (!result.ok) throw new Error(JSON.stringify(result.faults))
  return result.catalogue
}

let made = 0
/** An event with an id of its own; `at` in ms. */
export function event(name: string, kind: string, properties: JsonObject, at = NOW - 1_000): Event {
  made++
  return {
    id: made.toString(16).padStart(32, '0'),
    type: 'track',
    name,
    kind,
    channel: 'chat',
    occurredAt: at,
    properties,
  } as unknown as Event
}
/** She writes in the chat. */
export const said = (text: string, at?: number): Event =>
  event('Chat Message Received', 'chat', { text }, at)
export function fold(events: readonly Event[]): ObjectiveState {
  return events.reduce((state, one) => foldObjectives(state, one, CATALOGUE), NO_OBJECTIVES)
}
