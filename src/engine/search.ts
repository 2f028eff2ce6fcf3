// Finding customers and accounts by name, e-mail, phone or order number, with one typo.
import type { SearchHit } from '../contract/api.ts'
import { publicId } from '../contract/identifier.ts'
import { type Match, matchOf } from '../core/profile/search-rank.ts'
import { foldText } from '../core/profile/search-terms.ts'
import type { Caller } from './api.ts'
import { checkPurpose, note, refuse } from './reading.ts'
import { seesEveryone } from './relationship.ts'
import type { Runtime } from './runtime.ts'

const QUERY_CHARACTERS_MAX = 200
/** rows looked at per answer: several fields of one customer may match */
const ROWS_PER_HIT = 8

type Row = Awaited<ReturnType<Runtime['store']['search']>>[number]

/** Best first; callers who may see only their own customers find nobody here. Throws QUERY_INVALID. */
export async function search(
  q: string,
  options: { readonly limit: number; readonly purpose: string },
  caller: Caller,
  runtime: Runtime,
): Promise<readonly SearchHit[]> {
  const look = { caller, purpose: options.purpose, channel: 'api', through: 'search' }
  await checkPurpose(look, runtime)
  const folded = foldText(q.slice(0, QUERY_CHARACTERS_MAX))
  if (folded.length < 2)
    return refuse(look, 'QUERY_INVALID', 'Search for at least two characters', runtime)
  const found = seesEveryone(caller, runtime.compiled())
    ? await runtime.store.search(folded, options.limit * ROWS_PER_HIT)
    : []
  const best = bestPerCustomer(found, folded).slice(0, options.limit)
  const hits = await Promise.all(best.map(({ row, match }) => toHit(row, match, runtime)))
  await note(
    look,
    { outcome: 'shown', shown: hits.length, withheld: {}, subject: undefined },
    runtime,
  )
  return hits
}

function bestPerCustomer(
  rows: readonly Row[],
  folded: string,
): readonly { readonly row: Row; readonly match: Match }[] {
  const best = new Map<string, { row: Row; match: Match }>()
  for (const row of rows) {
    const match = matchOf(row.folded, folded)
    if (!match) continue
    const before = best.get(row.customer)
    if (!before || match.rank < before.match.rank) best.set(row.customer, { row, match })
  }
  return [...best.values()].sort(
    (a, b) => a.match.rank - b.match.rank || (a.row.customer < b.row.customer ? -1 : 1),
  )
}

/** A hit names the customer well enough to choose; all else needs a view. */
async function toHit(row: Row, match: Match, { store }: Runtime): Promise<SearchHit> {
  const records = await store.recordsOf([row.customer])
  const identifiers = await store.identifiersOfRecords(records)
  const terms = await store.searchEntriesOf(records)
  const name = terms.find((term) => term.field === 'name')?.value
  const shown = identifiers.filter(
    ({ namespace }) => namespace === 'email' || namespace === 'phone',
  )
  return {
    id: publicId(row.entity === 'account' ? 'acc' : 'cus', row.customer),
    entity: row.entity,
    ...(name === undefined ? {} : { name }),
    identifiers: shown.slice(0, 4).map(({ namespace, value }) => ({ namespace, value })),
    matched: { field: row.field, value: row.value, edits: match.edits },
  }
}
