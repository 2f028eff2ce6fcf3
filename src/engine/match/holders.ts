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
  readonly add: (keys: readonly number[], held: ReadonlyMap<number, readonly number[]>) => void
  readonly enter: (record: string, keys: readonly number[]) => void
}

interface Naming {
  readonly withNumber: (number: number) => string | undefined
  /** whether a record may be found: those of a batch that are not decided about yet may not */
  readonly isThere: (record: string) => boolean
}

const NOBODY: readonly string[] = []

export function createHolders({ withNumber, isThere }: Naming): Holders {
  const asked = new Map<number, readonly number[]>()
  const byKey = new Map<number, string[]>()
  const missing = new Set<number>()
  const isGeneric = (key: number): boolean => (asked.get(key)?.length ?? 0) > BLOCK_MAX
  const listOf = (key: number): string[] => {
    const ready = byKey.get(key)
    if (ready) return ready
    const ids: string[] = []
    let before = -1
    for (const number of asked.get(key) ?? []) {
      // A key that was written while its model was built can be there twice.
      const id = number === before ? undefined : withNumber(number)
      if (id !== undefined && isThere(id)) ids.push(id)
      before = number
    }
    byKey.set(key, ids)
    return ids
  }
  return {
    of: (key) => {
      if (!asked.has(key)) {
        missing.add(key)
        return NOBODY
      }
      if (isGeneric(key)) return undefined
      const list = listOf(key)
      return list.length <= BLOCK_MAX ? list : undefined
    },
    missing: () => [...missing],
    add: (keys, held) => {
      for (const key of keys) {
        asked.set(key, held.get(key) ?? [])
        missing.delete(key)
      }
    },
    enter: (record, keys) => {
      for (const key of keys) {
        if (!asked.has(key) || isGeneric(key)) continue
        const list = listOf(key)
        if (!list.includes(record)) list.push(record)
      }
    },
  }
}
