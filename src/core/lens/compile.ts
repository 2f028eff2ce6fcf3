// Makes lenses and the definitions they lean on ready for use: once per version of the definitions, so that a
// view only looks things up.
import type {
  Definitions,
  Kind,
  NamespaceRule,
  ObjectType,
  TraitRule,
} from '../../contract/definition.ts'
import type { Lens, LensMatter } from '../../contract/lens.ts'
import { remembered } from '../collect/remembered.ts'
import { foldTraitName } from '../collect/trait-name.ts'
import { type Condition, compileCondition, type Variables } from '../condition/condition.ts'
import { type CompiledGates, compileGates } from '../consent/gates.ts'
import { roleOfPhrase } from '../identity/match/roles/headers.ts'
import type { Role } from '../identity/match/roles/role.ts'
import { type CompiledIntents, compileIntents } from './retrieval/intents.ts'
import { compileTemplate, type Template } from './template.ts'

/** What a lens's `when` may speak about. */
export const FACT_VARIABLES: Variables = { fact: 'map' }

type LensDefinitions = Pick<
  Definitions,
  | 'purposes'
  | 'roles'
  | 'kinds'
  | 'objects'
  | 'traits'
  | 'computed'
  | 'lenses'
  | 'identity'
  | 'intents'
>

export interface CompiledLenses {
  readonly gates: CompiledGates
  readonly lenses: readonly CompiledLens[]
  readonly kinds: ReadonlyMap<string, CompiledKind>
  readonly objects: ReadonlyMap<string, CompiledObject>
  /** lower-case event name -> the object it changes */
  readonly changes: ReadonlyMap<string, readonly ObjectPointer[]>
  /** lower-case name of the event that a write makes -> the type written */
  readonly writes: ReadonlyMap<string, string>
  readonly traits: Rules<TraitRule>
  readonly computedTitles: ReadonlyMap<string, string>
  readonly namespaces: ReadonlyMap<string, NamespaceRule>
  /** what she may want, and what it is then about */
  readonly intents: CompiledIntents
  /** version of the definitions, shown with the lens's name */
  readonly version: number | undefined
}

export interface CompiledLens {
  readonly definition: Lens
  readonly matters: Rules<CompiledMatter>
  readonly roles: ReadonlySet<string>
  readonly identifiers: ReadonlySet<string>
  /** traits it lists, with their places in its list */
  readonly traits: Rules<{ readonly pattern: string; readonly place: number }>
}

export interface CompiledMatter {
  readonly definition: LensMatter
  /** where the lens lists it, from 0 */
  readonly place: number
  /** undefined = always */
  readonly condition: Condition | undefined
}

export interface CompiledKind {
  readonly definition: Kind
  readonly text: Template | undefined
  readonly textMany: Template | undefined
  readonly textForCustomer: Template | undefined
  /** lower-case names that the definition gives in full: words of ours, not of whoever sends events */
  readonly names: ReadonlySet<string>
}

export interface CompiledObject {
  readonly definition: ObjectType
  readonly text: Template | undefined
  readonly textForCustomer: Template | undefined
  readonly open: ReadonlySet<string>
  readonly steady: ReadonlySet<string>
}

export interface ObjectPointer {
  readonly type: string
  /** path of the object's id in the event's payload */
  readonly id: readonly string[]
}

/**
 * Makes definitions ready. A condition or text that does not compile is left out as if it never held:
 * `checkDefinitions` refuses such definitions before they get here.
 */
export function compileLenses(
  definitions: LensDefinitions,
  options: { readonly version?: number } = {},
): CompiledLenses {
  return {
    gates: compileGates(definitions),
    lenses: definitions.lenses.map(compileLens),
    kinds: new Map(definitions.kinds.map((one) => [one.kind, compileKind(one, definitions)])),
    objects: new Map(definitions.objects.map((one) => [one.type, compileObject(one)])),
    changes: changesOf(definitions.objects),
    writes: new Map(definitions.objects.map((one) => [nameOfWrite(one), one.type])),
    traits: byMeaning(compileRules(definitions.traits, (one) => one.trait, foldPattern)),
    computedTitles: new Map(
      definitions.computed.map((one) => [one.name, one.description ?? humanise(one.name)]),
    ),
    namespaces: new Map(definitions.identity.namespaces.map((one) => [one.namespace, one])),
    intents: compileIntents(definitions.intents ?? []),
    version: options.version,
  }
}

