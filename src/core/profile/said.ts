// What a record says of a person or an organisation right now, flat and short: what the matcher compares.
import type { Json } from '../../contract/event.ts'
import type { Candidate, TraitState } from './traits.ts'

export interface Said {
  readonly [trait: string]: string | number
}

/** A text longer than this is prose and tells nobody apart. */
const CHARACTERS_MAX = 200
const TRAITS_MAX = 60

/**
 * The newest value of each trait that was given or observed; members of an address or another block stand under
 * `block.member`. Names in order. Guesses are left out: they would be evidence of themselves.
 */
export function saidBy(state: TraitState): Said {
  const said: Record<string, string | number> = {}
  for (const trait of Object.keys(state).slice(0, TRAITS_MAX)) {
    const value = newest(state[trait] ?? [])
    const isBlock = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (!isBlock) add(said, trait, value)
    else for (const [name, member] of Object.entries(value)) add(said, `${trait}.${name}`, member)
  }
  return said
}

function newest(candidates: readonly Candidate[]): Json | undefined {
  let found: Candidate | undefined
  for (const candidate of candidates) {
    if (candidate.p === 'inferred') continue
    if (!found || candidate.t > found.t) found = candidate
  }
  return found?.v
}

function add(said: Record<string, string | number>, name: string, value: Json | undefined): void {
  if (typeof value !== 'string' && typeof value !== 'number') return
  if (value === '' || (typeof value === 'string' && value.length > CHARACTERS_MAX)) return
  said[name] = value
}
