// Whose event it is: the person's record, the organisation's record, and all their identifiers.
import type { JsonObject, RecordKey, SeenIdentifier } from '../../contract/event.ts'
import type { Admitted } from './admit.ts'
import type { CompiledCollect } from './compile.ts'
import { type Hash, isRefusal, type Refusal } from './context.ts'
import {
  addExternalIds,
  addFromPaths,
  addIdentifier,
  type Finder,
  idText,
  recordKey,
  recordUnder,
  startFinder,
  strongest,
} from './identifiers.ts'
import type { PathRoots } from './path.ts'

/** A record and what it is known by. */
export interface Known {
  readonly record: RecordKey
  readonly identifiers: readonly SeenIdentifier[]
}

export interface Owners {
  /** the person; the organisation when the event names no person */
  readonly owner: Known
  readonly account: Known | undefined
  readonly flags: readonly string[]
}

export interface OwnerInput {
  readonly admitted: Admitted
  readonly compiled: CompiledCollect
  readonly hash: Hash
  readonly roots: PathRoots
  readonly personTraits: JsonObject | undefined
  /** false when the event is derived again: it is stored already and must keep some record */
  readonly isStrict: boolean
}

interface WireIds {
  readonly userId: string | undefined
  readonly anonymousId: string | undefined
  readonly groupId: string | undefined
  readonly previousId: string | undefined
}

/** Finds whose event it is, or says what is missing or unusable. */
export function findOwners(input: OwnerInput): Owners | Refusal {
  const ids = readWireIds(input.admitted.body, input.roots.context)
  if (isRefusal(ids)) return ids
  const missing = missingOf(input.admitted.type, ids)
  if (missing) return missing
  const { compiled, hash } = input
  const person = startFinder('customer', compiled.customerRules, hash)
  const organisation = startFinder('account', compiled.accountRules, hash)
  const customer = findPerson(input, ids, person)
  const account = findAccount(input, ids, organisation)
  const blocked = blockedOf(input.admitted.type, ids, { person, organisation })
  if (blocked && input.isStrict) return blocked
  const owner = customer ?? account ?? (input.isStrict ? undefined : fallback(input, ids))
  if (!owner) return nobody(person.wasBlocked || organisation.wasBlocked, input)
  return { owner, account, flags: flagsOf(person, organisation) }
}

const WIRE_FIELDS = ['userId', 'anonymousId', 'groupId', 'previousId'] as const

function readWireIds(body: JsonObject, context: JsonObject | undefined): WireIds | Refusal {
  const userId = idText(body['userId'])
  const anonymousId = idText(body['anonymousId'])
  const groupId = idText(body['groupId'] ?? context?.['groupId'])
  const previousId = idText(body['previousId'])
  if (typeof userId === 'object') return named(userId, WIRE_FIELDS[0])
  if (typeof anonymousId === 'object') return named(anonymousId, WIRE_FIELDS[1])
  if (typeof groupId === 'object') return named(groupId, WIRE_FIELDS[2])
  if (typeof previousId === 'object') return named(previousId, WIRE_FIELDS[3])
  return { userId, anonymousId, groupId, previousId }
}

function named(refusal: Refusal, field: string): Refusal {
  return { code: refusal.code, reason: refusal.reason.replace('The id', field) }
}

function missingOf(type: Admitted['type'], ids: WireIds): Refusal | undefined {
  if (type === 'group' && ids.groupId === undefined) {
    return { code: 'GROUP_ID_MISSING', reason: 'A group event needs a groupId' }
  }
  if (type === 'alias' && (ids.previousId === undefined || ids.userId === undefined)) {
    const reason = 'An alias event needs a previousId and a userId'
    return { code: 'PREVIOUS_ID_MISSING', reason }
  }
  return undefined
}

/** Calls that say nothing else than an id are of no use when that id is a placeholder. */
function blockedOf(
  type: Admitted['type'],
  ids: WireIds,
  finders: { readonly person: Finder; readonly organisation: Finder },
): Refusal | undefined {
  const lacks = (finder: Finder, namespace: string) =>
    !finder.found.some((seen) => seen.namespace === namespace)
  const isGroupBlocked = type === 'group' && lacks(finders.organisation, 'group_id')
  const isAliasBlocked =
    type === 'alias' &&
    (lacks(finders.person, 'user_id') ||
      (ids.previousId !== ids.userId && !finders.person.found.some((seen) => seen.via === 'alias')))
  return isGroupBlocked || isAliasBlocked ? BLOCKED : undefined
}

