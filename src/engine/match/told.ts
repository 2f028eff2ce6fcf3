// What the records of a batch say anew of themselves: what the matcher is asked about. Most batches say nothing new, since
// whoever signs in says the same each time.
import { type Said, saidBy } from '../../core/profile/said.ts'
import { NO_TRAITS, type TraitState } from '../../core/profile/traits.ts'
import type { Compiled } from '../compiled.ts'
import { deviceNamespaces } from '../identity/cluster.ts'
import type { Identified } from '../identity/identify.ts'
import type { Saying } from './sayings.ts'

/** A record of a batch and what it says now. */
export interface Told extends Saying {
  /** the same as `said` */
  readonly values: Said
  /** that it begins with this batch, so nothing is stored of it */
  readonly isNew: boolean
}

interface TellingBatch {
  readonly identified: Pick<Identified, 'rows'>
  /** records that were stored before the batch */
  readonly known: ReadonlyMap<string, unknown>
  readonly compiled: Pick<Compiled, 'identity'>
}

/**
 * Records that say something else than before the batch. Devices say nothing of anybody.
 * @param traits what is known of the records of which the batch spoke
 * @param before what was known of them before it
 */
export function toldBy(
  traits: ReadonlyMap<string, TraitState>,
  before: ReadonlyMap<string, TraitState>,
  { identified, known, compiled }: TellingBatch,
): readonly Told[] {
  const devices = new Set(deviceNamespaces(compiled.identity))
  const told: Told[] = []
  for (const [id, state] of traits) {
    const row = identified.rows.get(id)
    const stated = before.get(id) ?? NO_TRAITS
    if (!row || state === stated || devices.has(row.namespace)) continue
    const values = saidBy(state)
    const text = JSON.stringify(values)
    if (text === JSON.stringify(saidBy(stated))) continue
    told.push({ row, values, said: { text }, isNew: !known.has(id) })
  }
  return told
}
