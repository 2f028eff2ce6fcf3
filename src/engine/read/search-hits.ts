// What a search answers of those it found: enough of each to choose, as far as the purpose may use it of her.
import type { SearchHit } from '../../contract/api.ts'
import type { ConsentStatement, Sensitivity, WithheldCode } from '../../contract/consent.ts'
import { type Identifier, publicId } from '../../contract/identifier.ts'
import { consentState } from '../../core/consent/combine.ts'
import { type Admission, admit, gate, type Verdict } from '../../core/consent/gates.ts'
import type { Match } from '../../core/profile/search-rank.ts'
import type { Compiled } from '../compiled.ts'
import type { RecordIdentifierRow, RecordRow, SearchRow } from '../ports/records.ts'
import type { FoundRow } from '../ports/store.ts'
import type { Runtime } from '../runtime.ts'
import type { Look } from './reading.ts'

export interface Found {
  readonly row: FoundRow
  readonly match: Match
}

export interface Hits {
  readonly hits: readonly SearchHit[]
  /** canonical ids of the hits */
  readonly seen: readonly string[]
  /** why others were not shown */
  readonly withheld: Readonly<Record<string, number>>
}

interface Searching {
  readonly look: Look
  readonly runtime: Runtime
}

/** The first so many that may be shown; as many as are wanted are read at once. */
export async function hitsOf(
  found: readonly Found[],
  limit: number,
  searching: Searching,
): Promise<Hits> {
  const hits: SearchHit[] = []
  const seen: string[] = []
  const withheld: Record<string, number> = {}
  for (let at = 0; at < found.length && hits.length < limit; at += limit) {
    const some = found.slice(at, at + limit)
    const known = await knownOf(some, searching.runtime)
    for (const one of some) {
      if (hits.length >= limit) break
      const hit = toHit(one, known(one.row.customer), searching)
      if (typeof hit === 'string') withheld[hit] = (withheld[hit] ?? 0) + 1
      else {
        hits.push(hit)
        seen.push(one.row.customer)
      }
    }
  }
  return { hits, seen, withheld }
}

interface Known {
  readonly records: readonly RecordRow[]
  readonly consents: readonly ConsentStatement[]
  readonly identifiers: readonly RecordIdentifierRow[]
  readonly terms: readonly SearchRow[]
}

async function knownOf(
  found: readonly Found[],
  { store }: Runtime,
): Promise<(customer: string) => Known> {
  const records = await store.recordsOf(found.map(({ row }) => row.customer))
  const [consents, identifiers, terms] = await Promise.all([
    store.consentsOf(records),
    store.identifiersOfRecords(records),
    store.searchEntriesOf(records),
  ])
  const recordsOf = Map.groupBy(records, ({ customer }) => customer)
  return (customer) => {
    const own = recordsOf.get(customer) ?? []
    const ids = new Set(own.map(({ id }) => id))
    const isHers = ({ record }: { readonly record: string }): boolean => ids.has(record)
    return {
      records: own,
      consents: consents.filter(isHers) as readonly ConsentStatement[],
      identifiers: identifiers.filter(isHers),
      terms: terms.filter(isHers),
    }
  }
}

/**
 * A hit names the customer well enough to choose; all else needs a view. What the purpose may not use neither
 * finds nor names her: then why, for the audit log alone, since whoever asks must not learn that there is somebody.
 */
function toHit(
  { row, match }: Found,
  known: Known,
  searching: Searching,
): SearchHit | WithheldCode {
  const { runtime } = searching
  const compiled = runtime.compiled()
  const admission = admissionTo(known, searching)
  if (!admission.permit) return admission.reason
  const verdictOn = ({ category, sensitivity }: Rated): Verdict =>
    gate(admission.pass, { category, sensitivity, provenance: 'given', at: runtime.clock() })
  const may = (rated: Rated): boolean => verdictOn(rated).permit
  const verdict = verdictOn(ratingOf(row.field, compiled))
  if (!verdict.permit) return verdict.reason
  const name = known.terms.find((term) => term.field === 'name')?.value
  // Several records show the same address; a hit names it once.
  const shown = new Map<string, Identifier>()
  for (const { identifier, namespace, value } of known.identifiers) {
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
function admissionTo({ records, consents }: Known, { look, runtime }: Searching): Admission {
  const now = runtime.clock()
  return admit(runtime.compiled().gates, {
    purpose: look.purpose,
    role: look.caller.role,
    channel: look.channel,
    audience: 'internal',
    // Only callers who see everyone come this far.
    relationship: 'none',
    consents: consentState(
      consents,
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
