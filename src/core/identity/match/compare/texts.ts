// What a record says under a role, as texts.
import { positionsOf } from '../roles/positions.ts'
import type { Role } from '../roles/role.ts'
import type { Bench, Features } from './bench.ts'

/** Under every attribute of the role, in the order of the schema. */
export function textsOf(
  { schema, textOf }: Pick<Bench, 'schema' | 'textOf'>,
  { values }: Features,
  role: Role,
): readonly string[] {
  const texts: string[] = []
  for (const at of positionsOf(schema, role)) {
    for (const value of values[at] ?? NOTHING) texts.push(textOf(at, value))
  }
  return texts
}

const NOTHING: readonly number[] = []
