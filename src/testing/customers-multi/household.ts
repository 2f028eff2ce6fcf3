// Who lives in household number n, computed from (seed, n) alone, so that any size streams and nothing is kept.
import { plainLetters } from '../names.ts'
import { createRandom, mix, type Random } from '../random.ts'
import {
  cardOf,
  customerNumber,
  deviceOf,
  landlineOf,
  mailNumber,
  mobileOf,
  nationalNumber,
} from './numbers.ts'
import {
  type Address,
  address,
  type Country,
  FIRMS,
  familyName,
  givenName,
  HANDLES,
  nicknamesOf,
  PROVIDERS,
  type Sex,
} from './words.ts'

export interface Household {
  readonly number: number
  readonly country: Country
  readonly address: Address
  /** where they lived when their older records were made */
  readonly addressBefore: Address | undefined
  readonly landline: string | undefined
  readonly familyEmail: string | undefined
  /** one device that all of them use */
  readonly tablet: string | undefined
  /** one loyalty card that all of them show */
  readonly familyCard: string | undefined
  /** in a public place, used by people of many households */
  readonly kiosk: string
  readonly people: readonly Person[]
}

export interface Person {
  /** her own, over all households */
  readonly number: number
  readonly given: string
  readonly nicknames: readonly string[]
  readonly family: string
  /** before she married */
  readonly familyBefore: string | undefined
  readonly suffix: '' | 'Jr' | 'Sr'
  /** ISO date */
  readonly born: string
  readonly isChild: boolean
  readonly mobile: string | undefined
  readonly mobileBefore: string | undefined
  readonly email: string | undefined
  readonly emailBefore: string | undefined
  /** her telephone and her computer */
  readonly devices: readonly [string, string]
  readonly customerNumber: string
  /** of her second record in the CRM, where nobody noticed that she was there */
  readonly secondCustomerNumber: string
  readonly nationalId: string
  readonly card: string
  readonly firm: Firm | undefined
  /** what makes her hard to tell apart or to find again */
  readonly cases: readonly string[]
}

export interface Firm {
  readonly name: string
  readonly domain: string
  /** read by several people of the firm */
  readonly roleMailbox: string
  readonly switchboard: string
}

/** The year in which all this is looked at. */
const YEAR = 2026
const CHILD_AGE_MAX = 15
/** More than live in any household, so that people can be numbered by household and place in it. */
const PEOPLE_MAX = 8
/** Lines and mail numbers of households and firms begin above those of people. */
const HOUSEHOLD_LINES = 40_000_000
const SWITCHBOARD_LINES = 50_000_000
const HOUSEHOLDS_PER_FIRM = 24
const HOUSEHOLDS_PER_KIOSK = 100
/** A number that was given up goes to somebody in the household so many further on. */
const RECYCLE_DISTANCE = 37

interface Draft {
  readonly given: string
  readonly sex: Sex
  readonly family: string
  readonly familyBefore?: string
  readonly suffix?: 'Jr' | 'Sr'
  readonly age: number
  /** day of the year, 0 to 364 */
  readonly day: number
  readonly cases: readonly string[]
}

export function householdOf(seed: number, number: number): Household {
  const random = createRandom(mix(seed, number, 21))
  const country: Country = random.chance(0.65) ? 'SE' : 'GB'
  const drafts = membersOf(random, country)
  const [first] = drafts
  const moved = random.chance(0.22)
  const isFamily = drafts.length > 1
  const family = plainLetters(first?.family ?? '')
  return {
    number,
    country,
    address: address(random, country),
    addressBefore: moved ? address(random, country) : undefined,
    landline: random.chance(0.4) ? landlineOf(country, number) : undefined,
    familyEmail:
      isFamily && random.chance(0.35)
        ? `familj.${family}${mailNumber(HOUSEHOLD_LINES + number)}@${random.weighted(PROVIDERS)}`
        : undefined,
    tablet: isFamily && random.chance(0.3) ? deviceOf(seed, number, 90) : undefined,
    familyCard:
      isFamily && random.chance(0.15) ? cardOf(number * PEOPLE_MAX + PEOPLE_MAX - 1) : undefined,
    kiosk: deviceOf(seed, Math.floor(number / HOUSEHOLDS_PER_KIOSK), 91),
    people: drafts.map((draft, at) => personOf(random, draft, { seed, country, number, at })),
  }
}

/**
 * She whose children give her e-mail address must be known by name herself, and with that address: else a nameless visit
 * with it could be the child's as well, and no resolver could tell.
 */
export function lendsHerMail({ people }: Household, person: Person): boolean {
  return person === people[0] && people.some(({ isChild }) => isChild)
}

