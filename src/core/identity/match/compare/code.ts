// Codes, where every sign counts: numbers of persons and cards, house numbers, postcodes.
import { type Postcode, parseCode, parsePostcode } from '../normalise/address.ts'
import type { Kind } from './kind.ts'
import { edits } from './similarity.ts'

export const code: Kind<string> = {
  levels: ['same', 'one edit', 'two edits', 'different'],
  exactLevels: 1,
  rarityWeight: 1,
  read: (raw) => parseCode(raw),
  textOf: (text) => text,
  compare: (a, b) => (a === b ? 0 : Math.min(3, edits(a, b, 2))),
  formsOf: (text) => ({ code: [text] }),
}

export const postcode: Kind<Postcode> = {
  levels: ['same', 'one edit', 'same district', 'two edits', 'same region', 'different'],
  exactLevels: 1,
  rarityWeight: 0.8,
  read: (raw) => parsePostcode(raw),
  textOf: ({ text }) => text,
  compare: comparePostcodes,
  formsOf: ({ text, outward }) => ({ code: [text], district: [outward] }),
}

function comparePostcodes(a: Postcode, b: Postcode): number {
  if (a.text === b.text) return 0
  const distance = edits(a.text, b.text, 2)
  if (distance === 1) return 1
  if (a.outward === b.outward) return 2
  if (distance === 2) return 3
  return a.area === b.area ? 4 : 5
}
