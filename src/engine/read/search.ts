// Finding customers and accounts by name, e-mail, phone or order number, with one typo.
import type { SearchHit } from '../../contract/api.ts'
import { nearPatterns } from '../../core/profile/search-patterns.ts'
import { matchOf } from '../../core/profile/search-rank.ts'
import { foldQuery } from '../../core/profile/search-terms.ts'
import type { Caller } from '../api.ts'
import type { FoundRow } from '../ports/store.ts'
import type { Runtime } from '../runtime.ts'
import { checkPurpose, type Look, note, refuse } from './reading.ts'
import { seesEveryone } from './relationship.ts'
import { type Found, type Hits, hitsOf } from './search-hits.ts'

const QUERY_CHARACTERS_MAX = 200
/** rows looked at per answer: several fields of one customer may match */
const ROWS_PER_HIT = 8

/** Best first; callers who may see only their own customers find nobody here. Throws QUERY_INVALID. */
export async function search(
  q: string,
  options: { readonly limit: number; readonly purpose: string },
  caller: Caller,
  runtime: Runtime,
): Promise<readonly SearchHit[]> {
  const look = { caller, purpose: options.purpose, channel: 'api', through: 'search' }
  await checkPurpose(look, runtime)
  const folded = foldQuery(q.slice(0, QUERY_CHARACTERS_MAX))
  if (folded.length < 2)
    return refuse(look, 'QUERY_INVALID', 'Search for at least two characters', runtime)
  const found = seesEveryone(caller, runtime.compiled())
    ? await findRows(folded, options.limit * ROWS_PER_HIT, runtime)
    : []
  const { hits, seen, withheld } = await hitsOf(found, options.limit, { look, runtime })
  await noteSeen(look, { seen, withheld }, runtime)
  return hits
}

/** Who was shown finds it in her own log; the search itself stands there too, with what was withheld of others. */
async function noteSeen(
  look: Look,
  { seen, withheld }: Pick<Hits, 'seen' | 'withheld'>,
  runtime: Runtime,
): Promise<void> {
  const rows = [
    { shown: seen.length, withheld, subject: undefined },
    ...seen.map((subject) => ({ shown: 1, withheld: {}, subject })),
  ]
  await Promise.all(rows.map((row) => note(look, { outcome: 'shown', ...row }, runtime)))
}

/** What is written so or alike; only when that finds nobody, what is written so but for one typo. */
async function findRows(
  folded: string,
  limit: number,
  { store }: Runtime,
): Promise<readonly Found[]> {
  const alike = bestPerCustomer(await store.search(folded, limit), folded)
  const patterns = alike.length > 0 ? [] : nearPatterns(folded)
  if (patterns.length === 0) return alike
  return bestPerCustomer(await store.searchLike(patterns, folded, limit), folded)
}

function bestPerCustomer(rows: readonly FoundRow[], folded: string): readonly Found[] {
  const best = new Map<string, Found>()
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
