// What a customer can be found by: names, e-mails, phones, order numbers - as said, and folded for comparison.
import type { ObjectType } from '../../contract/definition.ts'
import type { Json } from '../../contract/event.ts'
import type { Entity } from '../../contract/identifier.ts'
import { nameFrom } from './names.ts'
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

/** As keyboards, word processors and other scripts write them: o'connor, o’connor and oconnor are one name. */
const APOSTROPHES = /['’‘ʼʻ`´]/g

/** Lower case, without accents, apostrophes and doubled white space: what a search compares. */
export function foldText(text: string): string {
  return text
    .replace(APOSTROPHES, '')
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

/** Names, e-mail and phone as the traits of one record have them now. */
export function searchTermsOfTraits(entity: Entity, state: TraitState): readonly SearchTerm[] {
  const name = nameFrom(entity, (trait) => newestText(state, trait))
  const terms = name === undefined ? [] : [...term('name', name)]
  for (const trait of ['email', 'phone'] as const) {
    const value = newestText(state, trait)
    if (value !== undefined) terms.push(...term(trait, value))
  }
  return terms
}

/**
 * Candidates of one trait differ in provenance; for finding somebody the newest text will do. Exports write telephone
 * numbers as numbers.
 */
function newestText(state: TraitState, trait: string): string | undefined {
  const candidates = Object.hasOwn(state, trait) ? (state[trait] ?? []) : []
  let newest: { readonly t: number; readonly v: Json } | undefined
  for (const candidate of candidates) if (!newest || candidate.t > newest.t) newest = candidate
  return typeof newest?.v === 'string' || typeof newest?.v === 'number'
    ? String(newest.v)
    : undefined
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
