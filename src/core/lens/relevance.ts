// How well candidates fit what she just said: BM25 over their words, scaled to 0..1. The utterance ranks, it
// never instructs: nothing but these numbers comes out of it.
import type { Candidate } from './candidate.ts'

const K1 = 1.2
const B = 0.75
/** Words of the utterance that count, and characters of a candidate that are searched. */
const TERMS_MAX = 32
const SEARCHED_MAX = 1_200
/** Repeats beyond this add nothing. */
const REPEATS_MAX = 3
const DEPTH_MAX = 5

const STOP_WORDS = new Set(
  (
    'a about after again all also am an and any are as at be been but by can could did do does for from get ' +
    'got had has have he hello help her hey hi his how i if im in is it its ive just me my need no not of on ' +
    'or our please she so some still that thats the their them then there they this to too up us very want was ' +
    'we were what when where which who why will with would you your'
  ).split(' '),
)

/** Relevance per candidate, 0..1; undefined when the utterance has no word to go by. */
export function relevanceTo(
  utterance: string,
  candidates: readonly Candidate[],
): ReadonlyMap<Candidate, number> | undefined {
  const terms = termsOf(utterance)
  if (terms.length === 0) return undefined
  const texts = candidates.map(wordsOf)
  const counts = texts.map((text) => terms.map((term) => countOf(term, text)))
  const weights = terms.map((_, term) => rarity(counts, term))
  const average = texts.reduce((sum, text) => sum + text.length, 0) / Math.max(texts.length, 1)
  const scores = counts.map((found, index) => {
    const length = 1 - B + (B * (texts[index]?.length ?? 0)) / Math.max(average, 1)
    return found.reduce(
      (sum, times, term) => sum + ((weights[term] ?? 0) * times * (K1 + 1)) / (times + K1 * length),
      0,
    )
  })
  const best = Math.max(0, ...scores)
  return new Map(candidates.map((one, index) => [one, best > 0 ? (scores[index] ?? 0) / best : 0]))
}

/** Stems of the words that carry meaning, each once. */
function termsOf(utterance: string): readonly string[] {
  const words =
    utterance
      .toLowerCase()
      .normalize('NFKC')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  const terms = new Set<string>()
  for (const word of words) {
    if (STOP_WORDS.has(word) || (word.length < 2 && !/\d/.test(word))) continue
    terms.add(stem(word))
    if (terms.size === TERMS_MAX) break
  }
  return [...terms]
}

/** Takes common endings off, so that a search for the start of a word finds its other forms. */
function stem(word: string): string {
  for (const ending of ['ings', 'ing', 'ies', 'ed', 'es', 's', 'y', 'e']) {
    if (word.length - ending.length >= 3 && word.endsWith(ending)) {
      return word.slice(0, -ending.length)
    }
  }
  return word
}

function rarity(counts: readonly (readonly number[])[], term: number): number {
  const having = counts.reduce((sum, found) => sum + ((found[term] ?? 0) > 0 ? 1 : 0), 0)
  return Math.log(1 + (counts.length - having + 0.5) / (having + 0.5))
}

/** How often a word of the text starts with the term. */
function countOf(term: string, text: string): number {
  let found = 0
  let at = text.indexOf(term)
  while (at >= 0 && found < REPEATS_MAX) {
    if (at === 0 || !isWordCode(text.charCodeAt(at - 1))) found++
    at = text.indexOf(term, at + term.length)
  }
  return found
}

function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code > 0xbf
}

/** Everything a candidate says, in lower case: its kind and the words of its body. */
function wordsOf(candidate: Candidate): string {
  const { origin } = candidate
  const words = [candidate.what]
  if (candidate.status) words.push(candidate.status)
  if (origin.kind === 'object') addWords(words, origin.object.body, 0)
  else if (origin.kind === 'event') addEvent(words, candidate)
  else if (origin.kind === 'visit')
    for (const one of origin.events.slice(0, 8)) addEvent(words, one)
  else addWords(words, [origin.name, origin.value as string], 0)
  if (origin.kind === 'object') words.push(origin.object.id)
  return words.join(' ').slice(0, SEARCHED_MAX).toLowerCase()
}

function addEvent(words: string[], candidate: Candidate): void {
  if (candidate.origin.kind !== 'event') return
  const { event, body } = candidate.origin
  words.push(event.name)
  addWords(words, body()['properties'], 0)
}

function addWords(words: string[], value: unknown, depth: number): void {
  if (typeof value === 'string') words.push(value)
  else if (typeof value === 'number') words.push(String(value))
  else if (typeof value === 'object' && value !== null && depth < DEPTH_MAX) {
    for (const one of Object.values(value)) addWords(words, one, depth + 1)
  }
}
