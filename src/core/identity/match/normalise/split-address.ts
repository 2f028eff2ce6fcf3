// A whole address in one text taken apart into street, number, postcode and place, for sources that keep the parts in
// columns of their own. Countries differ in the order; what is told by its form (postcode, number) is looked for first.

export interface AddressParts {
  readonly street: string
  readonly number: string
  /** '' where none was found; then the text may be a street with its number and no more */
  readonly postcode: string
  readonly place: string
}

/** TQ13 8DF, 1234 AB, 754 11, 01-234, 12345-678, and digits alone, of which the last ones count. */
const POSTCODES = [
  /\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b/gi,
  /\b\d{4} ?[a-z]{2}\b(?=\s+\p{L}|\s*$)/giu,
  /\b\d{3} \d{2}\b/g,
  /\b\d{2}-\d{3}\b/g,
  /\b\d{5}-\d{3,4}\b/g,
  /\b\d{4,6}\b/g,
]
const NUMBER = /^\d{1,5}[a-z]?(?:[-/]\d{1,4}[a-z]?)?$/i

/** "light street 3, 3212 windermere", "3 Light St, Windermere VIC 3212" -> its parts. */
export function splitAddress(raw: string): AddressParts {
  const segments = raw
    .split(/[,;\n]/)
    .map((segment) => segment.trim())
    .filter((segment) => segment !== '')
  const found = postcodeIn(segments)
  if (!found) return { ...numbered(segments.join(' ')), postcode: '', place: '' }
  const { at, before, postcode, after } = found
  // The place stands after the postcode, else before it, else in the part before that.
  const hasOwn = after !== '' || (before !== '' && at > 0)
  const place = after !== '' ? after : hasOwn ? before : (segments[at - 1] ?? '')
  const street = segments.slice(0, hasOwn ? at : Math.max(0, at - 1))
  if (after !== '' && before !== '') street.push(before)
  return { ...numbered([...street, ...segments.slice(at + 1)].join(' ')), postcode, place }
}

interface Found {
  /** the segment in which it stands, and what stands around it there */
  readonly at: number
  readonly before: string
  readonly postcode: string
  readonly after: string
}

function postcodeIn(segments: readonly string[]): Found | undefined {
  for (const form of POSTCODES) {
    for (let at = segments.length - 1; at >= 0; at--) {
      const segment = segments[at] as string
      const match = [...segment.matchAll(form)].at(-1)
      // A number at the very beginning is that of the house, unless there is another one.
      if (!match || (at === 0 && match.index === 0 && !hasOtherNumber(segments, match[0]))) continue
      const before = segment.slice(0, match.index).trim()
      const after = segment.slice(match.index + match[0].length).trim()
      return { at, before, postcode: match[0], after }
    }
  }
  return undefined
}

function hasOtherNumber(segments: readonly string[], postcode: string): boolean {
  return /\d/.test(segments.join(' ').replace(postcode, ''))
}

/** The number of the house is the first or the last word that looks like one. */
function numbered(text: string): Pick<AddressParts, 'street' | 'number'> {
  const words = text.split(/\s+/).filter((word) => word !== '')
  const at = [0, words.length - 1].find((one) => NUMBER.test(words[one] ?? ''))
  if (at === undefined || words.length < 2) return { street: text, number: '' }
  return { street: words.toSpliced(at, 1).join(' '), number: words[at] ?? '' }
}
