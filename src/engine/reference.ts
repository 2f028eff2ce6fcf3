// References in API calls -> the identifier id under which the store finds somebody.
import { type Entity, hexOfPublicId, parseIdentifier } from '../contract/identifier.ts'
import { ProblemError } from '../contract/problem.ts'
import { addIdentifier, startFinder } from '../core/collect/identifiers.ts'
import { objectKey } from './collect/object-key.ts'
import type { Compiled } from './compiled.ts'
import type { Store } from './ports/store.ts'

export interface ReferenceContext {
  readonly store: Store
  readonly compiled: Compiled
  readonly hash: (text: string) => string
}

/** Identifier id (32 hex) of `namespace:value`, normalised like those in events; undefined for placeholders. */
export function identifierId(
  namespace: string,
  value: string,
  entity: Entity,
  { compiled, hash }: Pick<ReferenceContext, 'compiled' | 'hash'>,
): string | undefined {
  const rules =
    entity === 'account' ? compiled.collect.accountRules : compiled.collect.customerRules
  const finder = startFinder(entity, rules, hash)
  return addIdentifier(finder, namespace, value, 'external') ? finder.found[0]?.id : undefined
}

/**
 * What a reference names: `cus_...`, `acc_...`, `rec_...`, `namespace:value` of an identifier, or `type:id` of a
 * business object (its owner). Undefined when it is well-formed but nothing can be found under it.
 * Throws ProblemError REFERENCE_INVALID.
 */
export async function resolveReference(
  ref: string,
  entity: Entity,
  context: ReferenceContext,
): Promise<string | undefined> {
  const hex = hexOfPublicId(ref)
  if (hex !== undefined) return hex
  const identifier = parseIdentifier(ref)
  if (!identifier) {
    throw new ProblemError(
      'REFERENCE_INVALID',
      'Name somebody as cus_..., acc_... or namespace:value, for example email:ann@example.com',
    )
  }
  const { namespace, value } = identifier
  if (context.compiled.objectTypes.has(namespace)) {
    const key = objectKey(context.hash, namespace, value)
    const [object] = await context.store.objectsByKey([key])
    if (object) return object.record
  }
  return identifierId(namespace, value, entity, context)
}
