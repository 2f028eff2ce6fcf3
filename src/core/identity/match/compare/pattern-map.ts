// Something to remember per pattern: the vector of comparison levels of two records, one level per attribute.

export interface PatternMap<Value> {
  readonly get: (levels: Int8Array) => Value | undefined
  readonly set: (levels: Int8Array, value: Value) => void
}

const SLOTS_MIN = 256

/**
 * A map by the contents of the vectors; they are read at once and may be written over afterwards. Asked for every
 * comparison, so it makes nothing: numbered patterns behind a table of slots, open addressing.
 */
export function createPatternMap<Value>(): PatternMap<Value> {
  const patterns: Int8Array[] = []
  const values: Value[] = []
  /** number of a pattern and one, 0 where nothing is */
  let slots = new Int32Array(SLOTS_MIN)
  /** The slot of a pattern, or the free one where it belongs. */
  const slotOf = (levels: Int8Array): number => {
    const mask = slots.length - 1
    let slot = hashOf(levels) & mask
    for (;;) {
      const number = slots[slot] as number
      if (number === 0 || isSame(patterns[number - 1] as Int8Array, levels)) return slot
      slot = (slot + 1) & mask
    }
  }
  const grow = (): void => {
    slots = new Int32Array(2 * slots.length)
    for (const [at, own] of patterns.entries()) slots[slotOf(own)] = at + 1
  }
  return {
    get: (levels) => {
      const number = slots[slotOf(levels)] as number
      return number === 0 ? undefined : values[number - 1]
    },
    set: (levels, value) => {
      const slot = slotOf(levels)
      const number = slots[slot] as number
      if (number > 0) {
        values[number - 1] = value
        return
      }
      patterns.push(levels.slice())
      slots[slot] = values.push(value)
      if (2 * values.length > slots.length) grow()
    },
  }
}

/** FNV-1a over the levels, its high bits folded in. */
function hashOf(levels: Int8Array): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < levels.length; at++) {
    hash = Math.imul(hash ^ ((levels[at] as number) + 1), 0x01000193)
  }
  return hash ^ (hash >>> 15)
}

function isSame(a: Int8Array, b: Int8Array): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
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
