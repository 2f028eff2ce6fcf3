// Which input of a mapping a file belongs to, and what its name says about its format.
import { basename } from 'node:path'

/** `orders-*.csv`, `users.json`; `*` any characters, `?` one. A pattern with a slash is held against the whole path. */
export function matchesName(pattern: string, path: string): boolean {
  const name = pattern.includes('/') ? path : basename(path)
  return matches(pattern, name) || matches(pattern, name.replace(/\.gz$/, ''))
}

/** Two pointers and one step back: linear in practice, no regular expression from a file. */
function matches(pattern: string, text: string): boolean {
  let at = 0
  let place = 0
  let star = -1
  let starAt = 0
  while (at < text.length) {
    if (
      place < pattern.length &&
      (pattern[place] === '?' || (pattern[place] === text[at] && pattern[place] !== '*'))
    ) {
      place++
      at++
    } else if (pattern[place] === '*') {
      star = place++
      starAt = at
    } else if (star >= 0) {
      place = star + 1
      at = ++starAt
    } else return false
  }
  while (pattern[place] === '*') place++
  return place === pattern.length
}

export type Format = 'csv' | 'json' | 'jsonl'

/** Undefined when the name says nothing. */
export function formatOf(path: string): Format | undefined {
  const name = basename(path).toLowerCase().replace(/\.gz$/, '')
  if (name.endsWith('.csv') || name.endsWith('.tsv')) return 'csv'
  if (name.endsWith('.jsonl') || name.endsWith('.ndjson')) return 'jsonl'
  return name.endsWith('.json') ? 'json' : undefined
}
