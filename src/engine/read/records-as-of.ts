// Which of her records were hers at a past moment, as far as it is known today.
import type { Link } from '../../contract/link.ts'
import { componentsAsOf, evidenceSince, linksAsOf } from '../../core/identity/history.ts'
import type { SnapshotRows } from '../ports/reading.ts'
import type { PlacedRecord } from '../ports/records.ts'

type Hers = Pick<SnapshotRows, 'customer' | 'records' | 'identifiers'>

/**
 * Records that are hers now and were then: by the links of that moment one with her earliest record, and seen by then.
 * @param links the log of her records
 * @param at ms
 */
export function recordsAsOf(
  { customer, records, identifiers }: Hers,
  links: readonly Link[],
  at: number,
): readonly PlacedRecord[] {
  const then = new Set([customer])
  const since = evidenceSince(shownBy({ records, identifiers }))
  for (const component of componentsAsOf(linksAsOf(links, at, since))) {
    if (component.includes(customer)) for (const id of component) then.add(id)
  }
  return records.filter((record) => then.has(record.id) && record.firstAt <= at)
}

/** What her records show, their own ids too, and since when. */
export function shownBy({ records, identifiers }: Omit<Hers, 'customer'>) {
  return [
    ...identifiers,
    ...records.map(({ id, firstAt }) => ({ record: id, identifier: id, firstAt })),
  ]
}
