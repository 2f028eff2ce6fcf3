// Names of persons: words without titles and suffixes, nickname groups, and a code of how a word sounds.
import { fold, wordsOf } from './fold.ts'

const TITLES = new Set(
  (
    'mr mrs ms miss mister dr prof professor sir madam mme mlle monsieur madame herr frau fraulein don dona ' +
    'dott dottore ing dipl mag med phd md esq rev reverend hon senor senora senhor senhora signor signora ' +
    'dhr mevr mevrouw pan pani hr fr'
  ).split(' '),
)

/** Whether a folded word is a form of address. */
export function isTitle(word: string): boolean {
  return TITLES.has(word)
}

const SUFFIXES: ReadonlyMap<string, string> = new Map([
  ['jr', 'jr'],
  ['junior', 'jr'],
  ['jun', 'jr'],
  ['sr', 'sr'],
  ['senior', 'sr'],
  ['sen', 'sr'],
  ['ii', 'ii'],
  ['iii', 'iii'],
  ['iv', 'iv'],
  ['2nd', 'ii'],
  ['3rd', 'iii'],
])

export interface PersonName {
  /** words joined by a blank */
  readonly text: string
  readonly words: readonly string[]
  /** the generation (jr, sr, ii, iii, iv), '' where none is given */
  readonly suffix: string
}

/** Words that count in a name. Titles and suffixes go, unless nothing would be left. */
export function parseName(raw: string): PersonName | undefined {
  const all = wordsOf(fold(raw))
  if (all.length === 0) return undefined
  const suffix = all.length > 1 ? (SUFFIXES.get(all[all.length - 1] ?? '') ?? '') : ''
  const kept = all.filter((word) => !TITLES.has(word) && !(suffix !== '' && SUFFIXES.has(word)))
  const words = kept.length > 0 ? kept : all
  return { text: words.join(' '), words, suffix }
}

/** Soundex with all letters of its table, four characters; '' for words outside a-z. */
export function soundex(word: string): string {
  const first = word.charCodeAt(0) - 97
  if (!(first >= 0 && first < 26)) return ''
  let code = word.charAt(0)
  let last = SOUNDS[first] ?? 0
  for (let i = 1; i < word.length && code.length < 4; i++) {
    const letter = word.charCodeAt(i) - 97
    if (!(letter >= 0 && letter < 26)) continue
    const sound = SOUNDS[letter] ?? 0
    if (sound > 0 && sound !== last) code += sound
    // h and w do not part two equal sounds, vowels do.
    if (sound >= 0) last = sound
  }
  return code
}

//                     a  b  c  d  e  f  g   h  i  j  k  l  m  n  o  p  q  r  s  t  u  v   w  x  y  z
const SOUNDS = [0, 1, 2, 3, 0, 1, 2, -1, 0, 2, 2, 4, 5, 5, 0, 1, 2, 6, 2, 3, 0, 1, -1, 2, 0, 2]