type Shape = 'single' | 'couple' | 'parent' | 'family' | 'sharers'
const SHAPES: readonly (readonly [Shape, number])[] = [
  ['single', 34],
  ['couple', 27],
  ['parent', 8],
  ['family', 26],
  ['sharers', 5],
]

function membersOf(random: Random, country: Country): readonly Draft[] {
  const shape = random.weighted(SHAPES)
  const head = adult(random, country, random.int(22, 84))
  if (shape === 'single') return [head]
  if (shape === 'sharers') return [head, adult(random, country, random.int(20, 32))]
  const adults = shape === 'parent' ? [head] : [head, partner(random, country, head)]
  if (shape === 'couple') return adults
  return withChildren(random, country, adults)
}

function adult(random: Random, country: Country, age: number): Draft {
  const sex: Sex = random.chance(0.5) ? 'female' : 'male'
  const given = givenName(random, country, sex)
  return {
    given,
    sex,
    age,
    family: familyName(random, country),
    day: random.int(0, 364),
    cases: [],
  }
}

const RENAMED_SHARE = 0.3
const SHARED_NAME_SHARE = 0.85

function partner(random: Random, country: Country, head: Draft): Draft {
  const age = Math.max(20, head.age + random.int(-6, 6))
  const other = { ...adult(random, country, age), sex: opposite(head.sex) }
  const given = givenName(random, country, other.sex)
  if (!random.chance(SHARED_NAME_SHARE)) return { ...other, given }
  const renamed = random.chance(RENAMED_SHARE)
  return {
    ...other,
    given,
    family: head.family,
    ...(renamed && { familyBefore: other.family }),
    cases: renamed ? ['renamed'] : [],
  }
}

function opposite(sex: Sex): Sex {
  return sex === 'female' ? 'male' : 'female'
}

const TWINS_SHARE = 0.06
const SAME_NAME_SHARE = 0.06
const PARENT_AGE_MIN = 20

function withChildren(
  random: Random,
  country: Country,
  adults: readonly Draft[],
): readonly Draft[] {
  const [head] = adults
  if (!head) return adults
  const oldest = Math.min(...adults.map(({ age }) => age)) - PARENT_AGE_MIN
  if (oldest < 1) return adults
  const children: Draft[] = []
  for (let left = random.int(1, 3); left > 0; left--) {
    const age = random.int(0, Math.min(oldest, 24))
    const child = { ...adult(random, country, age), family: head.family }
    children.push({ ...child, given: freeName(random, country, child, [...adults, ...children]) })
    if (random.chance(TWINS_SHARE))
      return [...adults, ...twins(random, country, [adults, children])]
  }
  return juniors(random, [...adults, ...children])
}

/** The last child gets a brother or sister of the same day, now and then of nearly the same name. */
function twins(
  random: Random,
  country: Country,
  [adults, children]: readonly [readonly Draft[], readonly Draft[]],
): readonly Draft[] {
  const last = children.at(-1)
  if (!last) return children
  const one = { ...last, cases: ['twin'] }
  const sex = random.chance(0.6) ? one.sex : opposite(one.sex)
  const given = freeName(random, country, { given: '', sex }, [...adults, ...children])
  return [...children.slice(0, -1), one, { ...one, sex, given }]
}

/**
 * A name that nobody at home bears, her own where it is free. Nobody gives two children one name; whoever names a son
 * after himself is the case of its own below, as often as we say and not as often as chance draws a frequent name twice.
 */
function freeName(
  random: Random,
  country: Country,
  { given, sex }: Pick<Draft, 'given' | 'sex'>,
  family: readonly Draft[],
): string {
  const taken = new Set(['', ...family.map((member) => member.given)])
  let name = given
  while (taken.has(name)) name = givenName(random, country, sex)
  return name
}

/** Father and grown-up son of one name. */
function juniors(random: Random, members: readonly Draft[]): readonly Draft[] {
  const father = members.find(({ sex, age }) => sex === 'male' && age > 40)
  const son = members.find(({ sex, age }) => sex === 'male' && age > CHILD_AGE_MAX && age < 25)
  if (!father || !son || !random.chance(SAME_NAME_SHARE)) return members
  return members.map((member) => {
    if (member === father) return { ...member, suffix: 'Sr' as const, cases: ['jr-sr'] }
    if (member !== son) return member
    return { ...member, given: father.given, suffix: 'Jr' as const, cases: ['jr-sr'] }
  })
}

interface Place {
  readonly seed: number
  readonly country: Country
  readonly number: number
  /** which member of the household */
  readonly at: number
}

