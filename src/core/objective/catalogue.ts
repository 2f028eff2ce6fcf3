// The catalogue of jobs, compiled: conditions ready, and a table that says at once which jobs an event can concern.
import type { Kind } from '../../contract/definition.ts'
import type { Event } from '../../contract/event.ts'
import type { Job } from '../../contract/objective.ts'
import { type Condition, compileCondition, type Variables } from '../condition/condition.ts'
import { derivePrefilter } from '../profile/prefilter.ts'
import type { WordKinds } from './her-words.ts'

export interface CompiledJob {
  readonly definition: Job
  readonly signs: readonly CompiledRule[]
  readonly open: readonly CompiledObject[]
}

/** A sign or a resolution: does it hold for an event? */
export interface CompiledRule {
  readonly job: string
  /** 0 = it settles the job */
  readonly weight: number
  readonly halfLifeDays: number
  /** place among the job's signs, so that a changed catalogue is not mixed up with an old state */
  readonly sign: string
  readonly condition: Condition
}

export interface CompiledObject {
  readonly type: string
  readonly weight: number
  readonly condition: Condition
}

export interface CompiledCatalogue {
  readonly jobs: ReadonlyMap<string, CompiledJob>
  readonly words: WordKinds
  readonly byName: ReadonlyMap<string, readonly CompiledRule[]>
  readonly byKind: ReadonlyMap<string, readonly CompiledRule[]>
  /** rules that name neither; they are tried on every event */
  readonly rest: readonly CompiledRule[]
}

export interface CatalogueFault {
  /** such as objectives.pay-bill.signs.1.when */
  readonly path: string
  readonly message: string
}

export type CompiledCatalogueResult =
  | { readonly ok: true; readonly catalogue: CompiledCatalogue }
  | { readonly ok: false; readonly faults: readonly CatalogueFault[] }

const EVENT_VARIABLES: Variables = { event: 'map' }
const OBJECT_VARIABLES: Variables = { object: 'map' }
/** A customer's objectives are read with every view. */
export const JOBS_MAX = 200
const SEARCH_KIND = 'search'

/** Compiles all jobs, or tells every fault. `kinds` say which events carry her own words. */
export function compileCatalogue(
  jobs: readonly Job[],
  kinds: readonly Pick<Kind, 'kind' | 'provenance'>[],
): CompiledCatalogueResult {
  const faults: CatalogueFault[] = []
  const fault = (path: string, message: string) => faults.push({ path, message })
  if (jobs.length > JOBS_MAX) fault('objectives', `At most ${JOBS_MAX} jobs are kept`)
  const compiled = jobs.map((job) => compileJob(job, fault))
  const ids = jobs.map(({ job }) => job)
  for (const [n, id] of ids.entries()) {
    if (ids.indexOf(id) !== n) fault(`objectives.${id}`, 'The name is taken')
  }
  if (faults.length > 0) return { ok: false, faults }
  return { ok: true, catalogue: catalogueOf(compiled, kinds) }
}

type TellFault = (path: string, message: string) => void

interface JobParts extends CompiledJob {
  readonly rules: readonly CompiledRule[]
}

function compileJob(definition: Job, fault: TellFault): JobParts {
  const path = `objectives.${definition.job}`
  const signs = definition.signs.map(({ when, weight, halfLifeDays }, n) => ({
    job: definition.job,
    weight,
    halfLifeDays,
    sign: when,
    condition: conditionOf(when, EVENT_VARIABLES, (message) =>
      fault(`${path}.signs.${n}.when`, message),
    ),
  }))
  const ends = definition.resolvedBy.map((when, n) => ({
    job: definition.job,
    weight: 0,
    halfLifeDays: 1,
    sign: when,
    condition: conditionOf(when, EVENT_VARIABLES, (message) =>
      fault(`${path}.resolvedBy.${n}`, message),
    ),
  }))
  const open = definition.open.map(({ type, when, weight }, n) => ({
    type,
    weight,
    condition: conditionOf(when, OBJECT_VARIABLES, (message) =>
      fault(`${path}.open.${n}.when`, message),
    ),
  }))
  return { definition, signs, open, rules: [...signs, ...ends] }
}

const NEVER: Condition = { source: 'false', holds: () => false, explain: () => [] }

function conditionOf(
  source: string,
  variables: Variables,
  fault: (message: string) => void,
): Condition {
  const compiled = compileCondition(source, variables)
  if (compiled.ok) return compiled.condition
  fault(compiled.error)
  return NEVER
}

function catalogueOf(
  jobs: readonly JobParts[],
  kinds: readonly Pick<Kind, 'kind' | 'provenance'>[],
): CompiledCatalogue {
  const byName = new Map<string, CompiledRule[]>()
  const byKind = new Map<string, CompiledRule[]>()
  const rest: CompiledRule[] = []
  for (const rule of jobs.flatMap((job) => job.rules)) {
    const filter = derivePrefilter(rule.condition.source)
    const table = filter?.field === 'name' ? byName : filter?.field === 'kind' ? byKind : undefined
    if (!table || !filter) rest.push(rule)
    else for (const value of filter.values) addTo(table, value, rule)
  }
  const given = kinds.filter((one) => one.provenance === 'given').map(({ kind }) => kind)
  return {
    jobs: new Map(
      jobs.map(({ definition, signs, open }) => [definition.job, { definition, signs, open }]),
    ),
    words: { given: new Set(given), search: new Set([SEARCH_KIND]) },
    byName,
    byKind,
    rest,
  }
}

function addTo(table: Map<string, CompiledRule[]>, value: string, rule: CompiledRule): void {
  const rules = table.get(value)
  if (rules) rules.push(rule)
  else table.set(value, [rule])
}

/** Rules that hold for an event; most events concern none and cost two look-ups. */
export function rulesFor(catalogue: CompiledCatalogue, event: Event): readonly CompiledRule[] {
  const named = catalogue.byName.get(event.name)
  const ofKind = catalogue.byKind.get(event.kind)
  if (!named && !ofKind && catalogue.rest.length === 0) return NONE
  const { type, name, kind, channel, properties, traits = {} } = event
  const object = event.object
    ? { type: event.object.type, id: event.object.id, status: event.object.status ?? '' }
    : NO_OBJECT
  const vars = { event: { type, name, kind, channel, properties, traits, object } }
  const holding: CompiledRule[] = []
  for (const rules of [named, ofKind, catalogue.rest]) {
    for (const rule of rules ?? NONE) if (rule.condition.holds(vars)) holding.push(rule)
  }
  return holding
}
const NONE: readonly CompiledRule[] = []
const NO_OBJECT = { type: '', id: '', status: '' }
