// The table of kinds by name: the one place that knows them all.
import { code, postcode } from './code.ts'
import { email, phone } from './contact.ts'
import { date } from './date.ts'
import { domain } from './domain.ts'
import { fullName } from './full-name.ts'
import type { Kind } from './kind.ts'
import { namePart } from './name-part.ts'
import { organisation } from './organisation.ts'
import { category, place, street, wholeNumber } from './text.ts'

export type KindName =
  | 'name_part'
  | 'full_name'
  | 'organisation'
  | 'date'
  | 'email'
  | 'phone'
  | 'code'
  | 'postcode'
  | 'street'
  | 'place'
  | 'category'
  | 'domain'
  | 'whole_number'

/** A kind whose values only it can read; nobody else looks into them. */
export type AnyKind = Kind<unknown>

export const KINDS: Readonly<Record<KindName, AnyKind>> = {
  name_part: sealed(namePart),
  full_name: sealed(fullName),
  organisation: sealed(organisation),
  date: sealed(date),
  email: sealed(email),
  phone: sealed(phone),
  code: sealed(code),
  postcode: sealed(postcode),
  street: sealed(street),
  place: sealed(place),
  category: sealed(category),
  domain: sealed(domain),
  whole_number: sealed(wholeNumber),
}

// Values go back only to the kind that read them, so forgetting their type is safe.
function sealed<P>(kind: Kind<P>): AnyKind {
  return kind as unknown as AnyKind
}
