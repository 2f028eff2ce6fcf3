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
  let count = 0
  for (const trait of Object.keys(state)) {
    if (count >= TRAITS_MAX) break
    const value = newest(state[trait] ?? [])
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [name, member] of Object.entries(value)) {
        if (add(said, `${trait}.${name}`, member)) count++
      }
    } else if (add(said, trait, value)) count++
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

function add(
  said: Record<string, string | number>,
  name: string,
  value: Json | undefined,
): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false
  if (value === '' || (typeof value === 'string' && value.length > CHARACTERS_MAX)) return false
  said[name] = value
  return true
}
