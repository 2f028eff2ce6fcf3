// What each of five systems knows about a person, under column names of its own. Whatever happens to the values, a
// record keeps at least one thing by which somebody could find her: the others would be a riddle without an answer.
import type { Random } from '../random.ts'
import { type Household, lendsHerMail, type Person } from './household.ts'
import {
  dateSlip,
  foreignKeyboard,
  PLACEHOLDER_DATES,
  PLACEHOLDER_MAILS,
  PLACEHOLDER_NAMES,
  PLACEHOLDER_PHONES,
  phoneForm,
  typo,
} from './mess.ts'
import { type Address, TOPICS } from './words.ts'

export type Source = 'crm' | 'web' | 'support' | 'billing' | 'shop'

/** Column -> text; what is not known is left out. */
export type Cells = Readonly<Record<string, string>>

/** Of every source, in the order of the wide file. */
export const COLUMNS_OF = {
  crm: [
    'customer_no',
    'first_name',
    'last_name',
    'birth_date',
    'email',
    'mobile',
    'home_phone',
    'street',
    'zip',
    'city',
    'company',
    'personal_id',
  ],
  web: ['visitor_id', 'login_email', 'login_phone', 'display_name', 'browser_language'],
  support: ['contact_name', 'contact_email', 'contact_phone', 'contact_postcode', 'topic'],
  billing: [
    'payer_surname',
    'payer_given',
    'payer_dob',
    'invoice_address',
    'invoice_postcode',
    'invoice_town',
    'payer_phone',
    'invoice_email',
    'customer_ref',
    'tax_ref',
  ],
  shop: [
    'ship_to',
    'ship_street',
    'ship_postal_code',
    'ship_city',
    'buyer_mail',
    'buyer_phone',
    'loyalty_card',
  ],
} as const satisfies Readonly<Record<Source, readonly string[]>>

/** A record in the making. `cases` grows by what makes it hard. */
export interface Draft {
  readonly random: Random
  readonly household: Household
  readonly person: Person
  /** made when she still had her former name, address, number and mail provider */
  readonly isOld: boolean
  /** 0 for her first record in this source */
  readonly copy: number
  readonly cases: Set<string>
}

export function cellsOf(source: Source, draft: Draft): Cells {
  const cells = withoutEmpty(WRITERS[source](draft))
  return draft.random.chance(UPPER_SHARE[source]) ? inCapitals(cells) : cells
}

type Loose = Readonly<Record<string, string | undefined>>

const WRITERS: Readonly<Record<Source, (draft: Draft) => Loose>> = {
  crm: (draft) => {
    const { random, person } = draft
    const { street, house, postcode, town } = addressOf(draft)
    const isBusiness = person.firm !== undefined && random.chance(0.5)
    const birth = maybe(draft, 0.85, birthDate)
    return {
      customer_no: draft.copy === 0 ? person.customerNumber : person.secondCustomerNumber,
      first_name: givenName(draft),
      last_name: familyName(draft),
      birth_date: birth,
      email: crmEmail(draft, isBusiness),
      mobile: maybe(draft, 0.7, mobile),
      home_phone: maybe(draft, 0.5, homePhone),
      ...(random.chance(0.92) && { street: `${street} ${house}`, zip: postcode, city: town }),
      company: isBusiness ? person.firm?.name : undefined,
      personal_id: random.chance(0.15) ? person.nationalId : undefined,
    }
  },
  web: (draft) => {
    const { random, household } = draft
    // A later visit may be without a login; then only the telephone tells who it was.
    const login = draft.copy > 0 && random.chance(0.3) ? undefined : ownEmail(draft)
    return {
      visitor_id: login === undefined ? draft.person.devices[0] : device(draft),
      login_email: login?.toLowerCase(),
      login_phone: login === undefined ? undefined : maybe(draft, 0.45, mobile),
      display_name: maybe(draft, 0.5, displayName),
      browser_language: household.country === 'SE' ? 'sv-SE' : 'en-GB',
    }
  },
  support: (draft) => {
    const { random } = draft
    const mail = maybe(draft, 0.8, email)
    const phone = mail === undefined ? ownPhone(draft) : maybe(draft, 0.5, ownPhone)
    return {
      contact_name: contactName(draft),
      contact_email: mail ?? (phone === undefined ? ownEmail(draft) : undefined),
      contact_phone: phone,
      contact_postcode: maybe(draft, 0.5, (known) => addressOf(known).postcode),
      topic: random.pick(TOPICS),
    }
  },
  billing: (draft) => {
    const { random, household, person } = draft
    const { street, house, postcode, town } = addressOf(draft)
    const isHouseFirst = household.country === 'GB'
    const birth = maybe(draft, 0.7, birthDate)
    return {
      payer_surname: familyName(draft),
      payer_given: givenName(draft),
      payer_dob: birth && turned(birth),
      invoice_address: isHouseFirst ? `${house} ${street}` : `${street} ${house}`,
      invoice_postcode: random.chance(0.3) ? postcode.replace(' ', '') : postcode,
      invoice_town: town,
      payer_phone: maybe(draft, 0.4, random.chance(0.4) ? homePhone : mobile),
      invoice_email: maybe(draft, 0.8, email),
      customer_ref: random.chance(0.35) ? person.customerNumber : undefined,
      tax_ref: random.chance(0.3) ? person.nationalId : undefined,
    }
  },
  shop: (draft) => {
    const { random, household, person } = draft
    const { street, house, postcode, town } = addressOf(draft)
    const card = household.familyCard ?? person.card
    const mail = maybe(draft, 0.88, email)
    const phone = maybe(draft, 0.5, mobile)
    const hasCard = random.chance(mail === undefined && phone === undefined ? 0.8 : 0.4)
    if (hasCard && household.familyCard !== undefined) draft.cases.add('family-card')
    return {
      ship_to: `${givenName(draft)} ${familyName(draft)}`,
      ship_street: `${street} ${house}`,
      ship_postal_code: postcode,
      ship_city: town,
      buyer_mail: mail,
      buyer_phone: phone,
      loyalty_card: hasCard ? card : undefined,
    }
  },
}

