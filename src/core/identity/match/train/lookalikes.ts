// People who look alike without being one: those of one home share family name and address, namesakes share
// names and what is made of names. Each is a class of pairs of its own, so that agreeing on such things only
// counts for one customer when more agrees than they would.
import { EMAIL_LEVELS } from '../compare/contact.ts'
import type { LookalikeName } from '../model.ts'
import type { Role } from '../roles/role.ts'
import { anchoredHome, anchoredNamesake, withDoubt } from './anchors.ts'
import { normalised } from './patterns.ts'

export interface Lookalike {
  readonly name: LookalikeName
  /** share of all pairs */
  readonly share: number
  /** per attribute: shares of the levels; those of strangers where `isFree` is false */
  readonly levels: readonly Float64Array[]
  /** per attribute: whether it is one that such people share */
  readonly isFree: readonly boolean[]
  /** attributes that tell such people apart; from pairs that know none of them nothing is learnt about the class */
  readonly told: readonly number[]
  /** not learnt but known: see `givenLookalikes` */
  readonly isGiven?: boolean
}

interface Sort {
  readonly name: LookalikeName
  /** what they share; all else agrees by chance only */
  readonly shared: ReadonlySet<Role>
  /** such people are only told apart where one of these is known */
  readonly toldApartBy: readonly Role[]
}

const HOME: readonly Role[] = [
  'family_name',
  'street',
  'house_number',
  'postcode',
  'place',
  'state',
  'phone',
  'organisation',
  'domain',
]

const LEARNT: readonly Sort[] = [
  {
    name: 'home',
    // Origin, language and the like go with the family.
    shared: new Set<Role>([...HOME, 'full_name', 'category']),
    toldApartBy: ['given_name', 'full_name'],
  },
  {
    // Children are reached through a parent: mailbox and phone go together.
    name: 'family',
    // A card or number that they share counts for the family only; which one that is, the data say.
    shared: new Set<Role>([...HOME, 'category', 'email', 'national_id']),
    toldApartBy: ['given_name'],
  },
  {
    name: 'namesake',
    shared: new Set<Role>([
      'given_name',
      'middle_name',
      'family_name',
      'full_name',
      'email',
      'gender',
    ]),
    toldApartBy: ['birth_date', 'phone', 'national_id', 'postcode', 'street', 'place'],
  },
]

const OF_FAMILIES: ReadonlySet<Role> = new Set(['email', 'phone', 'national_id'])

export function firstLookalikes(
  chance: readonly Float64Array[],
  { roles, matchShare }: { readonly roles: readonly Role[]; readonly matchShare: number },
): readonly Lookalike[] {
  return LEARNT.flatMap(({ name, shared, toldApartBy }) => {
    const isFree = roles.map((role) => shared.has(role))
    if (!isFree.some(Boolean) || !roles.some((role) => toldApartBy.includes(role))) return []
    // Without anything that only families share, they are homes like others.
    if (name === 'family' && !roles.some((role) => OF_FAMILIES.has(role))) return []
    const levels = chance.map((own, at) => (isFree[at] ? firstLevels(name, own, roles[at]) : own))
    const told = positionsOf(roles, name === 'namesake' ? [] : toldApartBy)
    return [{ name, share: matchShare * FIRST_SHARE, levels, isFree, told }]
  })
}

function positionsOf(roles: readonly Role[], wanted: readonly Role[]): readonly number[] {
  return roles.flatMap((role, at) => (wanted.includes(role) ? [at] : []))
}

/** One list for all who are told apart by nothing. */
const NOTHING: readonly number[] = []

/** At first there is one of them for ten matches. */
const FIRST_SHARE = 0.1

/**
 * Twins, and parents and children of one name, are in every register, seen in the sample or not: so many for each pair
 * that is one customer, and so many for each pair of one home.
 */
const GIVEN: readonly (Sort & {
  readonly sharePerMatch: number
  readonly sharePerHome: number
})[] = [
  {
    name: 'twin',
    // As old as each other, and of one origin.
    shared: new Set<Role>([...HOME, 'email', 'birth_date', 'number', 'category']),
    toldApartBy: ['given_name'],
    sharePerMatch: 0.0015,
    sharePerHome: 0.02,
  },
  {
    name: 'junior',
    shared: new Set<Role>([
      ...HOME,
      'given_name',
      'middle_name',
      'full_name',
      'email',
      'gender',
      'category',
    ]),
    toldApartBy: ['birth_date'],
    sharePerMatch: 0.0005,
    sharePerHome: 0.008,
  },
]

/** There are more of them than a sample shows: so many times as many, and at least this part of the most. */
const SEEN_TIMES = 2
const UNSEEN = 0.1

const OF_HOMES: ReadonlySet<Role> = new Set(['street', 'house_number', 'phone', 'email'])

/** What grown-up people of one home have of their own and children do not. */
const CONTACTS: ReadonlySet<Role> = new Set(['email', 'phone'])

/**
 * Classes that are not learnt but known: they share what they share as one customer's records do, and namesakes of one
 * home mailbox and telephone as the rest of a family does, or names of mailboxes as other namesakes do.
 */
