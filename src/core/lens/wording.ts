// How a view says where a fact comes from: told, done or guessed, to staff or to the customer herself.
import type { Provenance } from '../../contract/reason.ts'
import type { Audience } from '../consent/gates.ts'

/** `you told us`, `she told us`, `we think, 0.7` ... for use in brackets. */
export function provenanceWords(
  provenance: Provenance,
  confidence: number,
  audience: Audience,
): string {
  if (provenance === 'inferred') return `we think, ${percent(confidence)}`
  if (audience === 'customer') return provenance === 'given' ? 'you told us' : 'in our records'
  return provenance === 'given' ? 'she told us' : 'observed'
}

/** A guess is worded as one wherever it stands. */
export function wordGuess(text: string, confidence: number): string {
  return `We think (${percent(confidence)}): ${text}`
}

function percent(confidence: number): string {
  return String(Math.round(confidence * 100) / 100)
}
