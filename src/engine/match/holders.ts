// Who holds which key, as far as it was asked. A decision that looks at a key which nobody asked for yet is made again
// when the key has been: so it sees what it would see if all keys were here.

/** A key that more records hold finds nobody: it tells no one apart. */
export const BLOCK_MAX = 250

export interface Holders {
  /** records that hold a key, in the order in which they first said something; undefined: too many */
  readonly of: (key: number) => readonly string[] | undefined
  /** keys that were looked at and not asked for */
  readonly missing: () => readonly number[]
  /** Takes in what was asked: numbers that hold each key; keys that nobody holds are left out of the answer. */
  readonly add: (
    keys: readonly number[],
    held: ReadonlyMap<number, readonly number[] | 'many'>,
  ) => void
  readonly enter: (record: string, keys: readonly number[]) => void
}

interface Naming {
  readonly withNumber: (number: number) => string | undefined
  /** whether a record may be found: those of a batch that are not decided about yet may not */
  readonly isThere: (record: string) => boolean
}

/** Who holds a key that was asked for. */
interface Held {
  /** as the index has them */
  readonly numbers: readonly number[] | 'many'
  /** the records that may be found, once somebody asked; with those that entered since */
  ids: string[] | undefined
}

const NOBODY: readonly string[] = []
const NO_NUMBERS: readonly number[] = []

export function createHolders({ withNumber, isThere }: Naming): Holders {
  const asked = new Map<number, Held>()
  const missing = new Set<number>()
  const idsOf = (held: Held): string[] | undefined => {
    if (held.ids || held.numbers === 'many') return held.ids
    const ids: string[] = []
    let before = -1
    for (const number of held.numbers) {
      // A key that was written while its model was built can be there twice.
      const id = number === before ? undefined : withNumber(number)
      if (id !== undefined && isThere(id)) ids.push(id)
      before = number
    }
    held.ids = ids
    return ids
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
    missing: () => [...missing],
    add: (keys, held) => {
      for (const key of keys) {
        asked.set(key, { numbers: held.get(key) ?? NO_NUMBERS, ids: undefined })
        missing.delete(key)
      }
    },
    enter: (record, keys) => {
      for (const key of keys) {
        const held = asked.get(key)
        const list = held && idsOf(held)
        if (list && !list.includes(record)) list.push(record)
      }
    },
  }
}
