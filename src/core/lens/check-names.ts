// Names in the conditions of definitions: fields, kinds and types of objects that can never be there are faults; traits,
// which come from outside, are only worth a warning where they are nearly one that is declared.
import type { Definitions } from '../../contract/definition.ts'
import { EVENT_TYPES } from '../../contract/event.ts'
import type { Journey } from '../../contract/journey.ts'
import type { Job } from '../../contract/objective.ts'
import { nameFindings, record, type Shape } from '../condition/shape.ts'

export interface NamedIn {
  /** such as journeys.repair.stages.asked.enter */
  readonly path: string
  /** a sentence for the author */
  readonly message: string
}

export interface CheckedNames {
  readonly faults: readonly NamedIn[]
  readonly warnings: readonly NamedIn[]
}

type Shapes = Readonly<Record<string, Shape>>
type Naming = Pick<Definitions, 'kinds' | 'objects' | 'traits'>

export function checkNames(definitions: Definitions): CheckedNames {
  const faults: NamedIn[] = []
  const warnings: NamedIn[] = []
  for (const { path, source, shapes } of conditionsOf(definitions, shapesOf(definitions))) {
    for (const { isCertain, message } of nameFindings(source, shapes)) {
      ;(isCertain ? faults : warnings).push({ path, message })
    }
  }
  return { faults, warnings }
}

interface Conditional {
  readonly path: string
  readonly source: string
  readonly shapes: Shapes
}

type Known = ReturnType<typeof shapesOf>

/** All conditions of the definitions that are not empty. */
function conditionsOf(definitions: Definitions, known: Known): readonly Conditional[] {
  const { capabilities = [], serviceLevels = [], situationFeeds = [] } = definitions
  const all = [
    ...(definitions.journeys ?? []).flatMap((one) => conditionsOfJourney(one, known)),
    ...definitions.computed.map(({ name, when }) => {
      return { path: `computed.${name}.when`, source: when, shapes: known.eventAlone }
    }),
    ...(definitions.objectives ?? []).flatMap((one) => conditionsOfJob(one, known)),
    ...definitions.lenses.flatMap(({ lens, matters }) =>
      matters.map(({ when = '' }, n) => {
        return { path: `lenses.${lens}.matters.${n}.when`, source: when, shapes: known.fact }
      }),
    ),
    ...capabilities.map(({ capability, when = '' }) => {
      return { path: `capabilities.${capability}.when`, source: when, shapes: known.customer }
    }),
    ...serviceLevels.map(({ serviceLevel, when = '' }) => {
      return { path: `serviceLevels.${serviceLevel}.when`, source: when, shapes: known.owed }
    }),
    ...situationFeeds.map(({ feed, when = '' }) => {
      return { path: `situationFeeds.${feed}.when`, source: when, shapes: known.fed }
    }),
  ]
  return all.filter(({ source }) => source !== '')
}

function conditionsOfJourney({ journey, stages }: Journey, known: Known): readonly Conditional[] {
  return stages.flatMap(({ stage, enter, exit = '', holds = '' }) => {
    const path = `journeys.${journey}.stages.${stage}`
    return [
      { path: `${path}.enter`, source: enter, shapes: known.event },
      { path: `${path}.exit`, source: exit, shapes: known.event },
      { path: `${path}.holds`, source: holds, shapes: known.reading },
    ]
  })
}

function conditionsOfJob({ job, ...of }: Job, known: Known): readonly Conditional[] {
  const path = `objectives.${job}`
  return [
    ...of.signs.map(({ when }, n) => {
      return { path: `${path}.signs.${n}.when`, source: when, shapes: known.event }
    }),
    ...of.resolvedBy.map((when, n) => {
      return { path: `${path}.resolvedBy.${n}`, source: when, shapes: known.event }
    }),
    ...of.open.map(({ when }, n) => {
      return { path: `${path}.open.${n}.when`, source: when, shapes: known.openObject }
    }),
  ]
}

/** What each sort of condition may read. */
function shapesOf(naming: Naming) {
  const { traits, objects, ofObject, word } = sharedShapes(naming)
  const said = {
    type: word('type of event', EVENT_TYPES),
    name: 'any',
    kind: word(
      'kind',
      naming.kinds.map(({ kind }) => kind),
    ),
    channel: 'any',
    properties: 'any',
    traits,
  } as const
  const customer = record({
    traits,
    accounts: 'any',
    objects: {
      kind: 'list',
      of: record({
        ...ofObject,
        isOpen: 'any',
        openSince: 'any',
        statuses: 'any',
        changedAt: 'any',
      }),
    },
  })
  const { type, id, status, body } = ofObject
  return {
    event: { event: record({ ...said, object: record({ type, id, status }) }) },
    eventAlone: { event: record(said) },
    fed: {
      event: record({
        name: 'any',
        source: 'any',
        properties: 'any',
        traits,
        object: record({ ...ofObject, mode: 'any' }),
      }),
    },
    reading: { traits, objects },
    openObject: { object: record({ type, status, body }) },
    customer: { customer },
    owed: { customer, object: record({ id, status, body }) },
    fact: {
      fact: record({
        kind: 'any',
        name: 'any',
        status: 'any',
        open: 'any',
        ageDays: 'any',
        body: 'any',
        channel: 'any',
      }),
    },
  } satisfies Readonly<Record<string, Shapes>>
}

function sharedShapes(naming: Naming) {
  const word = (noun: string, words: readonly string[]): Shape => {
    return { kind: 'word', noun, words: ['', ...words] }
  }
  const ofObject = {
    type: word(
      'type of object',
      naming.objects.map(({ type }) => type),
    ),
    id: 'any',
    status: 'any',
    body: 'any',
  } as const
  const rules = naming.traits.map(({ trait }) => trait)
  const traits: Shape = {
    kind: 'open',
    names: rules.filter((rule) => !rule.endsWith('*')),
    prefixes: rules
      .filter((rule) => rule.endsWith('*') && rule !== '*')
      .map((one) => one.slice(0, -1)),
  }
  const objects: Shape = { kind: 'list', of: record({ ...ofObject, open: 'any' }) }
  return { word, ofObject, traits, objects }
}

/** What the conditions of segments may read (see stories.ts). */
export function segmentShapes(naming: Naming): Shapes {
  const { traits, objects } = sharedShapes(naming)
  return { traits, objects, accounts: 'any' }
}

/** What a condition about a customer may read: whom an incident touches, for whom a constraint stands. */
export function customerShapes(naming: Naming): Shapes {
  return shapesOf(naming).customer
}
