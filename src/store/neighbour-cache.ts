// What the matcher's reads found lately: who belongs to a customer and what they say. Exact like the writer's own
// cache: it follows every write of its store, and is emptied when another wrote or a transaction did not commit.
import type { NeighbourRow, SaidText } from '../engine/ports/match.ts'
import type { RecordRow } from '../engine/ports/records.ts'
import type { BatchWrites } from '../engine/ports/writing.ts'

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

/** Some 2 kB each with what the matcher read in them; two generations are kept. */
const ROWS_PER_GENERATION = 20_000

interface Members {
  readonly rows: readonly NeighbourRow[]
  readonly isAll: boolean
}

interface Generation {
  readonly customers: Map<string, Members>
  readonly numbers: Map<number, string>
}

const newGeneration = (): Generation => ({ customers: new Map(), numbers: new Map() })

export function createNeighbourCache(): NeighbourCache {
  let young = newGeneration()
  let old = newGeneration()
  let age = 0
  /** Before anybody asks, as where no matcher has learned yet, it would hold for nothing what comes in. */
  let isAsked = false

  function keep(customer: string, members: Members): void {
    if (!isAsked) return
    young.customers.set(customer, members)
    for (const { number } of members.rows) young.numbers.set(number, customer)
    if (young.numbers.size + young.customers.size < 2 * ROWS_PER_GENERATION) return
    old = young
    young = newGeneration()
  }
  function known(customer: string): Members | undefined {
    const recent = young.customers.get(customer)
    if (recent) return recent
    const members = old.customers.get(customer)
    if (members) keep(customer, members)
    return members
  }
  function forgetNumber(number: number): void {
    young.numbers.delete(number)
    old.numbers.delete(number)
  }
  function drop(customer: string): void {
    for (const { number } of known(customer)?.rows ?? []) forgetNumber(number)
    young.customers.delete(customer)
    old.customers.delete(customer)
  }
  /** Puts a row in the place of its record's; what is not all of a customer cannot be added to. */
  function put(customer: string, row: NeighbourRow): void {
    const members = known(customer)
    if (members?.isAll) keep(customer, { rows: withRow(members.rows, row), isAll: true })
    else if (members) drop(customer)
  }
  function take(record: string, customer: string): NeighbourRow | undefined {
    const members = known(customer)
    const row = members?.rows.find((own) => own.row.id === record)
    if (!members || !row) return undefined
    if (!members.isAll) drop(customer)
    else keep(customer, { rows: members.rows.filter((own) => own !== row), isAll: true })
    forgetNumber(row.number)
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
      if (members.rows.length > limit) return members.rows.slice(0, limit)
      return members.isAll || members.rows.length === limit ? members.rows : undefined
    },
    customerOf: (number) => young.numbers.get(number) ?? old.numbers.get(number),
    saidBy(number) {
      const customer = young.numbers.get(number) ?? old.numbers.get(number)
      const members = customer === undefined ? undefined : known(customer)
      return members?.rows.find((row) => row.number === number)?.said
    },
    age: () => age,
    put: (customer, rows, limit) => keep(customer, { rows, isAll: rows.length < limit }),
    wrote({ records, moves }) {
      if (records.length === 0 && moves.length === 0) return
      age++
      const rows = new Map(records.map((row) => [row.id, row]))
      // A customer that begins with this batch has nobody but those whom the batch brings.
      for (const { record, from, to } of moves) {
        if (from === undefined && record === to) keep(to, { rows: [], isAll: true })
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
      young = newGeneration()
      old = newGeneration()
    },
  }
}

/** By record id, as the database gives them. */
function withRow(rows: readonly NeighbourRow[], row: NeighbourRow): readonly NeighbourRow[] {
  const others = rows.filter((own) => own.row.id !== row.row.id)
  const at = others.findIndex((own) => own.row.id > row.row.id)
  return at < 0 ? [...others, row] : [...others.slice(0, at), row, ...others.slice(at)]
}
