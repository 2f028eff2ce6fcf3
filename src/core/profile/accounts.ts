// Accounts: who belongs to which organisation, and which organisation to which. Both follow from facts that
// records state (group events, the trait parent_id), so nothing has to be undone when records part again.
import type { Event } from '../../contract/event.ts'
import { byTime } from './order.ts'

/** A person's record was seen under an account's record. One fact per pair; the earliest sighting stands. */
export interface Membership {
  /** 32 hex ids of the records */
  readonly person: string
  readonly account: string
  /** ms since epoch of the first event that said so, and that event (32 hex) */
  readonly since: number
  readonly evidence: string
}

/** What one event says; undefined unless a person's event names an account. */
export function membershipOf(event: Event): Membership | undefined {
  if (!event.account || event.record.entity !== 'customer') return undefined
  return {
    person: event.record.id,
    account: event.account.record.id,
    since: event.occurredAt,
    evidence: event.id,
  }
}

/** Of two facts about one pair the earlier one, whichever came first. */
export function earlierMembership(a: Membership, b: Membership): Membership {
  const first = { t: a.since, e: a.evidence }
  return byTime(first, { t: b.since, e: b.evidence }) <= 0 ? a : b
}

/** The group_id of the parent as the account's traits name it; numbers count as their text. */
export function parentGroupId(traits: {
  readonly [trait: string]: { readonly value?: unknown } | undefined
}): string | undefined {
  const value = traits['parent_id']?.value ?? traits['parentId']?.value
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined
}
