// Cross-checks definitions: every name one definition uses must be defined by another, conditions and texts
// must compile. The schema (contract/definition.ts) checks shapes; this checks that they fit together.
import type { Definitions } from '../../contract/definition.ts'
import { type CompiledCondition, compileCondition, type Variables } from '../condition/condition.ts'
import { compilePattern } from '../condition/pattern.ts'
import { situationFaults } from '../situation/compile.ts'
import { checkNames } from './check-names.ts'
import { FACT_VARIABLES, matches } from './compile.ts'
import { compileTemplate } from './template.ts'

export interface DefinitionFault {
  /** such as lenses.support-call.matters.3.what */
  readonly path: string
  /** a sentence for the author */
  readonly message: string
}

/** What a computed trait's `when` may speak about. */
const EVENT_VARIABLES: Variables = { event: 'map' }
/** The kind every unknown event gets. */
const FALLBACK_KIND = 'other'

/** All faults, in the order of the sections; an empty list means the definitions fit together. */
export function checkDefinitions(definitions: Definitions): DefinitionFault[] {
  const faults: DefinitionFault[] = []
  const check: Check = {
    definitions,
    names: namesOf(definitions),
    fault: (path, message) => faults.push({ path, message }),
  }
  checkUnique(check)
  checkIdentity(check)
  checkMatching(check)
  checkKinds(check)
  checkObjects(check)
  checkComputed(check)
  checkPurposes(check)
  checkLenses(check)
  checkMappings(check)
  checkIntents(check)
  for (const { path, message } of situationFaults(definitions)) check.fault(path, message)
  for (const { path, message } of checkNames(definitions).faults) check.fault(path, message)
  return faults
}

interface Check {
  readonly definitions: Definitions
  readonly names: Names
  readonly fault: (path: string, message: string) => void
}

interface Names {
  readonly kinds: ReadonlySet<string>
  readonly objects: ReadonlySet<string>
  readonly computed: ReadonlySet<string>
  readonly purposes: ReadonlySet<string>
  readonly roles: ReadonlySet<string>
  readonly namespaces: ReadonlySet<string>
  readonly categories: ReadonlySet<string>
}

function namesOf(all: Definitions): Names {
  const categories = [...all.kinds, ...all.objects, ...all.traits, ...all.identity.namespaces]
  return {
    kinds: new Set(all.kinds.map((one) => one.kind)),
    objects: new Set(all.objects.map((one) => one.type)),
    computed: new Set(all.computed.map((one) => one.name)),
    purposes: new Set(all.purposes.map((one) => one.purpose)),
    roles: new Set(all.roles.map((one) => one.role)),
    namespaces: new Set(all.identity.namespaces.map((one) => one.namespace)),
    categories: new Set(categories.map((one) => one.category)),
  }
}

function checkUnique({ definitions, fault }: Check): void {
  const lists: readonly (readonly [section: string, names: readonly string[]])[] = [
    ['identity.namespaces', definitions.identity.namespaces.map((one) => one.namespace)],
    ['kinds', definitions.kinds.map((one) => one.kind)],
    ['objects', definitions.objects.map((one) => one.type)],
    ['traits', definitions.traits.map((one) => one.trait)],
    ['survivorship', definitions.survivorship.map((one) => one.trait)],
    ['computed', definitions.computed.map((one) => one.name)],
    ['purposes', definitions.purposes.map((one) => one.purpose)],
    ['roles', definitions.roles.map((one) => one.role)],
    ['lenses', definitions.lenses.map((one) => one.lens)],
    ['intents', (definitions.intents ?? []).map((one) => one.intent)],
    ['capabilities', (definitions.capabilities ?? []).map((one) => one.capability)],
    ['calendars', (definitions.calendars ?? []).map((one) => one.calendar)],
    ['serviceLevels', (definitions.serviceLevels ?? []).map((one) => one.serviceLevel)],
    ['situationFeeds', (definitions.situationFeeds ?? []).map((one) => one.feed)],
  ]
  for (const [section, names] of lists) {
    const seen = new Set<string>()
    for (const name of names) {
      if (seen.has(name)) fault(`${section}.${name}`, 'This name is defined twice')
      seen.add(name)
    }
  }
}

function checkIdentity({ definitions, fault }: Check): void {
  for (const rule of definitions.identity.namespaces) {
    for (const [index, pattern] of rule.blockedPatterns.entries()) {
      const compiled = compilePattern(pattern)
      if (!compiled.ok) {
        fault(`identity.namespaces.${rule.namespace}.blockedPatterns.${index}`, compiled.error)
      }
    }
  }
}

function checkMatching({ definitions, fault }: Check): void {
  for (const entity of ['customer', 'account'] as const) {
    const { review, link, merge } = definitions.matching?.[entity]?.thresholds ?? {}
    const path = `matching.${entity}.thresholds`
    if (review !== undefined && link !== undefined && review > link) {
      fault(`${path}.review`, 'Must not be above link: between the two a person is asked')
    }
    if (link !== undefined && merge !== undefined && merge < link) {
      fault(
        `${path}.merge`,
        'Must not be below link: merging two customers needs more than joining',
      )
    }
  }
}

