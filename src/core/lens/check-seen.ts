// Journeys that name what no event has brought so far. Nothing is wrong with such a journey, only that nobody is ever on
// it, and nobody is told; so its author is, with the name that was probably meant.
import type { Event, Json } from '../../contract/event.ts'
import type { Journey } from '../../contract/journey.ts'
import { compileCondition } from '../condition/condition.ts'
import { nameFindings, type Shape } from '../condition/shape.ts'
import { variablesOf } from '../journey/designed/compile.ts'
import type { NamedIn } from './check-names.ts'

/** Deeper than this no condition reads. */
const DEPTH_MAX = 4

/** Warnings for the author of journeys that compile; none where no events have come yet. */
export function unseenNames(
  journeys: readonly Journey[],
  events: readonly Event[],
): readonly NamedIn[] {
  if (events.length === 0) return []
  const seen = { event: eventShape(events) }
  return journeys.flatMap((journey) => [
    ...journey.stages.flatMap(({ stage, enter, exit = '' }) => {
      const path = `journeys.${journey.journey}.stages.${stage}`
      return [
        ...findings(`${path}.enter`, enter, seen),
        ...(exit === '' ? [] : findings(`${path}.exit`, exit, seen)),
      ]
    }),
    ...unseenPassage(journey, events),
  ])
}

type Scope = Readonly<Record<string, Shape>>

const findings = (path: string, source: string, scope: Scope): readonly NamedIn[] =>
  nameFindings(source, scope).map(({ message }) => ({ path, message }))

/** Of the events that bring somebody into a stage one must tell the passage; where none does, of all events. */
function unseenPassage(
  { journey, passage, stages }: Journey,
  events: readonly Event[],
): readonly NamedIn[] {
  if (passage === undefined) return []
  const entering = stages.flatMap(({ enter }) => {
    const compiled = compileCondition(enter, { event: 'map' })
    return compiled.ok ? [compiled.condition] : []
  })
  const bringing = events.filter((event) => {
    const variables = variablesOf(event)
    return entering.some((condition) => condition.holds(variables))
  })
  const source = passage.split('.').reduce((of, key) => `${of}[${JSON.stringify(key)}]`, 'event')
  const of = bringing.length > 0 ? bringing : events
  return findings(`journeys.${journey}.passage`, source, { event: passageShape(of) })
}

function eventShape(events: readonly Event[]): Shape {
  const names = [...new Set(events.map(({ name }) => name))]
  const looked = events.length
  return seenShape(looked, {
    type: 'any',
    kind: 'any',
    channel: 'any',
    traits: 'any',
    object: 'any',
    name: { kind: 'word', words: names, noun: 'name', looked },
    properties: shapeOfAll(
      events.map(({ properties }) => properties),
      { looked, depth: 1 },
    ),
  })
}

/** What a passage may be named by. */
function passageShape(events: readonly Event[]): Shape {
  const trees = events.map(({ properties, object, account }): Json => {
    const own = object && { type: object.type, id: object.id }
    return {
      properties,
      ...(own && { object: own }),
      ...(account && { account: { id: account.record.id } }),
    }
  })
  return shapeOfAll(trees, { looked: events.length, depth: 0 })
}

const seenShape = (looked: number, fields: Readonly<Record<string, Shape>>): Shape => {
  return { kind: 'seen', fields, looked }
}

/** Anything that is not always an object with fields may be read in ways that its fields do not tell. */
function shapeOfAll(
  values: readonly Json[],
  { looked, depth }: { readonly looked: number; readonly depth: number },
): Shape {
  if (depth > DEPTH_MAX || !values.every(isObject)) return 'any'
  const byField = new Map<string, Json[]>()
  for (const value of values) {
    for (const [field, own] of Object.entries(value as Readonly<Record<string, Json>>)) {
      const all = byField.get(field)
      if (all) all.push(own)
      else byField.set(field, [own])
    }
  }
  const fields = [...byField].map(([field, all]): [string, Shape] => {
    return [field, shapeOfAll(all, { looked, depth: depth + 1 })]
  })
  return seenShape(looked, Object.fromEntries(fields))
}

const isObject = (value: Json): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
