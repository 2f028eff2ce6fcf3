// Names of organisations: the same but for the legal form, a slip of the pen, initials, words left out, and the
// numbers that tell branches and funds apart.
import {
  asOrganisationWord,
  initialsOf,
  type OrganisationName,
  parseOrganisation,
} from '../normalise/organisation.ts'
import type { Kind, Rarity } from './kind.ts'
import { edits } from './similarity.ts'

const LEVELS = [
  'same',
  'same, other legal form',
  'a slip apart',
  'initials of the other',
  '16 bits shared, words left out',
  '10 bits shared, words left out',
  'words left out',
  '16 bits shared, a word differs',
  '10 bits shared, a word differs',
  'a number differs',
  'different',
] as const

const level = (name: (typeof LEVELS)[number]): number => LEVELS.indexOf(name)

const MANY_BITS = 16
const SOME_BITS = 10
const BITS_PER_WORD_MAX = 14
/** Inexact pairs of words count a little less. */
const INEXACT = 0.8

export const organisation: Kind<OrganisationName> = {
  levels: LEVELS,
  exactLevels: 1,
  rarityWeight: 0.8,
  read: parseOrganisation,
  textOf: ({ compact }) => compact,
  compare: compareOrganisations,
  formsOf: ({ words, compact }) => ({
    text: [compact],
    word: [...new Set(words)].filter((word) => word.length > 2).map(asOrganisationWord),
  }),
}

function compareOrganisations(a: OrganisationName, b: OrganisationName, rarity: Rarity): number {
  if (
    a.compact === b.compact ||
    a.whole === b.compact ||
    a.compact === b.whole ||
    a.whole === b.whole
  ) {
    const isOther = a.form !== '' && b.form !== '' && a.form !== b.form
    return level(isOther ? 'same, other legal form' : 'same')
  }
  if (a.numbers !== b.numbers && a.numbers !== '' && b.numbers !== '') {
    return level(isAlike(a, b, rarity) ? 'a number differs' : 'different')
  }
  if (areInitials(a, b) || areInitials(b, a)) return level('initials of the other')
  if (a.numbers === b.numbers && isSlip(a.compact, b.compact)) return level('a slip apart')
  return levelOf(sharedBy(a, b, rarity))
}

const INITIALS_MIN = 3

function areInitials(short: OrganisationName, long: OrganisationName): boolean {
  return (
    short.words.length === 1 &&
    short.compact.length >= INITIALS_MIN &&
    long.words.length === short.compact.length &&
    initialsOf(long.words) === short.compact
  )
}

function isSlip(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length)
  const allowed = shorter >= 12 ? 2 : shorter >= 5 ? 1 : 0
  return allowed > 0 && edits(a, b, allowed) <= allowed
}

interface Shared {
  readonly bits: number
  /** the words of the shorter name that the longer one has not */
  readonly missing: number
}

function isAlike(a: OrganisationName, b: OrganisationName, rarity: Rarity): boolean {
  return sharedBy(a, b, rarity).bits > 0
}

/** Words are paired off, equal ones first; the order of words says nothing. */
function sharedBy(a: OrganisationName, b: OrganisationName, rarity: Rarity): Shared {
  const [short, long] = inOrder(a, b)
  const free = [...long.words]
  const open: string[] = []
  let bits = 0
  for (const word of short.words) {
    const at = free.indexOf(word)
    if (at < 0) open.push(word)
    else {
      free.splice(at, 1)
      bits += bitsOf(word, rarity)
    }
  }
  let missing = 0
  for (const word of open) {
    const at = free.findIndex((other) => isWordAlike(word, other))
    if (at < 0) missing++
    else
      bits += INEXACT * Math.min(bitsOf(word, rarity), bitsOf(free.splice(at, 1)[0] ?? '', rarity))
  }
  return { bits, missing }
}

/** Equally long ones in the order of their texts, so that comparing is symmetric. */
function inOrder(
  a: OrganisationName,
  b: OrganisationName,
): readonly [OrganisationName, OrganisationName] {
  const { length } = a.words
  const isFirst = length < b.words.length || (length === b.words.length && a.text <= b.text)
  return isFirst ? [a, b] : [b, a]
}

const bitsOf = (word: string, rarity: Rarity): number =>
  Math.min(rarity(asOrganisationWord(word)), BITS_PER_WORD_MAX)

const ABBREVIATED_MIN = 3

function isWordAlike(a: string, b: string): boolean {
  if (/\d/.test(a) || /\d/.test(b)) return false
  const shorter = Math.min(a.length, b.length)
  if (shorter < ABBREVIATED_MIN) return false
  if (a.startsWith(b) || b.startsWith(a)) return true
  const allowed = shorter >= 8 ? 2 : shorter >= 5 ? 1 : 0
  return allowed > 0 && edits(a, b, allowed) <= allowed
}

function levelOf({ bits, missing }: Shared): number {
  if (bits === 0) return level('different')
  if (missing === 0) {
    if (bits >= MANY_BITS) return level('16 bits shared, words left out')
    return level(bits >= SOME_BITS ? '10 bits shared, words left out' : 'words left out')
  }
  if (bits >= MANY_BITS) return level('16 bits shared, a word differs')
  return level(bits >= SOME_BITS ? '10 bits shared, a word differs' : 'different')
}
