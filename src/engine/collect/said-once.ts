// A call sent again under its idempotency key counts once; another one under the same key is refused, never applied and
// never answered with what the first one was. A key is its caller's own: what others call theirs is no matter of hers.
import { ProblemError } from '../../contract/problem.ts'
import type { Caller } from '../api.ts'
import type { IdempotencyKeys } from '../ports/idempotency.ts'
import type { Runtime } from '../runtime.ts'

interface Saying {
  readonly caller: Pick<Caller, 'keyId'>
  readonly hash: Runtime['hash']
  /** ms */
  readonly now: number
}

/** The id under which one caller's call with this key is known, 32 hex. */
const callId = (key: string, { caller, hash }: Pick<Saying, 'caller' | 'hash'>): string =>
  hash(`call\0${JSON.stringify([caller.keyId, key])}`)

/** What makes the messageId of an event that says what a call said; without a key each call is one of its own. */
export function messageKey(
  key: string | undefined,
  { caller, runtime }: { readonly caller: Pick<Caller, 'keyId'>; readonly runtime: Runtime },
): string {
  return key === undefined ? runtime.newId() : callId(key, { caller, hash: runtime.hash })
}

/**
 * Throws CONFLICT when the caller said something else under this key before. Ask it last: what is refused for
 * another reason leaves the key free.
 * @param content what is said; two calls are the same when this is
 */
export async function sayOnce(
  key: string | undefined,
  content: unknown,
  keys: IdempotencyKeys,
  { caller, hash, now }: Saying,
): Promise<void> {
  if (key === undefined) return
  const said = hash(`said\0${JSON.stringify(content)}`)
  const first = await keys.claimKey({ id: callId(key, { caller, hash }), content: said, at: now })
  if (first === said) return
  throw new ProblemError(
    'CONFLICT',
    'This idempotency key came before with another call; the first stands. Send this one under a key of its own.',
  )
}

/**
 * Id (32 hex) of the event that a call left under its messageId, whatever record it went to: of a call sent again that
 * of the first, though by now another record may be meant. Undefined when there is none.
 */
export async function eventSaid(
  messageId: string,
  { store, hash }: Pick<Runtime, 'store' | 'hash'>,
): Promise<string | undefined> {
  const sources = await store.sources()
  const ids = sources.map((source) => hash(`evt\0${source}\0${messageId}`))
  const [stored] = await store.receiptsOf(ids)
  return stored?.id
}
