// Father and son of one name: what Jr, Sr, II and the like say.
import type { Bench, Features } from '../compare/bench.ts'
import { NAME_ROLES } from '../roles/role.ts'

const GENERATION = / (jr|sr|ii|iii|iv)$/

/** jr, sr, ii, iii or iv where one of the names says so, else ''. */
export function generationOf(bench: Bench, { values }: Features): string {
  const { attributes } = bench.schema
  for (let at = 0; at < attributes.length; at++) {
    if (!NAME_ROLES.has(attributes[at]?.role ?? 'ignore')) continue
    for (const value of values[at] ?? []) {
      const found = GENERATION.exec(bench.textOf(at, value))?.[1]
      if (found !== undefined) return found
    }
  }
  return ''
}
