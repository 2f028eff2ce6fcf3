// Who stands beside a record: whole customers, with what their records say, asked of the database only where it is not
// remembered.
import type { NeighbourRow } from '../../engine/ports/match.ts'
import { RECORD_COLUMNS, type RecordColumns, toRecord } from '../read-rows.ts'
import type { Ask } from '../wire/ask.ts'
import type { NeighbourCache } from './neighbour-cache.ts'

/** Numbers as one array parameter; the driver would quote each of them. */
export const numbers = (list: readonly number[]): string => `{${list.join()}}`

const NEIGHBOURS = `with x as (select unnest($2::uuid[]) as customer union
     select r.customer from unnest($1::bigint[]) as n(number) join match_record m on m.number = n.number
     join record r on r.home = m.home and r.id = m.record)
   select ${RECORD_COLUMNS}, m.number::float8 as number, m.said::text as said from x cross join lateral (
     select mm.home, mm.record from member mm where mm.customer = x.customer order by mm.record limit $3) mm
   join record r on r.home = mm.home and r.id = mm.record
   join match_record m on m.home = mm.home and m.record = mm.record`

interface Of {
  readonly customers: readonly string[]
  readonly numbers: readonly number[]
}

export async function neighbours(
  ask: Ask,
  name: string,
  of: Of,
  limit: number,
): Promise<readonly NeighbourRow[]> {
  if (of.customers.length === 0 && of.numbers.length === 0) return []
  const rows = await ask<RecordColumns & { number: number; said: string }>(name, NEIGHBOURS, [
    numbers(of.numbers),
    `{${of.customers.join()}}`,
    limit,
  ])
  return rows.map(({ number, said, ...row }) => ({
    row: toRecord(row),
    number,
    said: { text: said },
  }))
}

/** The same, asking the database only for what is not remembered. */
export async function neighboursOrKnown(
  ask: Ask,
  cache: NeighbourCache,
  { customers, numbers: list }: Of,
  limit: number,
): Promise<readonly NeighbourRow[]> {
  const found: NeighbourRow[] = []
  const seen = new Set<string>()
  const unknown = new Set<string>()
  const look = (customer: string): void => {
    if (seen.has(customer)) return
    seen.add(customer)
    const members = cache.members(customer, limit)
    if (members) found.push(...members)
    else unknown.add(customer)
  }
  customers.forEach(look)
  const nameless = new Set<number>()
  for (const number of list) {
    const customer = cache.customerOf(number)
    if (customer === undefined) nameless.add(number)
    else look(customer)
  }
  const age = cache.age()
  const rows = await neighbours(
    ask,
    'match_neighbours',
    { customers: [...unknown], numbers: [...nameless] },
    limit,
  )
  const byCustomer = Map.groupBy(rows, ({ row }) => row.customer)
  for (const [customer, members] of byCustomer) {
    if (cache.age() === age) cache.put(customer, members, limit)
    // A record that its customer is not known by may lead to one that was found before.
    if (!seen.has(customer) || unknown.has(customer)) found.push(...members)
  }
  return found
}
