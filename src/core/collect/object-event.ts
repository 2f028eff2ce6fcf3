// Business objects written through our own doors become events of the one wire form, so that the ledger has
// one form and a replay needs no second way.
import type { JsonObject } from '../../contract/event.ts'
import type { Identifier } from '../../contract/identifier.ts'
import { canonicalise, setAsideOf } from './collect.ts'
import type { CompiledCollect } from './compile.ts'
import {
  type CollectContext,
  type Collected,
  DEFAULT_COLLECT_LIMITS,
  type Hash,
} from './context.ts'
import { parseInstant } from './instant.ts'
import { jsonText, startWalk } from './json-text.ts'

export interface ObjectInput {
  /** object type of the definitions, e.g. order */
  readonly type: string
  readonly id: string | number
  readonly body: JsonObject
  /** full = replaces the whole state; patch = sets the named properties */
  readonly mode: 'full' | 'patch'
  /** whose object it is; with both, the event stands on the customer's record */
  readonly customer?: readonly Identifier[]
  readonly account?: readonly Identifier[]
  /** ISO text or epoch; absent: the property that the type names, else the time of the call */
  readonly changedAt?: string | number
  /** absent: made from the content, so that sending the same change twice changes nothing */
  readonly messageId?: string
  readonly channel?: string
}

/** Turns a change of a business object into an event. Never throws. */
export function canonicaliseObject(input: ObjectInput, context: CollectContext): Collected {
  if (input.changedAt !== undefined && !parseInstant(input.changedAt)) {
    const reason = `changedAt is no time that can be read: ${input.changedAt}`
    return { ok: false, setAside: setAsideOf(input, { code: 'OBJECT_INVALID', reason }, context) }
  }
  return canonicalise(objectItem(input, context), { ...context, type: 'track', trusted: true })
}

/** The wire form: a track call named after the type, with the owner's identifiers as external ids. */
function objectItem(input: ObjectInput, context: CollectContext): JsonObject {
  const { type, id, mode, body, channel } = input
  const changedAt = input.changedAt ?? changedAtOf(input, context.compiled)
  const customer = input.customer ?? []
  const account = input.account ?? []
  const [userId, anonymousId] = ['user_id', 'anonymous_id'].map((name) => valueIn(customer, name))
  const groupId = valueIn(account, 'group_id')
  return {
    type: 'track',
    event: `${titleOf(type)} Updated`,
    messageId: input.messageId ?? contentId({ ...input, changedAt }, context.hash),
    ...(changedAt !== undefined && { timestamp: changedAt }),
    ...(userId !== undefined && { userId }),
    ...(anonymousId !== undefined && { anonymousId }),
    ...(groupId !== undefined && { groupId }),
    ...(channel !== undefined && { channel }),
    context: {
      object: { type, id, mode },
      externalIds: [...externalIds(customer), ...externalIds(account)],
    },
    properties: body,
  }
}

/** The time that the object itself says, when it can be read. */
export function changedAtOf(
  { type, body }: { readonly type: string; readonly body: Readonly<Record<string, unknown>> },
  { objectTypes }: Pick<CompiledCollect, 'objectTypes'>,
): string | number | undefined {
  const property = objectTypes.get(type)?.changedAt
  const value = property === undefined ? undefined : body[property]
  const isTime = typeof value === 'string' || typeof value === 'number'
  return isTime && parseInstant(value) ? value : undefined
}

/** installed_product -> Installed Product */
function titleOf(type: string): string {
  const words = type.split('_').filter(Boolean)
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ')
}

function valueIn(identifiers: readonly Identifier[], namespace: string): string | undefined {
  return identifiers.find((identifier) => identifier.namespace === namespace)?.value
}

function externalIds(identifiers: readonly Identifier[]): readonly JsonObject[] {
  return identifiers.map(({ namespace, value }) => ({ type: namespace, id: value }))
}

/** The same change of the same object has the same id, in whatever order its properties are written. */
function contentId(
  input: Omit<ObjectInput, 'changedAt'> & { readonly changedAt: string | number | undefined },
  hash: Hash,
): string {
  const { type, id, mode, body, customer, account, changedAt } = input
  const limits = { ...DEFAULT_COLLECT_LIMITS, eventBytesMax: Number.MAX_SAFE_INTEGER }
  const content = { type, id: String(id), mode, body, customer, account, changedAt }
  return `obj-${hash(`obj\0${jsonText(content, 1, startWalk(limits)) ?? ''}`)}`
}
