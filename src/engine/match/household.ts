// Who lives with somebody, as far as the matcher's keys or a shared mailbox lead to them: looked up when it is asked,
// stored nowhere.
import { householdKeysOf, householdOf } from '../../core/identity/household.ts'
import type { Resolution } from '../../core/identity/resolution.ts'
import { haveOneFamily } from '../../core/identity/who/compare.ts'
import { whoIn } from '../../core/identity/who/said.ts'
import type { Said } from '../../core/profile/said.ts'
import type { LoadedCluster } from '../identity/cluster.ts'
import type { RecordRow } from '../ports/records.ts'
import type { WriteTransaction } from '../ports/writing.ts'
import type { Matcher } from './matcher.ts'
import { sayingsOf, subjectsOf } from './sayings.ts'

export interface HouseholdMember {
  readonly row: RecordRow
  /** attributes that the two share */
  readonly because: readonly string[]
}

/** Records of the customer that are asked with, and people that are answered. */
const RECORDS_MAX = 10
const PEOPLE_MAX = 20
/** Of a street with more records of one name nobody is named: it tells no home. */
const HOLDERS_MAX = 250

/** People of her family name who share a mailbox or a telephone with her and say that they are somebody else. */
export function familyIn(
  { rows }: Pick<LoadedCluster, 'rows'>,
  { rejected }: Resolution,
  records: readonly RecordRow[],
): readonly HouseholdMember[] {
  const own = new Set(records.map(({ id }) => id))
  const people = new Map<string, HouseholdMember>()
  for (const { recordA, recordB, constraint, rule } of rejected) {
    if (constraint !== 'different_people' || own.has(recordA) === own.has(recordB)) continue
    const [mine, other] = own.has(recordA) ? [recordA, recordB] : [recordB, recordA]
    const [ofMine, ofOther] = [rows.get(mine)?.row, rows.get(other)?.row]
    const [one, two] = [whoIn(ofMine?.who).person, whoIn(ofOther?.who).person]
    if (!ofOther || !one || !two || !haveOneFamily(one, two)) continue
    const known = people.get(ofOther.customer)?.because ?? ['family_name']
    const because = [...new Set([...known, rule.slice('shared:'.length)])]
    people.set(ofOther.customer, { row: ofOther, because })
    if (people.size === PEOPLE_MAX) break
  }
  return [...people.values()]
}

/** People of one home with the customer of these records; one record stands for each of them. */
export async function householdWith(
  records: readonly RecordRow[],
  tx: WriteTransaction,
  matcher: Matcher,
): Promise<readonly HouseholdMember[]> {
  const [first] = records
  if (first?.entity !== 'customer') return []
  const { active } = await matcher.models('customer')
  if (!active) return []
  const asked = records.slice(0, RECORDS_MAX)
  const subjects = subjectsOf(await sayingsOf(asked, tx), active)
  const scorer = active.scorer()
  const keys = [...new Set(subjects.flatMap(({ known }) => householdKeysOf(scorer, known)))]
  const holders = await tx.match.keyHolders(keys, { model: -active.version, limit: HOLDERS_MAX })
  const known = [...holders.values()].flatMap((list) => (list === 'many' ? [] : list))
  const numbers = [...new Set(known)]
  const people = new Map<string, HouseholdMember>()
  for (const { row, said } of await tx.match.neighbours({ customers: [], numbers }, RECORDS_MAX)) {
    if (row.customer === first.customer || people.has(row.customer)) continue
    const values = JSON.parse(said.text) as Said
    const other = scorer.read({ id: row.id, source: row.source, values })
    const because = subjects
      .map(({ known }) => householdOf(scorer, known, other))
      .find((own) => own !== undefined)
    if (because) people.set(row.customer, { row, because })
    if (people.size === PEOPLE_MAX) break
  }
  return [...people.values()]
}
