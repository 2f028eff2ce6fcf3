// What a customer can be found by: names, e-mails, phones, order numbers - as said, and folded for comparison.
import type { ObjectType } from '../../contract/definition.ts'
import type { Json } from '../../contract/event.ts'
import type { TraitState } from './traits.ts'

export interface SearchTerm {
  readonly field: string
  readonly value: string
  readonly folded: string
}

const VALUE_CHARS_MAX = 200

/** Letters that are no letter with an accent and yet are written plainly by whoever lacks the key. */
const PLAIN: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
}

/** Lower case, without accents and doubled white space: what a search compares. */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[øłđðþæœßıħŧ]/g, (letter) => PLAIN[letter] ?? letter)
    .replace(/\s+/g, ' ')
    .trim()
}

/** What somebody looks for; the zero in +46 (0)70 is not dialled. */
export const foldQuery = (text: string): string =>
  foldText(text).replace(/^(\+|00)([\d ]+)\(0\)/, '$1$2')

/** A telephone number without what parts its figures: everybody parts them in another way. */
const foldPhone = (text: string): string => foldQuery(text).replace(/[ ().\-/]/g, '')

function term(field: string, value: string): readonly SearchTerm[] {
  const cut = value.slice(0, VALUE_CHARS_MAX)
  const folded = field === 'phone' ? foldPhone(cut) : foldText(cut)
  return folded === '' ? [] : [{ field, value: cut, folded }]
}

const NAME_PARTS: readonly (readonly string[])[] = [
  ['first_name', 'last_name'],
  ['firstName', 'lastName'],
  ['given_name', 'family_name'],
]
const WHOLE_NAMES = ['name', 'full_name', 'company', 'company_name']

/** Names, e-mail and phone as the traits of one record have them now. */
export function searchTermsOfTraits(state: TraitState): readonly SearchTerm[] {
  const terms = [...nameOf(state)].flatMap((name) => term('name', name))
  for (const trait of ['email', 'phone'] as const) {
    const value = newestText(state, trait)
    if (value !== undefined) terms.push(...term(trait, value))
  }
  return terms
}

function nameOf(state: TraitState): readonly string[] {
  for (const trait of WHOLE_NAMES) {
    const whole = newestText(state, trait)
    if (whole !== undefined) return [whole]
  }
  for (const parts of NAME_PARTS) {
    const said = parts.flatMap((part) => newestText(state, part) ?? [])
    if (said.length > 0) return [said.join(' ')]
  }
  return []
}

/** Candidates of one trait differ in provenance; for finding somebody the newest text will do. */
function newestText(state: TraitState, trait: string): string | undefined {
  const candidates = Object.hasOwn(state, trait) ? (state[trait] ?? []) : []
  let newest: { readonly t: number; readonly v: Json } | undefined
  for (const candidate of candidates) if (!newest || candidate.t > newest.t) newest = candidate
  return typeof newest?.v === 'string' ? newest.v : undefined
}

/** The object's number, and what its type says it is found by. */
export function searchTermsOfObject(
  type: string,
  id: string,
  body: Readonly<Record<string, Json>>,
  definition: ObjectType | undefined,
): readonly SearchTerm[] {
  const terms = [...term(type, id)]
  for (const property of definition?.searchable ?? []) {
    const value = body[property]
    if (typeof value === 'string' || typeof value === 'number') {
      terms.push(...term(`${type}.${property}`, String(value)))
    }
  }
  return terms
}
