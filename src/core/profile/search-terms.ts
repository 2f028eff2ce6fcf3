// What a customer can be found by: names, e-mails, phones, order numbers - as said, and folded for comparison.
import type { ObjectType } from '../../contract/definition.ts'
import type { Json } from '../../contract/event.ts'
import type { Entity } from '../../contract/identifier.ts'
import { remembered } from '../collect/remembered.ts'
import { roleOfPhrase } from '../identity/match/roles/headers.ts'
import { nameFrom, nameText } from './names.ts'
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
  const traits = Object.keys(state)
  const name = nameFrom(entity, traits, (trait) => {
    const said = newest(state, trait)
    return nameText(said) ?? textsIn(said)[0]
  })
  const terms = name === undefined ? [] : [...term('name', name)]
  for (const field of ['email', 'phone'] as const) {
    const values = traits.flatMap((trait) =>
      reachedBy(trait) === field ? textsIn(newest(state, trait)) : [],
    )
    for (const value of [...new Set(values)].slice(0, VALUES_MAX)) terms.push(...term(field, value))
  }
  return terms
}

/** Whether a trait says where to write or to call, by its own name: e-mail, emails, mobile_phone, telefono. */
const reachedBy = remembered((trait) => {
  const role = roleOfPhrase(trait).role ?? roleOfPhrase(trait.replace(/s$/i, '')).role
  return role === 'email' || role === 'phone' ? role : undefined
})

/** Candidates of one trait differ in provenance; for finding somebody the newest will do. */
function newest(state: TraitState, trait: string): Json | undefined {
  let newest: { readonly t: number; readonly v: Json } | undefined
  for (const candidate of state[trait] ?? []) {
    if (!newest || candidate.t > newest.t) newest = candidate
  }
  return newest?.v
}

/** Of one list, and of one field of somebody, no more than these: more would be an export, not an address. */
const VALUES_MAX = 10

/** The texts that a trait has. Exports write telephone numbers as numbers. */
function textsIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  if (Array.isArray(value)) return value.slice(0, VALUES_MAX).flatMap(textsIn)
  return value !== undefined && value !== null && typeof value === 'object' && 'value' in value
    ? textsIn(value['value'])
    : []
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