const BLOCKED: Refusal = {
  code: 'ID_BLOCKED',
  reason: 'Every id on the event is a placeholder or blocked; send a real one',
}

function nobody(wasBlocked: boolean, { roots }: OwnerInput): Refusal {
  if (wasBlocked) return BLOCKED
  const isWrite = roots.context?.['object'] !== undefined
  const reason = isWrite
    ? 'Say whose object it is: customer or account, such as "user_id:42"'
    : 'Send userId, anonymousId or context.externalIds'
  return { code: 'ID_MISSING', reason }
}

function findPerson(input: OwnerInput, ids: WireIds, finder: Finder): Known | undefined {
  const key = addWireIds(finder, ids)
  if (input.admitted.type === 'alias') addAlias(finder, ids)
  addFromPaths(finder, { ...input.roots, traits: input.personTraits })
  addExternalIds(finder, input.roots.context)
  return knownBy(input, finder, key)
}

/** Adds userId and anonymousId; returns the one that is the record's key. */
function addWireIds(finder: Finder, ids: WireIds): readonly [string, string] | undefined {
  const { userId, anonymousId } = ids
  const hasUser = userId !== undefined && addIdentifier(finder, 'user_id', userId, 'key')
  const via = hasUser ? 'sighting' : 'key'
  const hasDevice =
    anonymousId !== undefined && addIdentifier(finder, 'anonymous_id', anonymousId, via)
  if (hasUser) return ['user_id', userId]
  return hasDevice ? ['anonymous_id', anonymousId] : undefined
}

/** Browsers alias a user to herself after a log-in; that asserts nothing. */
function addAlias(finder: Finder, { userId, previousId }: WireIds): void {
  if (previousId === undefined || previousId === userId) return
  addIdentifier(finder, 'user_id', previousId, 'alias')
  addIdentifier(finder, 'anonymous_id', previousId, 'alias')
}

function findAccount(input: OwnerInput, ids: WireIds, finder: Finder): Known | undefined {
  const { groupId } = ids
  const hasGroup = groupId !== undefined && addIdentifier(finder, 'group_id', groupId, 'key')
  if (input.admitted.type === 'group') addFromPaths(finder, input.roots)
  addExternalIds(finder, input.roots.context)
  return knownBy(input, finder, hasGroup ? ['group_id', groupId] : undefined)
}

/** The record under the given key, else under the strongest identifier that was found. */
function knownBy(
  input: OwnerInput,
  finder: Finder,
  key: readonly [string, string] | undefined,
): Known | undefined {
  const { source } = input.admitted
  if (key) {
    // A copy has no room to grow, which would be most of what the event keeps of it.
    const identifiers = finder.found.slice()
    return { record: recordUnder(finder, source, key[0], key[1]), identifiers }
  }
  const best = strongest(finder)
  if (!best) return undefined
  const others = finder.found.filter((seen) => seen !== best)
  return {
    record: recordUnder(finder, source, best.namespace, best.value),
    identifiers: [{ ...best, via: 'key' }, ...others],
  }
}

/** A stored event whose ids were all blocked later keeps its record, but shows no identifier. */
function fallback({ admitted, hash }: OwnerInput, ids: WireIds): Known {
  const owner = { entity: 'customer', source: admitted.source } as const
  if (ids.userId !== undefined) {
    return { record: recordKey(owner, 'user_id', ids.userId, hash), identifiers: [] }
  }
  if (ids.anonymousId !== undefined) {
    return { record: recordKey(owner, 'anonymous_id', ids.anonymousId, hash), identifiers: [] }
  }
  return { record: recordKey(owner, 'event', admitted.id, hash), identifiers: [] }
}

const NO_FLAGS: readonly string[] = []

function flagsOf(person: Finder, organisation: Finder): readonly string[] {
  const wasBlocked = person.wasBlocked || organisation.wasBlocked
  const wasInvalid = person.wasInvalid || organisation.wasInvalid
  if (!wasBlocked && !wasInvalid) return NO_FLAGS
  return [
    ...(wasBlocked ? ['identifier_blocked'] : []),
    ...(wasInvalid ? ['identifier_invalid'] : []),
  ]
}
