// Finding customers and accounts by name, e-mail, phone or order number, with one typo.
import type { SearchHit } from '../contract/api.ts'
import type { ConsentStatement, Sensitivity, WithheldCode } from '../contract/consent.ts'
import { type Identifier, publicId } from '../contract/identifier.ts'
import { consentState } from '../core/consent/combine.ts'
import { type Admission, admit, gate, type Verdict } from '../core/consent/gates.ts'
import { nearPatterns } from '../core/profile/search-patterns.ts'
import { type Match, matchOf } from '../core/profile/search-rank.ts'
import { foldQuery } from '../core/profile/search-terms.ts'
import type { Caller } from './api.ts'
import type { Compiled } from './compiled.ts'
import type { RecordRow } from './ports/records.ts'
import type { FoundRow } from './ports/store.ts'
import { checkPurpose, type Look, note, refuse } from './reading.ts'
import { seesEveryone } from './relationship.ts'
import type { Runtime } from './runtime.ts'

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
  const hits: SearchHit[] = []
  const seen: string[] = []
  const withheld: Record<string, number> = {}
  for (const { row, match } of found) {
    if (hits.length >= options.limit) break
    const hit = await toHit(row, match, { look, runtime })
    if (typeof hit === 'string') withheld[hit] = (withheld[hit] ?? 0) + 1
    else {
      hits.push(hit)
      seen.push(row.customer)
    }
  }
  await noteSeen(look, { seen, withheld }, runtime)
  return hits
}

/** Who was shown finds it in her own log; the search itself stands there too, with what was withheld of others. */
async function noteSeen(
  look: Look,
  { seen, withheld }: { readonly seen: readonly string[]; withheld: Record<string, number> },
  runtime: Runtime,
): Promise<void> {
  const rows = [
    { shown: seen.length, withheld, subject: undefined },
    ...seen.map((subject) => ({ shown: 1, withheld: {}, subject })),
  ]
  await Promise.all(rows.map((row) => note(look, { outcome: 'shown', ...row }, runtime)))
}

interface Found {
  readonly row: FoundRow
  readonly match: Match
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

interface Searching {
  readonly look: Look
  readonly runtime: Runtime
}

/**
 * A hit names the customer well enough to choose; all else needs a view. What the purpose may not use neither
 * finds nor names her: then why, for the audit log alone, since whoever asks must not learn that there is somebody.
 */
async function toHit(
  row: FoundRow,
  match: Match,
  { look, runtime }: Searching,
): Promise<SearchHit | WithheldCode> {
  const { store } = runtime
  const compiled = runtime.compiled()
  const records = await store.recordsOf([row.customer])
  const admission = await admissionTo(records, { look, runtime })
  if (!admission.permit) return admission.reason
  const verdictOn = ({ category, sensitivity }: Rated): Verdict =>
    gate(admission.pass, { category, sensitivity, provenance: 'given', at: runtime.clock() })
  const may = (rated: Rated): boolean => verdictOn(rated).permit
  const verdict = verdictOn(ratingOf(row.field, compiled))
  if (!verdict.permit) return verdict.reason
  const identifiers = await store.identifiersOfRecords(records)
  const terms = await store.searchEntriesOf(records)
  const name = terms.find((term) => term.field === 'name')?.value
  // Several records show the same address; a hit names it once.
  const shown = new Map<string, Identifier>()
  for (const { identifier, namespace, value } of identifiers) {
    const isContact = namespace === 'email' || namespace === 'phone'
    if (isContact && may(ratingOf(namespace, compiled))) shown.set(identifier, { namespace, value })
  }
  return {
    id: publicId(row.entity === 'account' ? 'acc' : 'cus', row.customer),
    entity: row.entity,
    ...(name === undefined || !may(ratingOf('name', compiled)) ? {} : { name }),
    identifiers: [...shown.values()].slice(0, 4),
    matched: { field: row.field, value: row.value, edits: match.edits },
  }
}

/** What the purpose, the role and her consents let through. */
async function admissionTo(
  records: readonly RecordRow[],
  { look, runtime }: Searching,
): Promise<Admission> {
  const said = await runtime.store.consentsOf(records)
  const now = runtime.clock()
  return admit(runtime.compiled().gates, {
    purpose: look.purpose,
    role: look.caller.role,
    channel: look.channel,
    audience: 'internal',
    // Only callers who see everyone come this far.
    relationship: 'none',
    consents: consentState(
      said as readonly ConsentStatement[],
      records.map(({ id, joinedAt }) => ({ record: id, joinedAt })),
      now,
    ),
    now,
  })
}

interface Rated {
  readonly category: string
  readonly sensitivity: Sensitivity
}

/** Category and sensitivity of a field that search knows: name, email, phone, or an object's number. */
function ratingOf(field: string, { lenses, objectTypes }: Compiled): Rated {
  const object = objectTypes.get(field.split('.', 1)[0] ?? field)
  return object ?? lenses.namespaces.get(field) ?? lenses.traits.find(field)[0] ?? UNRULED
}

const UNRULED: Rated = { category: 'other', sensitivity: 'confidential' }
