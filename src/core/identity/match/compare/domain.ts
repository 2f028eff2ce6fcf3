// Web domains: what stands in front of the name of the host and behind it says nothing about whose it is.
import { parseDomain, type WebDomain } from '../normalise/domain.ts'
import type { Kind } from './kind.ts'
import { edits } from './similarity.ts'

/** Names shorter than this are near each other by chance. */
const NEAR_LENGTH_MIN = 6

export const domain: Kind<WebDomain> = {
  levels: ['same', 'other ending or a slip', 'different'],
  exactLevels: 1,
  rarityWeight: 1,
  read: (raw) => parseDomain(raw),
  textOf: ({ text }) => text,
  compare: (a, b) => {
    if (a.text === b.text) return 0
    const shorter = Math.min(a.name.length, b.name.length)
    return a.name === b.name || edits(a.name, b.name, 1) <= (shorter >= NEAR_LENGTH_MIN ? 1 : 0)
      ? 1
      : 2
  },
  formsOf: ({ text, name }) => ({ text: [text], name: name.length > 3 ? [name] : [] }),
}