const UPPER_SHARE: Readonly<Record<Source, number>> = {
  crm: 0.02,
  web: 0,
  support: 0.02,
  billing: 0.25,
  shop: 0.05,
}

function maybe(
  draft: Draft,
  share: number,
  value: (draft: Draft) => string | undefined,
): string | undefined {
  return draft.random.chance(share) ? value(draft) : undefined
}

const TYPO_SHARE = 0.04
const NICKNAME_SHARE = 0.12
const KEYBOARD_SHARE = 0.15
const PLACEHOLDER_SHARE = 0.015

function givenName(draft: Draft): string {
  const { random, person } = draft
  if (person.nicknames.length > 0 && random.chance(NICKNAME_SHARE)) {
    draft.cases.add('nickname')
    return random.pick(person.nicknames)
  }
  return misspelt(draft, person.given)
}

function familyName(draft: Draft): string {
  const { random, person, isOld } = draft
  const name = isOld ? (person.familyBefore ?? person.family) : person.family
  const suffix = person.suffix !== '' && random.chance(0.5) ? ` ${person.suffix}` : ''
  return misspelt(draft, name) + suffix
}

function misspelt(draft: Draft, text: string): string {
  const { random } = draft
  const spelt = random.chance(KEYBOARD_SHARE) ? foreignKeyboard(random, text) : text
  if (!random.chance(TYPO_SHARE)) return spelt
  draft.cases.add('typo')
  return typo(random, spelt)
}

function contactName(draft: Draft): string {
  const { random } = draft
  if (random.chance(PLACEHOLDER_SHARE)) return placeholder(draft, PLACEHOLDER_NAMES)
  const given = givenName(draft)
  const family = familyName(draft)
  return random.weighted([
    [`${given} ${family}`, 80],
    [`${family}, ${given}`, 10],
    [`${given.slice(0, 1)}. ${family}`, 10],
  ])
}

function displayName(draft: Draft): string {
  const { random } = draft
  const given = givenName(draft)
  const family = familyName(draft)
  return random.weighted([
    [`${given} ${family}`, 45],
    [given, 30],
    [`${given}${family.slice(0, 1)}`.toLowerCase(), 25],
  ])
}

function birthDate(draft: Draft): string {
  const { random, person } = draft
  if (random.chance(0.02)) return placeholder(draft, PLACEHOLDER_DATES)
  if (!random.chance(TYPO_SHARE)) return person.born
  draft.cases.add('typo')
  return dateSlip(random, person.born)
}

/** 1980-02-31 -> 31/02/1980 */
function turned(iso: string): string {
  return iso.split('-').reverse().join('/')
}