export function givenLookalikes(
  {
    match,
    chance,
    matchShare,
    lookalikes,
    seen,
  }: {
    readonly match: readonly Float64Array[]
    readonly chance: readonly Float64Array[]
    readonly matchShare: number
    readonly lookalikes: readonly Lookalike[]
    /** share of all pairs that seemed to be such people in the round before */
    readonly seen: ReadonlyMap<LookalikeName, number>
  },
  roles: readonly Role[],
): readonly Lookalike[] {
  const family = lookalikes.find(({ name }) => name === 'family')
  const namesake = lookalikes.find(({ name }) => name === 'namesake')
  const homes = lookalikes
    .filter(({ name }) => name === 'home' || name === 'family')
    .reduce((sum, { share }) => sum + share, 0)
  // Where nothing tells who lives together, people of one home are strangers like others.
  if (!roles.some((role) => OF_HOMES.has(role))) return []
  return GIVEN.filter(({ toldApartBy }) => roles.some((role) => toldApartBy.includes(role))).map(
    ({ name, shared, sharePerMatch, sharePerHome }) => {
      const isFree = roles.map((role) => shared.has(role))
      const asFamily = (at: number): Float64Array | undefined =>
        name === 'junior' && CONTACTS.has(roles[at] ?? 'ignore')
          ? juniorsContact(
              family?.levels[at],
              roles[at] === 'email' ? namesake?.levels[at] : undefined,
            )
          : undefined
      const levels = chance.map((own, at) =>
        isFree[at] ? (asFamily(at) ?? match[at] ?? own) : own,
      )
      const most = homes * sharePerHome
      const counted = Math.max(most * UNSEEN, SEEN_TIMES * (seen.get(name) ?? most))
      const share = Math.max(matchShare * sharePerMatch, Math.min(most, counted))
      return { name, share, levels, isFree, told: NOTHING, isGiven: true }
    },
  )
}

/** Who has a mailbox of his own names it as other namesakes do, so often. */
const NAMED_ALIKE = 0.25

/** Juniors are reached as the family is, and the names of their mailboxes are alike now and then. */
function juniorsContact(
  family: Float64Array | undefined,
  namesake: Float64Array | undefined,
): Float64Array | undefined {
  if (!family || !namesake) return family
  return normalised(family.map((share, level) => share + NAMED_ALIKE * (namesake[level] ?? 0)))
}

const STEP_DOWN = 0.35

/** A level is so many times rarer among matches than the one above it, to begin with. */
export function steps(length: number): Float64Array {
  return normalised(Float64Array.from({ length }, (_, level) => STEP_DOWN ** level))
}

function firstLevels(
  name: LookalikeName,
  chance: Float64Array,
  role: Role | undefined,
): Float64Array {
  if (name === 'home' && role === 'full_name') return familyOnly(chance.length)
  if (name === 'namesake' && role === 'email')
    return withoutSame(new Float64Array(chance.length).fill(1), chance)
  return steps(chance.length)
}

/** Whole names of a home share the family name only: neither all nor nothing. */
function familyOnly(length: number): Float64Array {
  const middle = length / 2
  return normalised(
    Float64Array.from({ length }, (_, level) =>
      level < middle || level === length - 1 ? 0.02 : 1,
    ),
  )
}

/** Namesakes have similar addresses of mail, never the same one nor the same number in it but by chance. */
function withoutSame(counts: Float64Array, chance: Float64Array): Float64Array {
  const shares = normalised(
    counts.map((count, level) => (level <= EMAIL_LEVELS.mailbox ? 0 : count)),
  )
  return shares.map((share, level) =>
    level <= EMAIL_LEVELS.mailbox ? (chance[level] ?? 0) : share,
  )
}

function nextLevels(
  name: LookalikeName,
  count: Float64Array,
  [chance, role]: readonly [chance: Float64Array, role: Role | undefined],
): Float64Array {
  if (role === 'national_id') return normalised(withDoubt(count))
  if (name === 'home' || name === 'family') return homeLevels(name, count, [chance, role])
  const isNamesake = name === 'namesake'
  if (isNamesake && role === 'email') return withoutSame(count, chance)
  return isNamesake && role !== 'gender' ? anchoredNamesake(normalised(count)) : normalised(count)
}

function homeLevels(
  name: 'home' | 'family',
  count: Float64Array,
  [chance, role]: readonly [chance: Float64Array, role: Role | undefined],
): Float64Array {
  const shares = anchoredHome(normalised(count), name, role)
  return role === 'email' ? withDomainsOf(chance, shares) : shares
}

/** Whoever has a mailbox of her own has it where strangers have theirs: few such pairs tell. */
function withDomainsOf(chance: Float64Array, shares: Float64Array): Float64Array {
  const least = shares.length - 2
  const sumOf = (list: Float64Array): number => (list[least] ?? 0) + (list[least + 1] ?? 0)
  const factor = sumOf(shares) / Math.max(Number.MIN_VALUE, sumOf(chance))
  return shares.map((share, level) => (level < least ? share : factor * (chance[level] ?? 0)))
}

/** A family moves as one: where it lived before says as much of it as of one of its people. */
const MOVES_TOGETHER: ReadonlySet<Role> = new Set([
  'street',
  'house_number',
  'postcode',
  'place',
  'state',
])

/** The class after a round: from the weight of its pairs per level. */
export function nextLookalike(
  before: Lookalike,
  {
    counts,
    share,
    chance,
    roles,
    match,
  }: {
    readonly counts: readonly Float64Array[]
    readonly share: number
    readonly chance: readonly Float64Array[]
    readonly roles: readonly Role[]
    readonly match: readonly Float64Array[]
  },
): Lookalike {
  const isMoving = (at: number): boolean =>
    before.name === 'family' && MOVES_TOGETHER.has(roles[at] ?? 'ignore')
  const levels = before.levels.map((own, at) =>
    isMoving(at)
      ? (match[at] ?? own)
      : before.isFree[at]
        ? nextLevels(before.name, counts[at] ?? own, [chance[at] ?? own, roles[at]])
        : own,
  )
  return { ...before, levels, share }
}
