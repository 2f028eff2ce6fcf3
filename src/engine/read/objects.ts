// Reading one business object by its number, through the same gates as a view.
import type { ObjectState } from '../../contract/api.ts'
import { publicId } from '../../contract/identifier.ts'
import { gate } from '../../core/consent/gates.ts'
import type { ObjectState as StoredState } from '../../core/profile/objects.ts'
import type { Caller } from '../api.ts'
import { objectKey } from '../collect/object-key.ts'
import type { Runtime } from '../runtime.ts'
import { admitTo, checkPurpose, note, refuse } from './reading.ts'

/** Throws NOT_FOUND also for what the gates hold back: not visible is not found. */
export async function getObject(
  { type, id, purpose }: { readonly type: string; readonly id: string; readonly purpose: string },
  caller: Caller,
  runtime: Runtime,
): Promise<ObjectState> {
  const look = { caller, purpose, channel: 'api', through: 'object' }
  await checkPurpose(look, runtime)
  const missing = () => refuse(look, 'NOT_FOUND', `There is no ${type} ${id}`, runtime)
  const [row] = await runtime.store.objectsByKey([objectKey(runtime.hash, type, id)])
  if (!row) return missing()
  const { rows, pass } = await admitTo(publicId('rec', row.record), look, runtime)
  const definition = runtime.compiled().objectTypes.get(type)
  const verdict = gate(pass, {
    category: definition?.category ?? 'other',
    sensitivity: definition?.sensitivity ?? 'normal',
    provenance: 'observed',
    confidence: 1,
    speakable: undefined,
    channel: 'api',
    at: row.changedAt,
  })
  if (!verdict.permit) return missing()
  await note(look, { outcome: 'shown', shown: 1, withheld: {}, subject: rows.customer }, runtime)
  const owner = rows.records[0]?.entity === 'account' ? 'account' : 'customer'
  return {
    type,
    id,
    status: row.status ?? null,
    open: row.open,
    changedAt: new Date(row.changedAt).toISOString(),
    [owner]: publicId(owner === 'account' ? 'acc' : 'cus', rows.customer),
    body: { ...(JSON.parse(row.state) as StoredState).b },
    evidence: publicId('evt', row.evidence),
  }
}
