// How a view says where a fact comes from: told, done or guessed, to staff or to the customer herself.
import type { WithheldCode } from '../../contract/consent.ts'
import type { Provenance } from '../../contract/reason.ts'
import type { Audience } from '../consent/gates.ts'

/** `you told us`, `told us`, `on record` ... for use in brackets; `isOurRecord`: a thing or sum we keep. */
export function provenanceWords(
  {
    kind,
    confidence,
    isOurRecord,
  }: {
    readonly kind: Provenance
    readonly confidence: number
    readonly isOurRecord: boolean
  },
  audience: Audience,
): string {
  if (kind === 'inferred') return `we think, ${percent(confidence)}`
  if (kind === 'given' && !isOurRecord) return audience === 'customer' ? 'you told us' : 'told us'
  if (audience === 'customer') return 'in our records'
  return isOurRecord ? 'on record' : 'observed'
}

/** A guess is worded as one wherever it stands. */
export function wordGuess(text: string, confidence: number): string {
  return `We think (${percent(confidence)}): ${text}`
}

function percent(confidence: number): string {
  return String(Math.round(confidence * 100) / 100)
}

/** Why something is held back, for people; JSON has the codes. */
export const WITHHELD_WORDS: Readonly<Record<WithheldCode, string>> = {
  CUSTOMER_ERASED: 'the customer was erased',
  CUSTOMER_RESTRICTED: 'processing is restricted',
  ROLE_NOT_FOR_PURPOSE: 'not for this role',
  NO_RELATIONSHIP: 'not assigned to you',
  PURPOSE_INCOMPATIBLE: 'not for this purpose',
  CONSENT_MISSING: 'no consent given',
  CONSENT_WITHDRAWN: 'consent withdrawn',
  CONSENT_EXPIRED: 'consent expired',
  OBJECTED: 'objected to',
  OPTOUT_SALE_SHARE: 'opted out of sharing',
  SPECIAL_CATEGORY_NEEDS_EXPLICIT: 'special category, needs explicit consent',
  SENSITIVITY_TOO_HIGH: 'too sensitive for this look',
  RETENTION_EXPIRED: 'too old for this purpose',
  NOT_IN_VIEW_SCHEMA: 'not part of this view',
  UNEXPECTED_USE: 'not to be said here',
}
