// What the authors of designed journeys are told when events do not bring what a journey names.
import type { Journey } from '../../contract/journey.ts'
import { unseenNames } from '../../core/lens/check-seen.ts'
import { ledgerEvent } from '../collect/ledger.ts'
import type { Compiled } from '../compiled.ts'
import type { BearingStore } from '../ports/situation.ts'
import type { Runtime } from '../runtime.ts'

/** Few installations begin with more, and these are read and looked at within a second. */
const EVENTS_LOOKED_AT = 5_000

/** About some of the journeys in force: sentences for their author, each with its place; none before the first event. */
export async function journeyDoubts(
  journeys: readonly Journey[],
  compiled: Compiled,
  {
    store,
    hash,
  }: { readonly store: Pick<BearingStore, 'eventSample'>; readonly hash: Runtime['hash'] },
): Promise<readonly string[]> {
  if (journeys.length === 0) return []
  const rows = await store.eventSample(EVENTS_LOOKED_AT)
  // Whose events they are does not matter to what they bring.
  const events = rows.map((row) => ledgerEvent(row, { source: '' }, { compiled, hash }))
  return unseenNames(journeys, events).map(({ path, message }) => `${path}: ${message}`)
}
