// Who holds which candidate key, in memory: a model's partition that this store made and nobody else wrote to since
// is mirrored from its first row on, so what is not found here is held by nobody. Flat arrays: no object per key.
// Where they are too many, what is left in memory is only which keys may be held at all.
import type { KeysRow } from '../engine/ports/match.ts'
import { createKeyFilter, type KeyFilter, mixed } from './key-filter.ts'

export interface HeldKeys {
  /** A model has got an empty partition: from now on its keys are known here. */
  begin(model: number): void
  /** A model's keys are gone. */
  end(model: number): void
  /** Numbers that hold a key, rising; undefined = not known here, ask the database. */
  holders(model: number, key: number): readonly number[] | undefined
  /** How many hold a key of a model that is known here, else 0. */
  count(model: number, key: number): number
  isKnown(model: number): boolean
  /** False: nobody holds the key, so the database need not be asked either. */
  mayHold(model: number, key: number): boolean
  add(rows: readonly KeysRow[]): void
  remove(rows: readonly KeysRow[]): void
  clear(): void
}

/** Rows of one model; of more the database is asked, but for keys that nobody holds. Some 30 bytes each, so 45 MB, and half as much again while it grows. */
const ROWS_MAX = 1_500_000
const NUMBER_MAX = 0xffff_ffff

export function createHeldKeys(rowsMax = ROWS_MAX): HeldKeys {
  const models = new Map<number, Table>()
  /** of models that have more rows than fit */
  const filters = new Map<number, KeyFilter>()
  /** Where so many keys more can be taken in; a model that has too many keeps a filter. */
  const tableFor = (model: number, number: number, keys: number): Table | undefined => {
    const table = models.get(model)
    if (!table || (table.size() + keys <= rowsMax && number <= NUMBER_MAX)) return table
    filters.set(model, filterOf(table))
    models.delete(model)
    return undefined
  }
  return {
    begin: (model) => void models.set(model, createTable()),
    end(model) {
      models.delete(model)
      filters.delete(model)
    },
    mayHold: (model, key) => filters.get(model)?.mayHold(key) ?? true,
    holders: (model, key) => models.get(model)?.holders(key),
    count: (model, key) => models.get(model)?.count(key) ?? 0,
    isKnown: (model) => models.has(model),
    add(rows) {
      for (const { model, number, keys } of rows) {
        const table = tableFor(model, number, keys.length) ?? filters.get(model)
        for (const key of keys) table?.add(key, number)
      }
    },
    remove(rows) {
      for (const { model, number, keys } of rows) {
        const table = models.get(model)
        for (const key of keys) table?.remove(key, number)
      }
    },
    clear() {
      models.clear()
      filters.clear()
    },
  }
}

function filterOf({ keys }: Table): KeyFilter {
  const filter = createKeyFilter()
  for (const key of keys()) filter.add(key)
  return filter
}

interface Table {
  /** those that are held, or were */
  readonly keys: () => Iterable<number>
  readonly size: () => number
  readonly holders: (key: number) => readonly number[]
  /** how many hold a key */
  readonly count: (key: number) => number
  readonly add: (key: number, number: number) => void
  readonly remove: (key: number, number: number) => void
}

const SLOTS_MIN = 1 << 12
/** Keys are whole numbers from 0 on. */
const NO_KEY = -1
/** Of the slots, so many are in use at the most. */
const FULL = 0.6

/** Open addressing for the keys; the numbers that hold one are a chain of rows. */
function createTable(): Table {
  let keys = new Float64Array(SLOTS_MIN).fill(NO_KEY)
  /** per slot: the first row of its chain, counted from 1; 0 = none */
  let firsts = new Uint32Array(SLOTS_MIN)
  /** per slot: rows in its chain */
  let lengths = new Uint32Array(SLOTS_MIN)
  let numbers = new Uint32Array(SLOTS_MIN)
  let nexts = new Uint32Array(SLOTS_MIN)
  let used = 0
  let rows = 0
  let free = 0
  let freed = 0

  const slotOf = (key: number, of: Float64Array): number => {
    const mask = of.length - 1
    let slot = mixed(key) & mask
    while (of[slot] !== key && of[slot] !== NO_KEY) slot = (slot + 1) & mask
    return slot
  }
  const growSlots = (): void => {
    const [before, chains, counts] = [keys, firsts, lengths]
    keys = new Float64Array(before.length * 2).fill(NO_KEY)
    firsts = new Uint32Array(before.length * 2)
    lengths = new Uint32Array(before.length * 2)
    for (let at = 0; at < before.length; at++) {
      const key = before[at] as number
      if (key === NO_KEY) continue
      const slot = slotOf(key, keys)
      keys[slot] = key
      firsts[slot] = chains[at] as number
      lengths[slot] = counts[at] as number
    }
  }
  const newRow = (): number => {
    if (free !== 0) {
      const row = free
      free = nexts[row - 1] as number
      freed--
      return row
    }
    if (rows === numbers.length) {
      numbers = doubled(numbers)
      nexts = doubled(nexts)
    }
    return ++rows
  }
  return {
    keys: () => keys.filter((key) => key !== NO_KEY),
    size: () => rows - freed,
    count: (key) => lengths[slotOf(key, keys)] as number,
    holders(key) {
      const slot = slotOf(key, keys)
      let at = lengths[slot] as number
      const found = new Array<number>(at)
      // Numbers are given rising and a chain begins with the latest, so it is filled from its end.
      for (let row = firsts[slot] as number; row !== 0; row = nexts[row - 1] as number) {
        found[--at] = numbers[row - 1] as number
      }
      return isRising(found) ? found : sorted(found)
    },
    add(key, number) {
      if (used >= keys.length * FULL) growSlots()
      const slot = slotOf(key, keys)
      if (keys[slot] === NO_KEY) {
        keys[slot] = key
        used++
      }
      const row = newRow()
      numbers[row - 1] = number
      nexts[row - 1] = firsts[slot] as number
      firsts[slot] = row
      lengths[slot] = (lengths[slot] as number) + 1
    },
    remove(key, number) {
      const slot = slotOf(key, keys)
      let before = 0
      let row = firsts[slot] as number
      while (row !== 0) {
        const next = nexts[row - 1] as number
        if (numbers[row - 1] === number) {
          if (before === 0) firsts[slot] = next
          else nexts[before - 1] = next
          nexts[row - 1] = free
          free = row
          freed++
          lengths[slot] = (lengths[slot] as number) - 1
        } else before = row
        row = next
      }
    },
  }
}

function isRising(numbers: readonly number[]): boolean {
  for (let at = 1; at < numbers.length; at++) {
    if ((numbers[at] as number) < (numbers[at - 1] as number)) return false
  }
  return true
}

/** In place: as numbers, not as texts, and without a call for each comparison. */
function sorted(numbers: number[]): number[] {
  const rising = new Uint32Array(numbers).sort()
  for (let at = 0; at < rising.length; at++) numbers[at] = rising[at] as number
  return numbers
}

function doubled(before: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const after = new Uint32Array(before.length * 2)
  after.set(before)
  return after
}
