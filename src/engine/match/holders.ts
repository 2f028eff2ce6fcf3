// Who holds which key, as far as it was asked. A decision that looks at a key which nobody asked for yet is made again
// when the key has been: so it sees what it would see if all keys were here.

/** A key that more records hold finds nobody: it tells no one apart. */
export const BLOCK_MAX = 250

export interface Holders {
  /**
   * Records that hold a key and are known here, in the order in which they first said something; undefined: too many.
   * Of a common key those may be missing whom nobody is compared with for it (core/identity/match/decide/sharers.ts).
   */
  readonly of: (key: number) => readonly string[] | undefined
  /** how many hold a key that was asked for, known here or not */
  readonly holding: (key: number) => number
  /** their numbers as the index has them; undefined: too many, or not asked for */
  readonly numbersOf: (key: number) => readonly number[] | undefined
  readonly isAsked: (key: number) => boolean
  /** keys that were looked at and not asked for */
  readonly missing: () => readonly number[]
  /** how many these are */
  readonly lacks: () => number
  /** Takes in what was asked: numbers that hold each key; keys that nobody holds are left out of the answer. */
  readonly add: (
    keys: readonly number[],
    held: ReadonlyMap<number, readonly number[] | 'many'>,
  ) => void
  readonly enter: (record: string, keys: readonly number[]) => void
}

interface Naming {
  readonly withNumber: (number: number) => string | undefined
  /** rises whenever a number gets a name */
  readonly named: () => number
  /** whether a record may be found: those of a batch that are not decided about yet may not */
  readonly isThere: (record: string) => boolean
}

/** Who holds a key that was asked for. */
interface Held {
  /** as the index has them */
  readonly numbers: readonly number[] | 'many'
  readonly entered: string[]
  /** the records that may be found, once somebody asked; with those that entered since */
  ids: string[] | undefined
  /** numbers that had names when the records were told; Infinity: all of these have */
  asOf: number
}

const NOBODY: readonly string[] = []
const NO_NUMBERS: readonly number[] = []

export function createHolders({ withNumber, named, isThere }: Naming): Holders {
  const asked = new Map<number, Held>()
  const missing = new Set<number>()
  /** Those who have names by now, and whether all have. */
  const namesOf = (numbers: readonly number[]): { ids: string[]; isAll: boolean } => {
    const ids: string[] = []
    let isAll = true
    for (const [at, number] of numbers.entries()) {
      // A key that was written while its model was built can be there twice.
      if (number === numbers[at - 1]) continue
      const id = withNumber(number)
      if (id === undefined) isAll = false
      else if (isThere(id)) ids.push(id)
    }
    return { ids, isAll }
  }
  const idsOf = (held: Held): string[] | undefined => {
    if (held.numbers === 'many' || held.asOf >= named()) return held.ids
    const { ids, isAll } = namesOf(held.numbers)
    ids.push(...held.entered.filter((id) => !ids.includes(id)))
    held.ids = ids
    held.asOf = isAll ? Number.POSITIVE_INFINITY : named()
    return ids
  }
  const numbersOf = (key: number): readonly number[] | undefined => {
    const numbers = asked.get(key)?.numbers
    return numbers === 'many' ? undefined : numbers
  }
  return {
    of: (key) => {
      const held = asked.get(key)
      if (!held) {
        missing.add(key)
        return NOBODY
      }
      const list = idsOf(held)
      return list && list.length <= BLOCK_MAX ? list : undefined
    },
    holding: (key) => {
      const held = asked.get(key)
      if (!held) return 0
      return held.numbers === 'many' ? BLOCK_MAX + 1 : held.numbers.length + held.entered.length
    },
    numbersOf,
    isAsked: (key) => asked.has(key),
    missing: () => [...missing],
    lacks: () => missing.size,
    add: (keys, held) => {
      for (const key of keys) {
        asked.set(key, {
          numbers: held.get(key) ?? NO_NUMBERS,
          entered: [],
          ids: undefined,
          asOf: -1,
        })
        missing.delete(key)
      }
    },
    enter: (record, keys) => {
      for (const key of keys) {
        const held = asked.get(key)
        const list = held && idsOf(held)
        if (!list || list.includes(record)) continue
        list.push(record)
        held.entered.push(record)
      }
    },
  }
}
