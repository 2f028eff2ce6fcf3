// Makes the definitions of the situation ready: once per version, so that a view only asks.
import type { Definitions } from '../../contract/definition.ts'
import type { Capability, Need, ServiceLevel } from '../../contract/situation.ts'
import { type Condition, compileCondition, type Variables } from '../condition/condition.ts'
import { type CompiledFeeds, compileFeeds, feedFaults } from './feed.ts'
import { ALWAYS_OPEN, compileHours, type Hours } from './hours.ts'
import { isTimeZone } from './zone.ts'

/** What the conditions of the situation may speak about. */
export const CUSTOMER_VARIABLES: Variables = { customer: 'map' }
export const OBJECT_VARIABLES: Variables = { customer: 'map', object: 'map' }

type SituationDefinitions = Pick<
  Definitions,
  'capabilities' | 'calendars' | 'serviceLevels' | 'situationFeeds'
>

export interface CompiledCapability {
  readonly definition: Capability
  readonly hours: Hours
  /** undefined = for all */
  readonly condition: Condition | undefined
}

export interface CompiledServiceLevel {
  readonly definition: ServiceLevel
  readonly hours: Hours
  readonly condition: Condition | undefined
  readonly pausedIn: ReadonlySet<string>
}

export interface CompiledSituation {
  readonly capabilities: ReadonlyMap<string, CompiledCapability>
  /** by type of object */
  readonly serviceLevels: ReadonlyMap<string, readonly CompiledServiceLevel[]>
  /** the condition of a constraint or incident; remembered, since they are asked in every view */
  readonly conditionOf: (source: string | undefined) => Condition | undefined
  /** which events bring news */
  readonly feeds: CompiledFeeds
}

/** Conditions come in from outside, so that only so many are remembered. */
const CONDITIONS_MAX = 2_000
/** Holds for nobody: what cannot be read touches no one. */
const NEVER: Condition = { source: 'false', holds: () => false, explain: () => [] }

/** What does not compile never holds and is never open: `situationFaults` refuses it before it gets here. */
export function compileSituation(definitions: SituationDefinitions): CompiledSituation {
  const { capabilities = [], calendars = [], serviceLevels = [] } = definitions
  const conditionOf = rememberConditions()
  const compiled = new Map(
    capabilities.map((definition) => [
      definition.capability,
      {
        definition,
        hours: definition.hours ? compileHours(definition.hours, calendars) : ALWAYS_OPEN,
        condition: conditionOf(definition.when),
      },
    ]),
  )
  const levels = new Map<string, CompiledServiceLevel[]>()
  for (const definition of serviceLevels) {
    const hours = compiled.get(definition.hoursOf ?? '')?.hours ?? ALWAYS_OPEN
    const pausedIn = new Set(definition.pausedIn.map((one) => one.toLowerCase()))
    const found = compileCondition(definition.when ?? '', OBJECT_VARIABLES)
    const condition = found.ok ? found.condition : NEVER
    const level = { definition, hours, condition, pausedIn }
    levels.set(definition.object, [...(levels.get(definition.object) ?? []), level])
  }
  const feeds = compileFeeds(definitions)
  return { capabilities: compiled, serviceLevels: levels, conditionOf, feeds }
}

function rememberConditions(): CompiledSituation['conditionOf'] {
  const remembered = new Map<string, Condition>()
  return (source) => {
    if (source === undefined || source.trim() === '') return undefined
    const known = remembered.get(source)
    if (known) return known
    const compiled = compileCondition(source, CUSTOMER_VARIABLES)
    const condition = compiled.ok ? compiled.condition : NEVER
    if (remembered.size < CONDITIONS_MAX) remembered.set(source, condition)
    return condition
  }
}

/** The capabilities that a need may mean, in the order of the definitions. */
export function capabilitiesFor(
  { capability, skill }: Need,
  compiled: CompiledSituation,
): readonly CompiledCapability[] {
  if (capability !== undefined) {
    const found = compiled.capabilities.get(capability)
    return found && (skill === undefined || found.definition.skills.includes(skill)) ? [found] : []
  }
  if (skill === undefined) return []
  return [...compiled.capabilities.values()].filter((one) => one.definition.skills.includes(skill))
}

export interface SituationFault {
  readonly path: string
  /** a sentence for the author */
  readonly message: string
}

/** What is wrong with definitions that fit the schema: zones, calendars and conditions. */
export function situationFaults(definitions: SituationDefinitions): readonly SituationFault[] {
  const { capabilities = [], calendars = [], serviceLevels = [] } = definitions
  const names = new Set(capabilities.map((one) => one.capability))
  const calendarNames = new Set(calendars.map((one) => one.calendar))
  return [
    ...capabilities.flatMap((one) => faultsOfCapability(one, calendarNames)),
    ...serviceLevels.flatMap((one) => faultsOfServiceLevel(one, names)),
    ...feedFaults(definitions),
  ]
}

function faultsOfCapability(
  { capability, hours, when }: Capability,
  calendars: ReadonlySet<string>,
): readonly SituationFault[] {
  const path = `capabilities.${capability}`
  const faults: SituationFault[] = []
  if (hours && !isTimeZone(hours.timeZone)) {
    faults.push({ path: `${path}.hours.timeZone`, message: `There is no zone ${hours.timeZone}` })
  }
  for (const calendar of hours?.calendars ?? []) {
    if (calendars.has(calendar)) continue
    faults.push({ path: `${path}.hours.calendars`, message: `There is no calendar ${calendar}` })
  }
  return [...faults, ...faultsOfCondition(when, CUSTOMER_VARIABLES, `${path}.when`)]
}

function faultsOfServiceLevel(
  { serviceLevel, hoursOf, when }: ServiceLevel,
  capabilities: ReadonlySet<string>,
): readonly SituationFault[] {
  const path = `serviceLevels.${serviceLevel}`
  const isKnown = hoursOf === undefined || capabilities.has(hoursOf)
  const faults = isKnown
    ? []
    : [{ path: `${path}.hoursOf`, message: `There is no capability ${hoursOf}` }]
  return [...faults, ...faultsOfCondition(when, OBJECT_VARIABLES, `${path}.when`)]
}

function faultsOfCondition(
  when: string | undefined,
  variables: Variables,
  path: string,
): readonly SituationFault[] {
  const compiled = compileCondition(when ?? '', variables)
  return compiled.ok ? [] : [{ path, message: compiled.error }]
}
