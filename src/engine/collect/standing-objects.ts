// How objects stand of which somebody says how they are now, without saying since when. Said again, that is no change:
// a shop that sends all its orders every night changed none of them.
import type { Event } from '../../contract/event.ts'
import { isAlready, type ObjectState } from '../../core/profile/objects.ts'
import type { ObjectRow } from '../ports/state.ts'
import type { Runtime } from '../runtime.ts'

/** @param objects by `objectKey`; @returns whether a change of one of them would change nothing */
export async function standingObjects(
  objects: readonly string[],
  { store }: Pick<Runtime, 'store'>,
): Promise<(object: string, change: Event) => boolean> {
  const rows = await store.objectsByKey(objects)
  const stored = new Map(rows.map((row) => [row.object, row]))
  return (object, change) => isAs(stored.get(object), change)
}

/** Said of the same record: whose it is now, another owner, or another source that says so too, is news. */
function isAs(row: ObjectRow | undefined, { object, record, account }: Event): boolean {
  if (!row || object === undefined) return false
  const isOwner = record.id === row.record && (account?.record.id ?? record.id) === record.id
  return isOwner && isAlready(JSON.parse(row.state) as ObjectState, object)
}