function checkKinds({ definitions, names, fault }: Check): void {
  if (!names.kinds.has(FALLBACK_KIND)) {
    fault('kinds', `There must be a kind ${FALLBACK_KIND} for events that no other kind takes`)
  }
  const owners = new Map<string, string>()
  for (const kind of definitions.kinds) {
    checkText(kind.text, `kinds.${kind.kind}.text`, fault)
    checkText(kind.textMany, `kinds.${kind.kind}.textMany`, fault)
    checkText(kind.textForCustomer, `kinds.${kind.kind}.textForCustomer`, fault)
    for (const name of kind.names) {
      const owner = owners.get(name.toLowerCase())
      if (owner) fault(`kinds.${kind.kind}.names`, `${name} belongs to kind ${owner} already`)
      owners.set(name.toLowerCase(), kind.kind)
    }
  }
}

function checkObjects({ definitions, names, fault }: Check): void {
  for (const object of definitions.objects) {
    const path = `objects.${object.type}`
    checkText(object.text, `${path}.text`, fault)
    checkText(object.textForCustomer, `${path}.textForCustomer`, fault)
    if (!names.kinds.has(object.kind)) fault(`${path}.kind`, `There is no kind ${object.kind}`)
    const events = object.fromEvents.map((one) => one.event.toLowerCase())
    if (new Set(events).size < events.length) {
      fault(`${path}.fromEvents`, 'One event stands here twice')
    }
  }
}

function checkText(source: string | undefined, path: string, fault: Check['fault']): void {
  if (source === undefined) return
  const compiled = compileTemplate(source)
  if (!compiled.ok) fault(path, compiled.error)
}

function checkComputed({ definitions, fault }: Check): void {
  for (const one of definitions.computed) {
    checkCondition(compileCondition(one.when, EVENT_VARIABLES), `computed.${one.name}.when`, fault)
    const needsValue = one.of === 'sum' || one.of === 'min' || one.of === 'max'
    if (needsValue && one.value === undefined) {
      fault(`computed.${one.name}.value`, `A ${one.of} needs the path of a value`)
    }
  }
}

function checkCondition(compiled: CompiledCondition, path: string, fault: Check['fault']): void {
  if (!compiled.ok) fault(path, compiled.error)
}

function checkPurposes({ definitions, names, fault }: Check): void {
  for (const purpose of definitions.purposes) {
    const path = `purposes.${purpose.purpose}`
    for (const category of purpose.categories) {
      if (category !== '*' && !names.categories.has(category)) {
        fault(`${path}.categories`, `No kind, object, trait or namespace has category ${category}`)
      }
    }
    const strangers = purpose.roles.filter((role) => !names.roles.has(role))
    for (const role of strangers) fault(`${path}.roles`, `There is no role ${role}`)
    const unknown = (purpose.compatibleWith ?? []).filter((one) => !names.purposes.has(one))
    for (const other of unknown) fault(`${path}.compatibleWith`, `There is no purpose ${other}`)
  }
}

type LensDefinition = Definitions['lenses'][number]

function checkLenses(check: Check): void {
  for (const lens of check.definitions.lenses) {
    checkLensPurpose(lens, check)
    checkLensMatters(lens, check)
    for (const namespace of lens.identifiers) {
      if (namespace !== '*' && !check.names.namespaces.has(namespace)) {
        check.fault(`lenses.${lens.lens}.identifiers`, `There is no namespace ${namespace}`)
      }
    }
  }
}

function checkLensPurpose(lens: LensDefinition, { definitions, fault }: Check): void {
  const path = `lenses.${lens.lens}`
  const purpose = definitions.purposes.find((one) => one.purpose === lens.purpose)
  if (!purpose) {
    fault(`${path}.purpose`, `There is no purpose ${lens.purpose}`)
    return
  }
  for (const role of lens.roles) {
    if (!purpose.roles.includes(role)) {
      fault(`${path}.roles`, `Role ${role} may not act for purpose ${lens.purpose}`)
    }
  }
  if (lens.audience === 'external' && !purpose.external) {
    fault(`${path}.audience`, `Purpose ${lens.purpose} is not one for which data leave the company`)
  }
}

function checkLensMatters(lens: LensDefinition, { names, fault }: Check): void {
  const always = new Set<string>()
  for (const [index, matter] of lens.matters.entries()) {
    const path = `lenses.${lens.lens}.matters.${index}`
    if (!exists(matter.what, names)) fault(`${path}.what`, `There is nothing named ${matter.what}`)
    if (always.has(matter.what)) {
      fault(path, `An earlier entry for ${matter.what} without a condition decides already`)
    }
    if (!matter.when?.trim()) always.add(matter.what)
    checkCondition(compileCondition(matter.when ?? '', FACT_VARIABLES), `${path}.when`, fault)
  }
}

/** Traits come from outside, so any trait may be named; the rest must be defined. */
function exists(what: string, names: Names): boolean {
  const all = [
    ...names.kinds,
    ...[...names.objects].map((one) => `object:${one}`),
    ...[...names.computed].map((one) => `computed:${one}`),
  ]
  return what.startsWith('trait:') || all.some((name) => matches(what, name))
}

function checkIntents({ definitions, names, fault }: Check): void {
  for (const { intent, favours, purposes = [] } of definitions.intents ?? []) {
    for (const [index, { what }] of favours.entries()) {
      if (!exists(what, names)) {
        fault(`intents.${intent}.favours.${index}.what`, `There is nothing named ${what}`)
      }
    }
    const unknown = purposes.filter((one) => !names.purposes.has(one))
    for (const one of unknown) fault(`intents.${intent}.purposes`, `There is no purpose ${one}`)
  }
}

function checkMappings({ definitions, names, fault }: Check): void {
  for (const mapping of definitions.consentMappings) {
    if (!names.purposes.has(mapping.purpose)) {
      fault(`consentMappings.${mapping.category}`, `There is no purpose ${mapping.purpose}`)
    }
  }
}
