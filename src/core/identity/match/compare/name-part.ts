// Given or family name in a column of its own.

import { type PersonName, parseName, soundex } from '../normalise/names.ts'
import { isNickname } from '../normalise/nicknames.ts'
import type { Kind } from './kind.ts'
import { edits, isAnagram, jaroWinkler } from './similarity.ts'

export const NAME_LEVELS = {
  same: 0,
  near: 1,
  short: 2,
  alike: 3,
  swapped: 4,
  distant: 5,
  different: 6,
} as const

const NEAR = 0.92
const ALIKE = 0.85
const DISTANT = 0.72

export const namePart: Kind<PersonName> = {
  levels: ['same', 'one edit', 'short form', 'alike', 'swapped', 'distant', 'different'],
  exactLevels: 1,
  likeLevels: NAME_LEVELS.alike + 1,
  rarityWeight: 1,
  read: (raw) => parseName(raw),
  textOf: (name) => (name.suffix === '' ? name.text : `${name.text} ${name.suffix}`),
  compare: compareNameParts,
  formsOf: (name) => ({
    word: name.words,
    sound: name.words.map(soundex).filter((code) => code !== ''),
  }),
}

function compareNameParts(a: PersonName, b: PersonName): number {
  if (a.text === b.text) return NAME_LEVELS.same
  // Before slips are looked for: Pete is no slip for Peter, though it is one letter away.
  if (isShortForm(a, b)) return NAME_LEVELS.short
  const shorter = Math.min(a.text.length, b.text.length)
  if (shorter >= 3 && edits(a.text, b.text, 1) <= 1) return NAME_LEVELS.near
  const likeness = jaroWinkler(a.text, b.text)
  if (likeness >= NEAR && shorter >= 3) return NAME_LEVELS.near
  if (likeness >= ALIKE || isAnagram(a.text, b.text)) return NAME_LEVELS.alike
  return likeness >= DISTANT ? NAME_LEVELS.distant : NAME_LEVELS.different
}

/** Nickname, initial, or one of several names (mary / mary ann). */
function isShortForm(a: PersonName, b: PersonName): boolean {
  const firstA = a.words[0] ?? ''
  const firstB = b.words[0] ?? ''
  if (isNickname(firstA, firstB)) return true
  if (a.text.length === 1 || b.text.length === 1) return firstA.charAt(0) === firstB.charAt(0)
  if (a.words.length === 1 && b.words.length === 1) return false
  return a.words.some((word) => word.length > 1 && b.words.includes(word))
}