function personOf(random: Random, draft: Draft, place: Place): Person {
  const { seed, country, number, at } = place
  const own = number * PEOPLE_MAX + at
  const isChild = draft.age <= CHILD_AGE_MAX
  const born = birthDate(draft)
  const firm = !isChild && random.chance(0.12) ? firmOf(seed, number) : undefined
  const contact = isChild ? NO_CONTACT : contactOf(random, draft, { place, own, born })
  return {
    number: own,
    given: draft.given,
    nicknames: nicknamesOf(draft.given),
    family: draft.family,
    familyBefore: draft.familyBefore,
    suffix: draft.suffix ?? '',
    born,
    isChild,
    devices: [deviceOf(seed, own, 92), deviceOf(seed, own, 93)],
    customerNumber: `K${customerNumber(own * 2)}`,
    secondCustomerNumber: `K${customerNumber(own * 2 + 1)}`,
    nationalId: `${country}${nationalNumber(own)}C`,
    card: cardOf(own),
    firm,
    ...contact,
    cases: [...draft.cases, ...contact.cases],
  }
}

function birthDate({ age, day }: Draft): string {
  const time = Date.UTC(YEAR - age - 1, 0, 1) + day * 86_400_000
  return new Date(time).toISOString().slice(0, 10)
}

type Contact = Pick<Person, 'mobile' | 'mobileBefore' | 'email' | 'emailBefore' | 'cases'>

const NO_CONTACT: Contact = {
  mobile: undefined,
  mobileBefore: undefined,
  email: undefined,
  emailBefore: undefined,
  cases: [],
}

const PROVIDER_CHANGED_SHARE = 0.15

function contactOf(
  random: Random,
  draft: Draft,
  { place, own, born }: { readonly place: Place; readonly own: number; readonly born: string },
): Contact {
  const { seed, country, number, at } = place
  const name = mailName(random, draft, born, own)
  const provider = random.weighted(PROVIDERS)
  const hasChanged = random.chance(PROVIDER_CHANGED_SHARE)
  const before = draft.familyBefore
    ? mailName(random, { ...draft, family: draft.familyBefore }, born, own)
    : name
  // Whoever has no e-mail address has a telephone: nobody could reach her else.
  const hasEmail = random.chance(0.92)
  const given = at === 0 ? recycled(seed, country, number) : undefined
  const gaveUp = at === 0 && gaveUpNumber(seed, number)
  return {
    mobile: !hasEmail || random.chance(0.93) ? (given ?? mobileOf(country, own * 2)) : undefined,
    mobileBefore: gaveUp ? mobileOf('SE', own * 2 + 1) : undefined,
    email: hasEmail ? `${name}@${provider}` : undefined,
    emailBefore:
      hasEmail && (hasChanged || draft.familyBefore)
        ? `${before}@${otherProvider(random, provider)}`
        : undefined,
    cases: [
      ...(given === undefined ? [] : ['recycled-phone']),
      ...(hasChanged ? ['new-mail'] : []),
    ],
  }
}

function otherProvider(random: Random, provider: string): string {
  const others = PROVIDERS.filter(([name]) => name !== provider)
  return random.weighted(others)
}

/** Every local part holds a number that nobody else has: an e-mail address truly belongs to one person. */
function mailName(random: Random, { given, family }: Draft, born: string, own: number): string {
  const unique = mailNumber(own)
  const first = plainLetters(given)
  const last = plainLetters(family)
  return random.weighted([
    [`${first}.${last}${unique}`, 45],
    [`${first.slice(0, 1)}${last}${unique}`, 20],
    [`${first}${born.slice(2, 4)}.${unique}`, 15],
    [`${random.pick(HANDLES)}${unique}`, 20],
  ])
}

/** The first grown-up of one household in thirty has changed the number of her mobile. */
function gaveUpNumber(seed: number, household: number): boolean {
  return household >= 0 && mix(seed, household, 22) % 30 === 0
}

/** Every second number that was given up lives on with somebody else. */
function recycled(seed: number, country: Country, household: number): string | undefined {
  const giver = household - RECYCLE_DISTANCE
  if (country !== 'SE' || !gaveUpNumber(seed, giver) || mix(seed, giver, 23) % 2 === 0) return
  return mobileOf('SE', giver * PEOPLE_MAX * 2 + 1)
}

function firmOf(seed: number, household: number): Firm {
  const block = Math.floor(household / HOUSEHOLDS_PER_FIRM)
  const random = createRandom(mix(seed, block, 24))
  const name = random.pick(FIRMS)
  const domain = `${plainLetters(name)}${block}.example`
  return {
    name: `${name} ${block}`,
    domain,
    roleMailbox: `${random.pick(['info', 'kontakt', 'sales', 'office'])}@${domain}`,
    switchboard: landlineOf('SE', SWITCHBOARD_LINES + block),
  }
}
