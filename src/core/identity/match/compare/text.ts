// Streets, places, categories, organisations and whole numbers.
import { parsePlace, parseStreet, type WordedText } from '../normalise/address.ts'
import type { Kind } from './kind.ts'
import { edits, isAnagram, jaroWinkler } from './similarity.ts'

export const place: Kind<WordedText> = {
  levels: ['same', 'alike', 'different'],
  exactLevels: 1,
  rarityWeight: 0.6,
  read: (raw) => parsePlace(raw),
  textOf: ({ text }) => text,
  compare: (a, b) => {
    if (a.text === b.text) return 0
    return isContained(a, b) || isNear(a.text, b.text) ? 1 : 2
  },
  formsOf: ({ text }) => ({ text: [text] }),
}

function isNear(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length)
  const allowed = shorter >= 8 ? 2 : shorter >= 4 ? 1 : 0
  return jaroWinkler(a, b) > 0.9 || edits(a, b, allowed) <= allowed || isAnagram(a, b)
}

/** One text is some of the other's words: devon / west devon. */
function isContained(a: WordedText, b: WordedText): boolean {
  const [few, many] = a.words.length <= b.words.length ? [a, b] : [b, a]
  return few.text.length > 2 && few.words.every((word) => many.words.includes(word))
}

export const category: Kind<WordedText> = { ...place, formsOf: ({ text }) => ({ text: [text] }) }

export const street: Kind<WordedText> = {
  levels: ['same', 'near', 'alike', 'a word shared', 'different'],
  exactLevels: 1,
  rarityWeight: 0.8,
  read: (raw) => parseStreet(raw),
  textOf: ({ text }) => text,
  compare: compareStreets,
  formsOf: ({ text, words }) => {
    const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '')
    return { text: [text], word: longest.length > 3 ? [longest] : [] }
  },
}

function compareStreets(a: WordedText, b: WordedText): number {
  if (a.text === b.text) return 0
  const likeness = jaroWinkler(a.text, b.text)
  if (edits(a.text, b.text, 2) <= (Math.min(a.text.length, b.text.length) > 7 ? 2 : 1)) return 1
  if (likeness >= 0.95) return 1
  if (likeness >= 0.88 || isContained(a, b)) return 2
  return a.words.some((word) => word.length > 3 && b.words.includes(word)) ? 3 : 4
}

export const wholeNumber: Kind<number> = {
  levels: ['same', 'one apart', 'near', 'different'],
  exactLevels: 1,
  rarityWeight: 0.6,
  read: (raw) => {
    const value = Number(raw.trim())
    return raw.trim() === '' || !Number.isFinite(value) ? undefined : value
  },
  textOf: (value) => String(value),
  compare: (a, b) => {
    const apart = Math.abs(a - b)
    if (apart === 0) return 0
    if (apart <= 1) return 1
    return apart <= 3 ? 2 : 3
  },
  formsOf: (value) => ({ number: [String(value)] }),
}