function compileLens(definition: Lens): CompiledLens {
  const matters = definition.matters.map(compileMatter).filter((one) => one !== undefined)
  return {
    definition,
    matters: compileRules(matters, (one) => one.definition.what),
    roles: new Set<string>(definition.roles),
    identifiers: new Set(definition.identifiers),
    traits: compileRules(
      definition.traits.map((pattern, place) => ({ pattern, place })),
      (one) => one.pattern,
      foldPattern,
    ),
  }
}

function compileMatter(definition: LensMatter, place: number): CompiledMatter | undefined {
  const source = definition.when?.trim() ?? ''
  if (source === '' || source === 'true') return { definition, place, condition: undefined }
  const compiled = compileCondition(source, FACT_VARIABLES)
  return compiled.ok ? { definition, place, condition: compiled.condition } : undefined
}

function compileKind(definition: Kind, { objects }: LensDefinitions): CompiledKind {
  const written = objects.filter((one) => one.kind === definition.kind).map(nameOfWrite)
  return {
    definition,
    text: template(definition.text),
    textMany: template(definition.textMany),
    textForCustomer: template(definition.textForCustomer),
    names: new Set([...definition.names, ...written].map((one) => one.toLowerCase())),
  }
}

/** The event that a write of such an object makes: `Installed Product Updated`. */
function nameOfWrite({ type }: ObjectType): string {
  return `${type.replaceAll('_', ' ')} updated`
}

function compileObject(definition: ObjectType): CompiledObject {
  return {
    definition,
    text: template(definition.text),
    textForCustomer: template(definition.textForCustomer),
    open: new Set(definition.open.map((one) => one.toLowerCase())),
    steady: new Set((definition.steady ?? []).map((one) => one.toLowerCase())),
  }
}

function template(source: string | undefined): Template | undefined {
  if (source === undefined) return undefined
  const compiled = compileTemplate(source)
  return compiled.ok ? compiled.template : undefined
}

function changesOf(objects: readonly ObjectType[]): ReadonlyMap<string, readonly ObjectPointer[]> {
  const changes = new Map<string, ObjectPointer[]>()
  for (const object of objects) {
    for (const { event, id } of object.fromEvents) {
      const pointers = changes.get(event.toLowerCase()) ?? []
      for (const path of id.split('|')) {
        pointers.push({ type: object.type, id: path.trim().split('.') })
      }
      changes.set(event.toLowerCase(), pointers)
    }
  }
  return changes
}

/** Ordered rules by name, where `*` at the end matches a prefix: the first that fits comes first. */
export interface Rules<Rule> {
  readonly find: (name: string) => readonly Rule[]
}

const NO_RULES: readonly never[] = []

/** @param fold of two names that it makes equal either stands for the other */
function compileRules<Rule>(
  rules: readonly Rule[],
  nameOf: (rule: Rule) => string,
  fold: (name: string) => string = (name) => name,
): Rules<Rule> {
  const patterns = rules.map((rule) => fold(nameOf(rule)))
  const find = (name: string): readonly Rule[] => {
    const folded = fold(name)
    const found = rules.filter((_, at) => matches(patterns[at] as string, folded))
    return found.length > 0 ? found : NO_RULES
  }
  return { find: remembered(find) }
}

/** What is said of such a trait in another language is said of this one. */
const SAID_AS: Partial<Record<Role, string>> = {
  full_name: 'name',
  given_name: 'first_name',
  middle_name: 'first_name',
  family_name: 'last_name',
  birth_date: 'birthday',
  gender: 'gender',
  email: 'email',
  phone: 'phone',
  street: 'address',
  house_number: 'address',
  postcode: 'address',
  place: 'city',
}

/** A trait that no rule names falls under the rule of what it means: vorname and prénom are first names. */
function byMeaning(rules: Rules<TraitRule>): Rules<TraitRule> {
  const find = (name: string): readonly TraitRule[] => {
    const found = rules.find(name)
    if (found.length > 0 && found[0]?.trait !== '*') return found
    const { role } = roleOfPhrase(name)
    const meant = role && SAID_AS[role]
    return meant === undefined ? found : rules.find(meant)
  }
  return { find: remembered(find) }
}

/** Traits are named by whoever sends them: a rule for `ssn` holds for SSN, one for `health_score` for healthScore. */
function foldPattern(pattern: string): string {
  const isPrefix = pattern.endsWith('*')
  return `${foldTraitName(isPrefix ? pattern.slice(0, -1) : pattern)}${isPrefix ? '*' : ''}`
}

export function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name
}

/** `orders_count` -> `Orders count` */
export function humanise(name: string): string {
  const words = name.replaceAll(/[_.-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
