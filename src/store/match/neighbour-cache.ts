// What the matcher's reads found lately: who belongs to a customer and what they say. Exact like the writer's own
// cache: it follows every write of its store, and is emptied when another wrote or a transaction did not commit.
import type { NeighbourRow, SaidText } from '../../engine/ports/match.ts'
import type { RecordRow } from '../../engine/ports/records.ts'
import type { BatchWrites } from '../../engine/ports/writing.ts'

export interface NeighbourCache {
  /** Everybody who says something of a customer, by record id; undefined where fewer than `limit` of more are known. */
  members(customer: string, limit: number): readonly NeighbourRow[] | undefined
  /** customer of a record by its number; undefined = not known here */
  customerOf(number: number): string | undefined
  /** What a record says, as the same object as in `members`; undefined = not known here. */
  saidBy(number: number): SaidText | undefined
  /** Rises with every write: what was asked before it may be outdated when it comes. */
  age(): number
  /** @param limit that the rows were asked with: so many may be not all */
  put(customer: string, rows: readonly NeighbourRow[], limit: number): void
  wrote(writes: Pick<BatchWrites, 'records' | 'moves'>): void
  said(row: RecordRow, number: number, said: SaidText): void
  clear(): void
}

/** Some 2 kB each with what the matcher read in them. */
const ROWS_MAX = 40_000
/** What is left of them once there are too many: the sweep looks at all, so it must be rare. */
const ROWS_LEFT = 30_000

/** What is remembered of a customer. It is changed in place: a hit writes nothing but that it was one. */
interface Members {
  readonly customer: string
  rows: readonly NeighbourRow[]
  isAll: boolean
  /** since the last sweep */
  isUsed: boolean
}

export function createNeighbourCache(rowsMax = ROWS_MAX, rowsLeft = ROWS_LEFT): NeighbourCache {
  const customers = new Map<string, Members>()
  const numbers = new Map<number, Members>()
  let age = 0
  /** Before anybody asks, as where no matcher has learned yet, it would hold for nothing what comes in. */
  let isAsked = false

  const known = (customer: string): Members | undefined => customers.get(customer)

  function keep(customer: string, rows: readonly NeighbourRow[], isAll: boolean): void {
    if (!isAsked) return
    const members = known(customer) ?? { customer, rows, isAll, isUsed: false }
    members.rows = rows
    members.isAll = isAll
    customers.set(customer, members)
    for (const { number } of rows) numbers.set(number, members)
    if (isFull(rowsMax)) sweep()
  }
  const isFull = (rows: number): boolean => numbers.size + customers.size > 2 * rows
  /** Forgets the oldest of those whom nobody asked for since the last time, and where that is not enough of all. */
  function sweep(): void {
    for (const members of customers.values()) {
      if (!members.isUsed && isFull(rowsLeft)) drop(members.customer)
      else members.isUsed = false
    }
    for (const customer of customers.keys()) {
      if (!isFull(rowsLeft)) return
      drop(customer)
    }
  }
  function drop(customer: string): void {
    const members = known(customer)
    if (!members) return
    for (const { number } of members.rows) {
      if (numbers.get(number) === members) numbers.delete(number)
    }
    customers.delete(customer)
  }
  /** Puts a row in the place of its record's; what is not all of a customer cannot be added to. */
  function put(customer: string, row: NeighbourRow): void {
    const members = known(customer)
    if (members?.isAll) keep(customer, withRow(members.rows, row), true)
    else if (members) drop(customer)
  }
  function take(record: string, customer: string): NeighbourRow | undefined {
    const members = known(customer)
    const row = members?.rows.find((own) => own.row.id === record)
    if (!members || !row) return undefined
    if (members.isAll) members.rows = members.rows.filter((own) => own !== row)
    else drop(customer)
    numbers.delete(row.number)
    return row
  }
  function move(
    { record, from, to }: BatchWrites['moves'][number],
    row: RecordRow | undefined,
  ): void {
    // A new record says nothing before `said`.
    if (from === undefined) return
    const taken = take(record, from)
    if (taken && row) put(to, { ...taken, row })
    else drop(to)
  }

  /** A row of a customer as it is now. */
  function replace(row: RecordRow): void {
    const own = known(row.customer)?.rows.find((other) => other.row.id === row.id)
    if (own && own.row !== row) put(row.customer, { ...own, row })
  }

  return {
    members(customer, limit) {
      isAsked = true
      const members = known(customer)
      if (!members) return undefined
      members.isUsed = true
      if (members.rows.length > limit) return members.rows.slice(0, limit)
      return members.isAll || members.rows.length === limit ? members.rows : undefined
    },
    customerOf: (number) => numbers.get(number)?.customer,
    saidBy: (number) => numbers.get(number)?.rows.find((row) => row.number === number)?.said,
    age: () => age,
    put: (customer, rows, limit) => keep(customer, rows, rows.length < limit),
    wrote({ records, moves }) {
      if (records.length === 0 && moves.length === 0) return
      age++
      const rows = new Map(records.map((row) => [row.id, row]))
      // A customer that begins with this batch has nobody but those whom the batch brings.
      for (const { record, from, to } of moves) {
        if (from === undefined && record === to) keep(to, [], true)
      }
      for (const moved of moves) move(moved, rows.get(moved.record))
      records.forEach(replace)
    },
    said(row, number, said) {
      age++
      put(row.customer, { row, number, said })
    },
    clear() {
      age++
      customers.clear()
      numbers.clear()
    },
  }
}

/** By record id, as the database gives them. */
function withRow(rows: readonly NeighbourRow[], row: NeighbourRow): readonly NeighbourRow[] {
  const others = rows.filter((own) => own.row.id !== row.row.id)
  const at = others.findIndex((own) => own.row.id > row.row.id)
  return at < 0 ? [...others, row] : [...others.slice(0, at), row, ...others.slice(at)]
}
