// Whole names: words are paired off greedily, and what counts is how many bits of rarity the pairs share and
// whether a word of the shorter name finds no partner. Order of words does not matter.

import { type PersonName, parseName, soundex } from '../normalise/names.ts'
import { isNickname } from '../normalise/nicknames.ts'
import type { Kind, Rarity } from './kind.ts'
import { edits } from './similarity.ts'

/** Lower ends of the bins of shared bits, best first. */
const BINS = [22, 17, 13, 9, 5]
const BITS_PER_WORD_MAX = 14
const WORDS_MAX = 10
/** Inexact pairs count a little less than their likeness says. */
const INEXACT = 0.9
const LIKENESS_MIN = 0.6

export const fullName: Kind<PersonName> = {
  levels: [
    '22 bits shared',
    '17 bits shared',
    '13 bits shared',
    '9 bits shared',
    '5 bits shared',
    'little shared',
    '22 bits shared, a word differs',
    '17 bits shared, a word differs',
    '13 bits shared, a word differs',
    '9 bits shared, a word differs',
    '5 bits shared, a word differs',
    'different',
  ],
  exactLevels: 0,
  rarityWeight: 0,
  read: (raw) => {
    const name = parseName(raw)
    return name && name.words.length > WORDS_MAX
      ? { ...name, words: name.words.slice(0, WORDS_MAX) }
      : name
  },
  textOf: (name) => (name.suffix === '' ? name.text : `${name.text} ${name.suffix}`),
  compare: compareFullNames,
  formsOf: (name) => {
    const words = [...new Set(name.words)].filter((word) => word.length > 2).slice(0, WORDS_MAX)
    return { word: words, sound: [...new Set(words.map(soundex))].filter((code) => code !== '') }
  },
}

/** Words of the longer name that have a partner, and those of the shorter that look for one. Filled anew each time. */
const isTaken = new Uint8Array(WORDS_MAX)
const isOpen = new Uint8Array(WORDS_MAX)

function compareFullNames(a: PersonName, b: PersonName, rarity: Rarity): number {
  const isInOrder = isFirst(a, b)
  const short = isInOrder ? a.words : b.words
  const long = isInOrder ? b.words : a.words
  isTaken.fill(0)
  let bits = pairEquals(short, long, rarity)
  let isUnmatched = false
  for (let own = 0; own < short.length; own++) {
    if (isOpen[own] === 0) continue
    const word = short[own] as string
    const { at, likeness } = bestPartner(word, long)
    if (at < 0) isUnmatched = true
    else {
      isTaken[at] = 1
      const rarest = Math.min(rarity(word), rarity(long[at] as string), BITS_PER_WORD_MAX)
      bits += likeness * INEXACT * rarest
    }
  }
  const bin = BINS.findIndex((end) => bits >= end)
  return (bin < 0 ? BINS.length : bin) + (isUnmatched ? BINS.length + 1 : 0)
}

/** Equal words first, so that a likeness never takes the partner of an equality; answers the bits they share. */
function pairEquals(short: readonly string[], long: readonly string[], rarity: Rarity): number {
  let bits = 0
  for (let own = 0; own < short.length; own++) {
    const word = short[own] as string
    let at = long.indexOf(word)
    while (at >= 0 && isTaken[at] === 1) at = long.indexOf(word, at + 1)
    isOpen[own] = at < 0 ? 1 : 0
    if (at < 0) continue
    isTaken[at] = 1
    bits += Math.min(rarity(word), BITS_PER_WORD_MAX)
  }
  return bits
}

/** The shorter name is first; equally long ones in the order of their texts, so that comparing is symmetric. */
function isFirst(a: PersonName, b: PersonName): boolean {
  return a.words.length < b.words.length || (a.words.length === b.words.length && a.text <= b.text)
}

interface Partner {
  readonly at: number
  readonly likeness: number
}

function bestPartner(word: string, others: readonly string[]): Partner {
  let best = -1
  let most = 0
  for (let at = 0; at < others.length; at++) {
    if (isTaken[at] === 1) continue
    const likeness = wordLikeness(word, others[at] as string)
    if (likeness >= LIKENESS_MIN && likeness > most) {
      best = at
      most = likeness
    }
  }
  return { at: best, likeness: most }
}

/** 0 to 1 for two words of names. */
export function wordLikeness(a: string, b: string): number {
  if (a === b) return 1
  const shorter = Math.min(a.length, b.length)
  if (shorter >= 3 && Math.abs(a.length - b.length) <= 2) {
    const distance = edits(a, b, 2)
    if (distance === 1) return shorter === 3 ? 0.6 : 0.85
    if (distance === 2 && shorter >= 7) return 0.7
  }
  if (isNickname(a, b)) return 0.8
  const isPrefix = a.charCodeAt(0) === b.charCodeAt(0) && (a.startsWith(b) || b.startsWith(a))
  return isPrefix ? 0.75 : 0
}
