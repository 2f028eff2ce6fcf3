// Tells when remembered signals no longer fit the designed journeys, so that the engine folds the events again.
import type { Journey } from '../../../contract/journey.ts'
import { canonical, compareText } from '../../profile/order.ts'

/** Raised whenever folding itself changes. */
const FOLD_VERSION = 4

/**
 * JSON text of everything in the definitions that shapes what is remembered. Deadlines, titles and whose move it is
 * shape reading only and are left out: changing them takes effect with the next view.
 */
export function journeysFingerprint(journeys: readonly Journey[]): string {
  const shaping = journeys
    .map(({ journey, of, passage, began, stages }) => {
      const triggers = stages.map(({ stage, enter, exit }) => [stage, enter, exit ?? null] as const)
      return [journey, of, passage ?? null, began, triggers] as const
    })
    .sort(([a], [b]) => compareText(a, b))
  return canonical({ version: FOLD_VERSION, journeys: shaping })
}
