// How the sender knows what it says, where it says so: context.provenance, .confidence, .traitsExpireAt.
import type { Event, JsonObject } from '../../contract/event.ts'
import { Provenance } from '../../contract/reason.ts'
import { parseInstant } from './instant.ts'

type Known = Pick<Event, 'provenance' | 'confidence' | 'traitExpiresAt'>

const KNOWN: ReadonlySet<unknown> = new Set(Provenance.options)
const NOTHING: Known = {}

/** What cannot be read says nothing, so that a wrong hint never costs the event. */
export function provenanceOf(context: JsonObject | undefined): Known {
  if (context === undefined) return NOTHING
  const { provenance, confidence, traitsExpireAt } = context
  if (provenance === undefined && traitsExpireAt === undefined) return NOTHING
  const isSure = typeof confidence === 'number' && confidence >= 0 && confidence <= 1
  const expires = parseInstant(traitsExpireAt)
  return {
    ...(KNOWN.has(provenance) && { provenance: provenance as Provenance }),
    ...(isSure && { confidence }),
    ...(expires && { traitExpiresAt: expires.ms }),
  }
}
