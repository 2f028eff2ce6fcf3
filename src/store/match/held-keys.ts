// Who holds which candidate key, in memory: a model's partition that this store made and nobody else wrote to since
// is mirrored from its first row on, so what is not found here is held by nobody. Flat arrays: no object per key.
// Where they are too many, what is left in memory is only which keys may be held at all.
import type { KeysRow } from '../../engine/ports/match.ts'
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

/** Rows of one model; of more the database is asked, but for keys that nobody holds. Some 22 bytes each, so 55 MB. */
const ROWS_MAX = 2_500_000
const NUMBER_MAX = 0x7fff_fffe

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
const FULL = 0.75
/** Marks a slot whose key several hold: the rest names the head of their chain. */
const CHAIN = 0x8000_0000

/**
 * Open addressing for the keys. A key that one record holds has that number in its slot; the numbers of several are a
 * chain of rows behind a head, which tells how many they are.
 */
function createTable(): Table {
  let keys = new Float64Array(SLOTS_MIN).fill(NO_KEY)
  /** per slot: 0 = nobody, a number and one more, or CHAIN and a head */
  let holds = new Uint32Array(SLOTS_MIN)
  const chains = createChains()
  let used = 0
  let size = 0

  const slotOf = (key: number, of: Float64Array): number => {
    const { length } = of
    let slot = Math.floor(((mixed(key) >>> 0) / 0x1_0000_0000) * length)
    while (of[slot] !== key && of[slot] !== NO_KEY) slot = slot + 1 === length ? 0 : slot + 1
    return slot
  }
  const growSlots = (): void => {
    const [before, held] = [keys, holds]
    keys = new Float64Array(larger(before.length)).fill(NO_KEY)
    holds = new Uint32Array(keys.length)
    for (let at = 0; at < before.length; at++) {
      const key = before[at] as number
      if (key === NO_KEY) continue
      const slot = slotOf(key, keys)
      keys[slot] = key
      holds[slot] = held[at] as number
    }
  }
  const heldAt = (key: number): number => holds[slotOf(key, keys)] as number
  return {
    keys: () => keys.filter((key) => key !== NO_KEY),
    size: () => size,
    count(key) {
      const held = heldAt(key)
      return held >= CHAIN ? chains.count(held - CHAIN) : Math.min(held, 1)
    },
    holders(key) {
      const held = heldAt(key)
      if (held < CHAIN) return held === 0 ? [] : [held - 1]
      const found = chains.numbers(held - CHAIN)
      return isRising(found) ? found : sorted(found)
    },
    add(key, number) {
      if (used >= keys.length * FULL) growSlots()
      const slot = slotOf(key, keys)
      if (keys[slot] === NO_KEY) {
        keys[slot] = key
        used++
      }
      size++
      const held = holds[slot] as number
      if (held === 0) {
        holds[slot] = number + 1
        return
      }
      const head = held >= CHAIN ? held - CHAIN : chains.begin(held - 1)
      chains.add(head, number)
      holds[slot] = CHAIN + head
    },
    remove(key, number) {
      const slot = slotOf(key, keys)
      const held = holds[slot] as number
      if (held === number + 1) {
        holds[slot] = 0
        size--
      } else if (held >= CHAIN) size -= chains.remove(held - CHAIN, number)
    },
  }
}

/** Chains of numbers, each behind a head; a row is one number, or the head's count. */
function createChains() {
  let numbers = new Uint32Array(SLOTS_MIN)
  /** counted from 1; 0 = none */
  let nexts = new Uint32Array(SLOTS_MIN)
  let rows = 0
  let free = 0

  const newRow = (): number => {
    if (free !== 0) {
      const row = free
      free = nexts[row - 1] as number
      return row
    }
    if (rows === numbers.length) {
      numbers = enlarged(numbers)
      nexts = enlarged(nexts)
    }
    return ++rows
  }
  const count = (head: number): number => numbers[head - 1] as number
  const add = (head: number, number: number): void => {
    const row = newRow()
    numbers[row - 1] = number
    nexts[row - 1] = nexts[head - 1] as number
    nexts[head - 1] = row
    numbers[head - 1] = count(head) + 1
  }
  return {
    count,
    add,
    /** A new chain of one number. */
    begin(number: number): number {
      const head = newRow()
      numbers[head - 1] = 0
      nexts[head - 1] = 0
      add(head, number)
      return head
    },
    numbers(head: number): number[] {
      let at = count(head)
      const found = new Array<number>(at)
      // Numbers are given rising and a chain begins with the latest, so it is filled from its end.
      for (let row = nexts[head - 1] as number; row !== 0; row = nexts[row - 1] as number) {
        found[--at] = numbers[row - 1] as number
      }
      return found
    },
    /** Answers how often the number was there. */
    remove(head: number, number: number): number {
      let before = head
      let gone = 0
      for (let row = nexts[head - 1] as number; row !== 0; ) {
        const next = nexts[row - 1] as number
        if (numbers[row - 1] === number) {
          nexts[before - 1] = next
          nexts[row - 1] = free
          free = row
          gone++
        } else before = row
        row = next
      }
      numbers[head - 1] = count(head) - gone
      return gone
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

/** By half: what is copied stands beside what it is copied to, and twice as much would stand empty for long. */
const larger = (length: number): number => length + (length >>> 1)

function enlarged(before: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const after = new Uint32Array(larger(before.length))
  after.set(before)
  return after
}
