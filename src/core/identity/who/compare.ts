// Whether two records that share a mailbox or a telephone say that they are of two people. No model is needed: it is
// decided before there is one, and the same facts always give the same answer.
//
//   given names x birth dates (x generation, family names) -> same | unclear | different

import { edits, isAnagram, jaroWinkler } from '../match/compare/similarity.ts'
import { soundex } from '../match/normalise/names.ts'
import { isFullName, isGivenName, isNickname } from '../match/normalise/nicknames.ts'
import type { Person } from './person.ts'

/** What tells two people apart, in this order. */
export const TELLINGS = ['generation', 'given_name', 'birth_date'] as const
export type Telling = (typeof TELLINGS)[number]

export type Likeness =
  | {
      /** same: they vouch for each other. hardly: by an initial only. unclear: nothing speaks for or against it */
      readonly kind: 'same' | 'hardly' | 'unclear'
    }
  | { readonly kind: 'different'; readonly by: readonly Telling[] }

/** same, short: by an initial; vague: neither one name nor clearly two; unknown: one of them is silent */
type Relation = 'same' | 'short' | 'vague' | 'different' | 'unknown'

const SAME: Likeness = { kind: 'same' }
const HARDLY: Likeness = { kind: 'hardly' }
const UNCLEAR: Likeness = { kind: 'unclear' }

/** Namesakes whose births lie so many years apart are parent and child, not one with a wrong date. */
const GENERATION_YEARS = 14

/** Pairs compared lately: a customer's records are compared again whenever one comes to them. */
const compared = new Map<string, Likeness>()
const COMPARED_MAX = 5_000

export function likenessOf(a: Person, b: Person): Likeness {
  const pair = `${a.text}\n${b.text}`
  const found = compared.get(pair)
  if (found) return found
  if (compared.size >= COMPARED_MAX) compared.clear()
  const likeness = compare(a, b)
  compared.set(pair, likeness)
  return likeness
}

function compare(a: Person, b: Person): Likeness {
  if (a.generation !== '' && b.generation !== '' && a.generation !== b.generation) {
    return different('generation')
  }
  const { given, family } = namesBetween(a, b)
  const birth = birthsBetween(a.birth, b.birth)
  if (given === 'different') return ofTwoNames(a, b, { family, birth })
  if (birth === 'different') return ofTwoDates(a, b, { given, family })
  if (given === 'vague') return ofLikeNames({ family, birth })
  if (birth === 'same') return SAME
  if (given === 'same') return family === 'different' ? UNCLEAR : SAME
  return given === 'short' && family === 'same' ? HARDLY : UNCLEAR
}

/** Whether two people are of one family by name. */
export function haveOneFamily(a: Person, b: Person): boolean {
  return relationOf(a.family, b.family) === 'same'
}

const different = (...by: readonly Telling[]): Likeness => ({ kind: 'different', by })

/** Two given names: two people, unless one of them may be incomplete, or a birth date says that it is one. */
function ofTwoNames(
  a: Person,
  b: Person,
  { family, birth }: { readonly family: Relation; readonly birth: Relation },
): Likeness {
  if (birth === 'different') return different('given_name', 'birth_date')
  // Twins have their family name in common; another name altogether is the same person under another one.
  if (birth === 'same' && family === 'different') return UNCLEAR
  return isInFull(a) && isInFull(b) ? different('given_name') : UNCLEAR
}

const isInFull = ({ given, family }: Person): boolean =>
  given.length > 0 && family.some((word) => word.length > 1)

/** Names a little alike: two people where the family names differ too. Twins may be called alike. */
function ofLikeNames({
  family,
  birth,
}: {
  readonly family: Relation
  readonly birth: Relation
}): Likeness {
  if (birth === 'same') return HARDLY
  return family === 'different' ? different('given_name') : UNCLEAR
}

