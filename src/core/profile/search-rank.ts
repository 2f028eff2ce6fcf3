// Which of the rows a search found are meant: whole value, a part of it, or one typo away; best first.
import { distance } from 'fastest-levenshtein'

export interface Match {
  /** typos between the query and the value or one of its words */
  readonly edits: number
  /** lower = better: exact, begins with, contains, words with typos */
  readonly rank: number
}

/** A query shorter than this must match as it is: one typo in three letters is another word. */
const TYPO_LENGTH_MIN = 4

/** How a folded value matches a folded query; undefined when it does not. */
export function matchOf(folded: string, query: string): Match | undefined {
  if (folded === query) return { edits: 0, rank: 0 }
  if (folded.startsWith(query)) return { edits: 0, rank: 1 }
  if (folded.includes(query)) return { edits: 0, rank: 2 }
  const bare = digitsOrLetters(folded)
  const bareQuery = digitsOrLetters(query)
  if (bareQuery.length >= TYPO_LENGTH_MIN && bare.includes(bareQuery)) return { edits: 0, rank: 2 }
  if (isDialledAtHome(folded, bareQuery)) return { edits: 0, rank: 2 }
  if (isDialledFromAbroad(folded, bareQuery)) return { edits: 0, rank: 2 }
  const edits = Math.min(editsOf(folded, query), wordEdits(folded, query))
  return edits <= 1 ? { edits, rank: 3 } : undefined
}

/** 070-123 45 67 is +46 70 123 45 67 to whoever dials it in Sweden; enough digits make it somebody's. */
function isDialledAtHome(value: string, digits: string): boolean {
  return value.startsWith('+') && /^0\d{6,14}$/.test(digits) && value.endsWith(digits.slice(1))
}

/** 0046 70 123 45 67 is +46 70 123 45 67. */
function isDialledFromAbroad(value: string, digits: string): boolean {
  return /^00[1-9]\d{6,14}$/.test(digits) && value === `+${digits.slice(2)}`
}

const digitsOrLetters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '')

function editsOf(value: string, query: string): number {
  if (query.length < TYPO_LENGTH_MIN || Math.abs(value.length - query.length) > 1) return 9
  return isTransposed(value, query) ? 1 : distance(value, query)
}

/** Two neighbouring letters changed places: one slip of the fingers, though two edits. */
function isTransposed(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  return (
    a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2) && i + 1 < a.length
  )
}

/** Every word of the query stands in the value, all together with at most one typo. */
function wordEdits(value: string, query: string): number {
  // `Berg;` and `Jean-Luc` stand there both whole and in their parts.
  const words = [...value.split(/[\s@.]+/), ...value.split(/[^\p{L}\p{N}]+/u)]
  let edits = 0
  for (const asked of query.split(/\s+/)) {
    let best = words.includes(asked) ? 0 : 9
    for (const word of words) {
      if (best === 0) break
      if (word.startsWith(asked) && asked.length >= 2) best = 0
      else best = Math.min(best, editsOf(word, asked))
    }
    edits += best
    if (edits > 1) return 9
  }
  return edits
}
