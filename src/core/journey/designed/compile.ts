// Designed journeys turned into tables once per version: which stages an event can concern is told by its name, kind
// or type, so that most events cost three look-ups.
import type { Event } from '../../../contract/event.ts'
import type { Journey, JourneyStage } from '../../../contract/journey.ts'
import { type Condition, compileCondition } from '../../condition/condition.ts'
import { derivePrefilter } from '../../profile/prefilter.ts'

/** One condition on events, and what it does when it holds. */
export interface Trigger {
  readonly journey: CompiledJourney
  /** stage, or -stage when it takes her out */
  readonly signal: string
  readonly condition: Condition
}

export interface CompiledStage {
  readonly definition: JourneyStage
  /** place among the stages, 0 = first */
  readonly place: number
  readonly holds?: Condition
}

export interface CompiledJourney {
  readonly definition: Journey
  readonly stages: ReadonlyMap<string, CompiledStage>
  /** where in the event the passage stands; absent = one passage */
  readonly passage?: readonly string[]
}

type Table = ReadonlyMap<string, readonly Trigger[]>

/** Each trigger stands in exactly one of the four, under the narrowest field its condition names. */
export interface CompiledJourneys {
  readonly byJourney: ReadonlyMap<string, CompiledJourney>
  readonly byName: Table
  readonly byKind: Table
  readonly byType: Table
  readonly rest: readonly Trigger[]
}

export interface JourneyProblem {
  /** journey, or journey.stage */
  readonly path: string
  readonly reason: string
}

export type CompiledJourneysResult =
  | { readonly ok: true; readonly journeys: CompiledJourneys }
  | { readonly ok: false; readonly problems: readonly JourneyProblem[] }

/** Every journey is asked about with many events and stored per record. */
const JOURNEYS_MAX = 50
const PASSAGE_ROOTS: ReadonlySet<string> = new Set(['object', 'properties', 'account'])

/** Compiles all definitions, or tells every one that cannot work and why. */
export function compileJourneys(definitions: readonly Journey[]): CompiledJourneysResult {
  const problems: JourneyProblem[] = []
  if (definitions.length > JOURNEYS_MAX) {
    problems.push({ path: '*', reason: `At most ${JOURNEYS_MAX} journeys are kept` })
  }
  const byJourney = new Map<string, CompiledJourney>()
  const triggers: Trigger[] = []
  for (const definition of definitions) {
    if (byJourney.has(definition.journey)) {
      problems.push({ path: definition.journey, reason: 'The name is taken' })
    }
    const compiled = compileOne(definition, problems)
    byJourney.set(definition.journey, compiled)
    triggers.push(...triggersOf(compiled, problems))
  }
  if (problems.length > 0) return { ok: false, problems }
  return { ok: true, journeys: { byJourney, ...tablesOf(triggers) } }
}

function compileOne(definition: Journey, problems: JourneyProblem[]): CompiledJourney {
  const { journey } = definition
  const stages = new Map<string, CompiledStage>()
  definition.stages.forEach((stage, place) => {
    const path = `${journey}.${stage.stage}`
    if (stages.has(stage.stage)) problems.push({ path, reason: 'The name is taken' })
    const holds = conditionOf(stage.holds, READING, path, problems)
    stages.set(stage.stage, { definition: stage, place, ...(holds && { holds }) })
  })
  for (const { stage, next } of definition.stages) {
    for (const follower of next ?? []) {
      if (stages.has(follower)) continue
      problems.push({ path: `${journey}.${stage}`, reason: `There is no stage ${follower}` })
    }
  }
  const passage = definition.passage?.split('.')
  if (passage && !PASSAGE_ROOTS.has(passage[0] ?? '')) {
    const roots = [...PASSAGE_ROOTS].join(', ')
    problems.push({ path: journey, reason: `passage must start with one of ${roots}` })
  }
  return { definition, stages, ...(passage && { passage }) }
}

const READING = { traits: 'map', objects: 'list' } as const
const EVENT = { event: 'map' } as const

function conditionOf(
  source: string | undefined,
  variables: Parameters<typeof compileCondition>[1],
  path: string,
  problems: JourneyProblem[],
): Condition | undefined {
  if (source === undefined) return undefined
  const compiled = compileCondition(source, variables)
  if (compiled.ok) return compiled.condition
  problems.push({ path, reason: compiled.error })
  return undefined
}

function triggersOf(journey: CompiledJourney, problems: JourneyProblem[]): readonly Trigger[] {
  return journey.definition.stages.flatMap(({ stage, enter, exit }) => {
    const path = `${journey.definition.journey}.${stage}`
    const entering = conditionOf(enter, EVENT, path, problems)
    const leaving = conditionOf(exit, EVENT, path, problems)
    return [
      ...(entering ? [{ journey, signal: stage, condition: entering }] : []),
      ...(leaving ? [{ journey, signal: `-${stage}`, condition: leaving }] : []),
    ]
  })
}

function tablesOf(triggers: readonly Trigger[]): Omit<CompiledJourneys, 'byJourney'> {
  const tables = { name: new Map(), kind: new Map(), type: new Map() } as const
  const rest: Trigger[] = []
  for (const trigger of triggers) {
    const filter = derivePrefilter(trigger.condition.source)
    if (!filter) rest.push(trigger)
    for (const value of filter?.values ?? []) {
      const table: Map<string, Trigger[]> = tables[filter?.field ?? 'name']
      table.set(value, [...(table.get(value) ?? []), trigger])
    }
  }
  return { byName: tables.name, byKind: tables.kind, byType: tables.type, rest }
}

/** What a condition may see of an event; nothing about identifiers or the raw body. */
export function variablesOf(event: Event): Readonly<Record<string, unknown>> {
  const { type, name, kind, channel, properties, traits, object } = event
  const shown = object && { type: object.type, id: object.id, status: object.status ?? '' }
  return {
    event: { type, name, kind, channel, properties, traits: traits ?? {}, object: shown ?? {} },
  }
}