/** Two birth dates: two people, unless they are namesakes of one generation; then one date is likely wrong. */
function ofTwoDates(
  a: Person,
  b: Person,
  { given, family }: { readonly given: Relation; readonly family: Relation },
): Likeness {
  if (given === 'vague') return different('given_name', 'birth_date')
  const years = yearsBetween(a.birth, b.birth)
  if (given === 'unknown' && family !== 'unknown') {
    return years > YEARS_MAX ? different('birth_date') : UNCLEAR
  }
  const areStrangers = family === 'different' || years >= GENERATION_YEARS
  return areStrangers ? different('birth_date') : UNCLEAR
}

function namesBetween(
  a: Person,
  b: Person,
): { readonly given: Relation; readonly family: Relation } {
  const given = relationOf(a.given, b.given)
  const family = relationOf(a.family, b.family)
  if (given === 'same' || given === 'unknown') return { given, family }
  // The family name may stand first, or a word of it among the given names.
  const turned = [relationOf(a.given, b.family), relationOf(a.family, b.given)]
  if (turned.every((own) => own === 'same')) return { given: 'same', family: 'same' }
  return given === 'different' && turned.includes('same')
    ? { given: 'vague', family }
    : { given, family }
}

/** How close two names of one or more words are. */
function relationOf(a: readonly string[], b: readonly string[]): Relation {
  if (a.length === 0 || b.length === 0) return 'unknown'
  if (a.join('') === b.join('')) return 'same'
  let best: Relation = 'different'
  for (const one of a) {
    for (const other of b) {
      const own = wordsBetween(one, other)
      if (own === 'same') return 'same'
      if (own !== 'different' && best !== 'short') best = own
    }
  }
  return best
}

/** So alike, two words are one with a slip; less, and it is neither said nor excluded. */
const SLIP = 0.92
const ALIKE = 0.8
const ALIKE_FROM_THE_FIRST = 0.72
/** In a shorter word a slip makes another name: Alva and Ylva. */
const SLIP_MIN = 5

function wordsBetween(a: string, b: string): Relation {
  if (a === b || isNickname(a, b)) return 'same'
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (isForeign(a) !== isForeign(b)) return 'vague'
  if (short.length === 1) return long.startsWith(short) ? 'short' : 'different'
  // Anna and Hanna, Erik and Eric: both are in use, so it is no slip, but may be one spelling of the other.
  const areBothInUse = isGivenName(a) && isGivenName(b)
  if (isFullName(a) && isFullName(b) && edits(a, b, 1) > 1 && !soundsSame(a, b)) return 'different'
  if (long.startsWith(short) || isSlip(short, long)) return areBothInUse ? 'vague' : 'same'
  return isAlike(short, long) ? 'vague' : 'different'
}

const isSlip = (short: string, long: string): boolean =>
  short.length >= SLIP_MIN && (edits(short, long, 1) <= 1 || jaroWinkler(short, long) >= SLIP)

const isAlike = (short: string, long: string): boolean =>
  jaroWinkler(short, long) >= (short[0] === long[0] ? ALIKE_FROM_THE_FIRST : ALIKE) ||
  edits(short, long, 1) <= 1 ||
  isAnagram(short, long) ||
  long.endsWith(short) ||
  soundsSame(short, long)

function soundsSame(a: string, b: string): boolean {
  const sound = soundex(a)
  return sound !== '' && sound === soundex(b)
}

const isForeign = (word: string): boolean => /[^a-z]/.test(word)

/** Slips that may be in one date; a day and month that changed places are none. */
const DATE_EDITS_MAX = 2
/** Years that a date without day and month may be wrong by. */
const YEARS_MAX = 2

function birthsBetween(a: string, b: string): Relation {
  if (a === '' || b === '') return 'unknown'
  const years = yearsBetween(a, b)
  if (a.length < 8 || b.length < 8) return years <= YEARS_MAX ? 'vague' : 'different'
  if (a === b || a === turned(b)) return 'same'
  return edits(a, b, DATE_EDITS_MAX) <= DATE_EDITS_MAX ? 'vague' : 'different'
}

const yearsBetween = (a: string, b: string): number =>
  Math.abs(Number(a.slice(0, 4)) - Number(b.slice(0, 4)))

/** 03/04 for 04/03: which of two numbers is the day is a guess of the reader's. */
const turned = (date: string): string => date.slice(0, 4) + date.slice(6) + date.slice(4, 6)