function placeholder(draft: Draft, list: readonly string[]): string {
  draft.cases.add('placeholder')
  return draft.random.pick(list)
}

function addressOf({ household, isOld, random, cases }: Draft): Address {
  const address = isOld ? (household.addressBefore ?? household.address) : household.address
  if (address === household.addressBefore) cases.add('moved')
  if (!random.chance(TYPO_SHARE)) return address
  cases.add('typo')
  return { ...address, street: typo(random, address.street) }
}

/** Of whoever lends her mailbox to her children the CRM knows that it is hers. */
function crmEmail(draft: Draft, isBusiness: boolean): string | undefined {
  const { random, household, person, copy } = draft
  const own = copy === 0 && lendsHerMail(household, person) ? person.email : undefined
  if (own !== undefined) return own
  return isBusiness && random.chance(0.3) ? roleMailbox(draft) : maybe(draft, 0.9, email)
}

/** Any mailbox that reaches her: her own, the family's, a placeholder typed to get past the form. */
function email(draft: Draft): string | undefined {
  const { random, household } = draft
  if (random.chance(PLACEHOLDER_SHARE)) return placeholder(draft, PLACEHOLDER_MAILS)
  if (household.familyEmail !== undefined && random.chance(0.15)) return familyEmail(draft)
  const own = ownEmail(draft)
  if (own === undefined || !random.chance(TYPO_SHARE / 2)) return own
  draft.cases.add('typo')
  const at = own.indexOf('@')
  return typo(random, own.slice(0, at)) + own.slice(at)
}

/** A child is reached through the family. */
function ownEmail(draft: Draft): string | undefined {
  const { person, household, isOld } = draft
  if (!person.isChild) return isOld ? (person.emailBefore ?? person.email) : person.email
  if (household.familyEmail !== undefined) return familyEmail(draft)
  draft.cases.add('parents-email')
  return household.people[0]?.email
}

function familyEmail(draft: Draft): string | undefined {
  draft.cases.add('family-email')
  return draft.household.familyEmail
}

function roleMailbox(draft: Draft): string | undefined {
  draft.cases.add('role-mailbox')
  return draft.person.firm?.roleMailbox
}

function mobile(draft: Draft): string | undefined {
  const { random, person, household, isOld } = draft
  if (random.chance(PLACEHOLDER_SHARE)) return placeholder(draft, PLACEHOLDER_PHONES)
  const own = person.isChild ? household.people[0] : person
  const number = isOld ? (own?.mobileBefore ?? own?.mobile) : own?.mobile
  if (number === undefined) return undefined
  if (own !== person) draft.cases.add('parents-phone')
  return phoneForm(random, number)
}

/** A firm's people give the switchboard now and then, a family its landline. */
function homePhone(draft: Draft): string | undefined {
  const { random, person, household, cases } = draft
  if (person.firm !== undefined && random.chance(0.3)) {
    cases.add('switchboard')
    return phoneForm(random, person.firm.switchboard)
  }
  if (household.landline === undefined) return undefined
  if (household.people.length > 1) cases.add('landline')
  return phoneForm(random, household.landline)
}

function ownPhone(draft: Draft): string | undefined {
  return mobile(draft) ?? homePhone(draft)
}

const KIOSK_SHARE = 0.03

function device(draft: Draft): string {
  const { random, household, cases } = draft
  if (random.chance(KIOSK_SHARE)) {
    cases.add('kiosk')
    return household.kiosk
  }
  if (household.tablet === undefined || !random.chance(0.35)) return ownDevice(draft)
  cases.add('shared-device')
  return household.tablet
}

/** Her telephone, or her computer where she is seen a second time. */
function ownDevice({ random, person, copy }: Draft): string {
  return person.devices[copy > 0 && random.chance(0.5) ? 1 : 0] ?? ''
}

/** Not e-mail addresses and devices: their letters count elsewhere. */
function inCapitals(cells: Cells): Cells {
  const entries = Object.entries(cells).map(([name, text]) => [
    name,
    text.includes('@') || name === 'visitor_id' ? text : text.toUpperCase(),
  ])
  return Object.fromEntries(entries)
}

function withoutEmpty(cells: Loose): Cells {
  const entries = Object.entries(cells).filter(([, text]) => text !== undefined && text !== '')
  return Object.fromEntries(entries) as Cells
}
