// When a business object began, as its own body says: systems of record hand over a ticket of last week with its
// state of today, and whoever believes the hand-over tells her that she has waited for an hour.
import type { JsonObject } from '../../../contract/event.ts'
import { parseInstant } from '../../collect/instant.ts'

/** A time further back than this is a placeholder (year 1, 1900, 1970) or a mistake. */
const BEGAN_BEFORE_MAX_MS = 15 * 365 * 86_400_000

/**
 * @param fields names in the body, the first that holds a time counts
 * @param known ms of the change that is known; what began after it is no beginning of it
 * @returns ms, undefined where the body does not tell
 */
export function beganAt(
  body: JsonObject,
  fields: readonly string[],
  known: number,
): number | undefined {
  for (const field of fields) {
    const at = Object.hasOwn(body, field) ? parseInstant(body[field])?.ms : undefined
    if (at !== undefined && at <= known && at >= known - BEGAN_BEFORE_MAX_MS) return at
  }
  return undefined
}
