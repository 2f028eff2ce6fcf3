// Where the attributes of a role stand in a schema, found once: decisions ask for every pair.
import type { Role } from './role.ts'
import type { Schema } from './schema.ts'

const known = new WeakMap<Schema, Map<Role, readonly number[]>>()

export function positionsOf(schema: Schema, role: Role): readonly number[] {
  const own = known.get(schema) ?? new Map<Role, readonly number[]>()
  known.set(schema, own)
  const found = own.get(role)
  if (found) return found
  const made = schema.attributes.flatMap((attribute, at) => (attribute.role === role ? [at] : []))
  own.set(role, made)
  return made
}
