// Turns the identity rules into tables: done once per version of the definitions, never per event.
import type { IdentityRules, NamespaceRule } from '../../contract/definition.ts'
import type { Entity } from '../../contract/identifier.ts'

export interface CompiledNamespace {
  readonly namespace: string
  readonly use: NamespaceRule['use']
  /** position in the order (priority, namespace): lower decides first */
  readonly rank: number
  /** position of its limit in CompiledIdentity.limits; -1 = any number of values per customer */
  readonly limit: number
  readonly recordsPerValueMax: number
  /** several people may hold a value: it joins nobody with somebody who says to be another person */
  readonly mayBeShared: boolean
  /** undefined when the rules block no value of this namespace */
  readonly isBlocked: ((value: string) => boolean) | undefined
  /** rule names that stand on the links it makes */
  readonly sharedRule: string
  readonly sightingRule: string
}

export interface ValueLimit {
  readonly namespace: string
  readonly max: number
}

export interface CompiledIdentity {
  readonly namespaces: Readonly<Record<Entity, ReadonlyMap<string, CompiledNamespace>>>
  readonly limits: readonly ValueLimit[]
  readonly trustedSources: ReadonlySet<string>
  readonly recordsPerCustomerMax: number
  readonly deviceSessionMinutes: number
}

/**
 * Rules as tables for `resolve`. Of two rules for one (entity, namespace) the later one counts.
 * Throws a SyntaxError when a blocked pattern is no regular expression: definitions are checked before.
 */
export function compileIdentity(rules: IdentityRules): CompiledIdentity {
  const limits: ValueLimit[] = []
  const namespaces = {
    customer: new Map<string, CompiledNamespace>(),
    account: new Map<string, CompiledNamespace>(),
  }
  for (const [rank, rule] of inOrder(rules.namespaces).entries()) {
    const limit = rule.valuesPerCustomerMax === undefined ? -1 : limits.length
    if (rule.valuesPerCustomerMax !== undefined) {
      limits.push({ namespace: rule.namespace, max: rule.valuesPerCustomerMax })
    }
    namespaces[rule.entity].set(rule.namespace, compileNamespace(rule, { rank, limit }))
  }
  return {
    namespaces,
    limits,
    trustedSources: new Set(rules.trustedSources),
    recordsPerCustomerMax: rules.recordsPerCustomerMax,
    deviceSessionMinutes: rules.deviceSessionMinutes,
  }
}

function inOrder(rules: readonly NamespaceRule[]): readonly NamespaceRule[] {
  const last = new Map(rules.map((rule) => [`${rule.entity} ${rule.namespace}`, rule]))
  return [...last.values()].sort(
    (a, b) =>
      a.priority - b.priority ||
      compareText(a.namespace, b.namespace) ||
      compareText(a.entity, b.entity),
  )
}

function compileNamespace(
  rule: NamespaceRule,
  place: { readonly rank: number; readonly limit: number },
): CompiledNamespace {
  return {
    namespace: rule.namespace,
    use: rule.use,
    rank: place.rank,
    limit: place.limit,
    recordsPerValueMax: rule.recordsPerValueMax,
    mayBeShared: rule.mayBeShared ?? (rule.normalise === 'email' || rule.normalise === 'phone'),
    isBlocked: compileBlocked(rule),
    sharedRule: `shared:${rule.namespace}`,
    sightingRule: `sighting:${rule.namespace}`,
  }
}

function compileBlocked(rule: NamespaceRule): ((value: string) => boolean) | undefined {
  if (rule.blocked.length === 0 && rule.blockedPatterns.length === 0) return undefined
  const values = new Set(rule.blocked.map((value) => value.toLowerCase()))
  const patterns = rule.blockedPatterns.map((pattern) => new RegExp(pattern, 'iu'))
  return (value) =>
    values.has(value.toLowerCase()) || patterns.some((pattern) => pattern.test(value))
}

/** Code-unit order: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
