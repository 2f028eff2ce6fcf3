// How much of a customer is read: all that the largest budget could show, or only who she is.
import type { Definitions } from '../../contract/definition.ts'
import type { SnapshotLimits } from '../ports/reading.ts'

/** Enough for the largest budget, little enough to be quick. */
const WHOLE = { newestEvents: 40, notableEvents: 25, objects: 40 }
/** Identity and consents, no events. */
const FEW = { newestEvents: 1, notableEvents: 1, objects: 1 }

export interface Reads {
  readonly whole: SnapshotLimits
  readonly few: SnapshotLimits
}

/**
 * Numbers and mailboxes go from one person to another. A call may have been kept under the number alone; who had it
 * then is not, for that, the one who is meant by it now, when somebody else shows it too.
 */
export function readsOf({ identity }: Definitions): Reads {
  const passedOn = identity.namespaces
    .filter(({ category }) => category === 'contact')
    .map(({ namespace }) => namespace)
  return { whole: { ...WHOLE, passedOn }, few: { ...FEW, passedOn } }
}
