// Father and son of one name: what Jr, Sr, II and the like say.
import type { Bench, Features } from '../compare/bench.ts'
import { NAME_ROLES } from '../roles/role.ts'

const GENERATION = / (jr|sr|ii|iii|iv)$/

/** Per attribute of names: its position, and what its values say as far as they were asked for, by their numbers. */
interface Name {
  readonly at: number
  readonly said: string[]
}

/** Every pair is asked twice, and a bench knows few values many times over. */
const names = new WeakMap<Bench, readonly Name[]>()

/** jr, sr, ii, iii or iv where one of the names says so, else ''. */
export function generationOf(bench: Bench, { values }: Features): string {
  for (const { at, said } of namesOf(bench)) {
    const own = values[at]
    if (!own) continue
    for (const value of own) {
      const found = said[value] ?? generationIn(bench.textOf(at, value))
      said[value] = found
      if (found !== '') return found
    }
  }
  return ''
}

const generationIn = (text: string): string => GENERATION.exec(text)?.[1] ?? ''

function namesOf(bench: Bench): readonly Name[] {
  const known = names.get(bench)
  if (known) return known
  const made = bench.schema.attributes.flatMap(({ role }, at) =>
    NAME_ROLES.has(role) ? [{ at, said: [] }] : [],
  )
  names.set(bench, made)
  return made
}
