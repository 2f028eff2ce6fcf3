// Something to remember per pattern: the vector of comparison levels of two records, one level per attribute.

export interface PatternMap<Value> {
  readonly get: (levels: Int8Array) => Value | undefined
  readonly set: (levels: Int8Array, value: Value) => void
}

/** Levels per attribute that fit a digit of a pattern's number, and digits that fit a number. */
const DIGIT = 16
const DIGITS = 12

/** A map by the contents of the vectors; they are read at once and may be written over afterwards. */
export function createPatternMap<Value>(): PatternMap<Value> {
  const byHead = new Map<number, Map<number, Value>>()
  return {
    get: (levels) => byHead.get(headOf(levels))?.get(tailOf(levels)),
    set: (levels, value) => {
      const head = headOf(levels)
      const byTail = byHead.get(head) ?? new Map<number, Value>()
      if (byTail.size === 0) byHead.set(head, byTail)
      byTail.set(tailOf(levels), value)
    },
  }
}

function headOf(levels: Int8Array): number {
  let head = 0
  const end = Math.min(DIGITS, levels.length)
  for (let at = 0; at < end; at++) head = head * DIGIT + (levels[at] as number) + 1
  return head
}

function tailOf(levels: Int8Array): number {
  let tail = 0
  for (let at = DIGITS; at < levels.length; at++) {
    tail = (tail * DIGIT + (levels[at] as number) + 1) % Number.MAX_SAFE_INTEGER
  }
  return tail
}

/** A pattern as text, one character per attribute: the level in base 36, or - where nothing is known. */
export function patternText(levels: Int8Array): string {
  let text = ''
  for (const level of levels) text += level < 0 ? UNKNOWN : level.toString(36)
  return text
}

const UNKNOWN = '-'

export function patternOf(text: string): Int8Array {
  return Int8Array.from(text, (digit) => (digit === UNKNOWN ? -1 : Number.parseInt(digit, 36)))
}
