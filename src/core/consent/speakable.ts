// May this be said to her? Given by her, or visible to her in this channel; a guess only when it is a good one.
import type { Speakable } from '../../contract/definition.ts'
import type { Provenance } from '../../contract/reason.ts'

/** Below this a guess is never said to her: it hurts when it is wrong. */
const SPEAKABLE_CONFIDENCE_MIN = 0.8

export interface SpokenDatum {
  readonly provenance: Provenance
  /** 0..1, absent = 1 */
  readonly confidence?: number
  /** absent = yes */
  readonly speakable?: Speakable | undefined
  /** channel where it happened; absent = none in particular */
  readonly channel?: string | undefined
}

export function mayBeSaid(datum: SpokenDatum, channel: string): boolean {
  if (datum.speakable === 'no') return false
  if (datum.speakable === 'channel' && datum.channel !== channel) return false
  if (datum.provenance === 'inferred') return (datum.confidence ?? 0) >= SPEAKABLE_CONFIDENCE_MIN
  return true
}
