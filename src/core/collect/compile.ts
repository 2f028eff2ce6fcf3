// Definitions turned into tables once per version, so that no event pays for reading them.
import type {
  ConsentMapping,
  Definitions,
  Kind,
  NamespaceRule,
  ObjectType,
} from '../../contract/definition.ts'
import type { EventType } from '../../contract/event.ts'
import type { Entity } from '../../contract/identifier.ts'
import { ProblemError } from '../../contract/problem.ts'
import { compilePattern } from '../condition/pattern.ts'
import { compileNames, type NameTable } from './name-table.ts'
import { compilePath, type Path } from './path.ts'

/** A namespace rule with its paths, blocked values and patterns ready for use. */
export interface CompiledRule {
  readonly namespace: string
  readonly entity: Entity
  readonly normalise: NamespaceRule['normalise']
  readonly use: NamespaceRule['use']
  readonly priority: number
  readonly country: string
  readonly paths: readonly Path[]
  readonly blocked: ReadonlySet<string>
  readonly patterns: readonly RegExp[]
}

/** Rules of one entity: by name, and those that look into events. */
export interface RuleSet {
  readonly byNamespace: ReadonlyMap<string, CompiledRule>
  readonly withPaths: readonly CompiledRule[]
}

export interface KindAnswer {
  readonly kind: string
  readonly notable: boolean
}

/** An event of an SDK that changes a business object. */
export interface ObjectEvent {
  readonly type: ObjectType
  /** where its id may stand: the first that is there counts */
  readonly ids: readonly Path[]
  readonly status: string | undefined
}

export interface CompiledCollect {
  readonly customerRules: RuleSet
  readonly accountRules: RuleSet
  readonly kindsByName: NameTable<KindAnswer>
  readonly kindsByType: ReadonlyMap<EventType, KindAnswer>
  readonly kindsById: ReadonlyMap<string, KindAnswer>
  readonly objectTypes: ReadonlyMap<string, ObjectType>
  readonly objectEvents: NameTable<ObjectEvent>
  readonly plan: CompiledPlan
  readonly consentMappings: readonly ConsentMapping[]
  readonly purposes: ReadonlySet<string>
  /** purposes whose data leaves the company: Global Privacy Control withdraws them */
  readonly externalPurposes: readonly string[]
}

export interface CompiledPlan {
  /** of each event, what must be there: of each part one of its names */
  readonly required: NameTable<readonly (readonly string[])[]>
  readonly isRejecting: boolean
  readonly allowUnplanned: boolean
}

/** Compiles the definitions. Throws DEFINITION_INVALID when a path or a pattern cannot be used. */
export function compileCollect(definitions: Definitions): CompiledCollect {
  const { kinds, objects, plan, purposes } = definitions
  return {
    customerRules: compileRules(definitions, 'customer'),
    accountRules: compileRules(definitions, 'account'),
    kindsByName: compileNames(kinds.flatMap((kind) => kind.names.map((n) => [n, answerOf(kind)]))),
    kindsByType: firstOf(kinds.flatMap((kind) => kind.types.map((t) => [t, answerOf(kind)]))),
    kindsById: firstOf(kinds.map((kind) => [kind.kind, answerOf(kind)])),
    objectTypes: firstOf(objects.map((type) => [type.type, type])),
    objectEvents: compileNames(objects.flatMap(objectEventsOf)),
    plan: {
      required: compileNames(
        plan.events.map(({ event, required }) => [event, required.map((one) => one.split('|'))]),
      ),
      isRejecting: plan.onViolation === 'reject',
      allowUnplanned: plan.allowUnplanned,
    },
    consentMappings: definitions.consentMappings,
    purposes: new Set(purposes.map((purpose) => purpose.purpose)),
    externalPurposes: purposes.filter((p) => p.external).map((purpose) => purpose.purpose),
  }
}

function answerOf(kind: Kind): KindAnswer {
  return { kind: kind.kind, notable: kind.notable }
}

/** A map in which the first entry of a key wins, as everywhere in definitions. */
function firstOf<K, V>(entries: readonly (readonly [K, V])[]): ReadonlyMap<K, V> {
  return new Map([...entries].reverse())
}

function objectEventsOf(type: ObjectType): readonly (readonly [string, ObjectEvent])[] {
  return type.fromEvents.map((entry) => [
    entry.event,
    { type, ids: pathsOf(entry.id, `objects.${type.type}`), status: entry.status },
  ])
}

/** `properties.order_id|properties.orderId`: SDKs of different languages spell alike names their own way. */
function pathsOf(text: string, where: string): readonly Path[] {
  return text.split('|').map((one) => neededPath(one, where))
}

/** Namespaces that the wire itself has; they exist without a rule. */
const WIRE_NAMESPACES = {
  customer: ['user_id', 'anonymous_id'],
  account: ['group_id'],
} as const satisfies Record<Entity, readonly string[]>

function compileRules(definitions: Definitions, entity: Entity): RuleSet {
  const { namespaces, defaultCountry } = definitions.identity
  const rules = namespaces.filter((rule) => rule.entity === entity)
  const compiled = rules.map((rule) => compileRule(rule, defaultCountry))
  const implied = WIRE_NAMESPACES[entity].map((name) => impliedRule(name, entity, defaultCountry))
  return {
    byNamespace: firstOf([...compiled, ...implied].map((rule) => [rule.namespace, rule])),
    withPaths: compiled.filter((rule) => rule.paths.length > 0),
  }
}

function compileRule(rule: NamespaceRule, country: string): CompiledRule {
  const where = `identity.namespaces.${rule.namespace}`
  return {
    namespace: rule.namespace,
    entity: rule.entity,
    normalise: rule.normalise,
    use: rule.use,
    priority: rule.priority,
    country,
    paths: rule.from.map((path) => neededPath(path, where)),
    blocked: new Set(rule.blocked.map((value) => value.trim().toLowerCase())),
    patterns: rule.blockedPatterns.map((pattern) => neededPattern(pattern, where)),
  }
}

function impliedRule(namespace: string, entity: Entity, country: string): CompiledRule {
  return {
    namespace,
    entity,
    normalise: 'exact',
    use: namespace === 'anonymous_id' ? 'device' : 'join',
    priority: 1000,
    country,
    paths: [],
    blocked: new Set(),
    patterns: [],
  }
}

function neededPath(text: string, where: string): Path {
  const path = compilePath(text)
  if (path) return path
  throw new ProblemError('DEFINITION_INVALID', `${where}: "${text}" is not a path into an event`)
}

function neededPattern(text: string, where: string): RegExp {
  const compiled = compilePattern(text)
  if (compiled.ok) return compiled.pattern
  throw new ProblemError('DEFINITION_INVALID', `${where}: ${compiled.error}`)
}
