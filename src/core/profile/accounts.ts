// Accounts: who belongs to which organisation, and which organisation to which. Both follow from facts that
// records state (group events, the trait parent_id), so nothing has to be undone when records part again.
import type { Event } from '../../contract/event.ts'
import { byTime, compareText } from './order.ts'

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

/** One organisation, with what is needed to place it. */
export interface AccountPlace {
  /** id of the organisation, any stable text */
  readonly account: string
  /** values of its group_id identifiers */
  readonly groupIds: readonly string[]
  /** group_id of the organisation above it, see parentGroupId */
  readonly parentGroupId?: string | undefined
}

export interface HierarchyNode {
  readonly parent: string | undefined
  /** sorted */
  readonly children: readonly string[]
}

/** The group_id of the parent as the account's traits name it; numbers count as their text. */
export function parentGroupId(traits: {
  readonly [trait: string]: { readonly value?: unknown } | undefined
}): string | undefined {
  const value = traits['parent_id']?.value ?? traits['parentId']?.value
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined
}

/**
 * Parent and children of every organisation. A ring of parents is opened above its smallest id, so the same
 * statements give the same tree in any order; a parent nobody knows, or oneself, is none.
 */
export function hierarchy(accounts: readonly AccountPlace[]): ReadonlyMap<string, HierarchyNode> {
  const parents = withoutRings(parentsOf(accounts))
  const children = new Map<string, string[]>()
  for (const [account, parent] of parents) {
    if (parent === undefined) continue
    children.set(parent, [...(children.get(parent) ?? []), account])
  }
  return new Map(
    [...parents].map(([account, parent]) => {
      return [account, { parent, children: (children.get(account) ?? []).sort(compareText) }]
    }),
  )
}

function parentsOf(accounts: readonly AccountPlace[]): Map<string, string | undefined> {
  const sorted = [...accounts].sort((a, b) => compareText(a.account, b.account))
  const byGroup = new Map<string, string>()
  // Where two organisations hold one group_id, the smaller id answers for it.
  for (const { account, groupIds } of sorted) {
    for (const group of groupIds) if (!byGroup.has(group)) byGroup.set(group, account)
  }
  const entries = sorted.map(({ account, parentGroupId: group }) => {
    const parent = group === undefined ? undefined : byGroup.get(group)
    return [account, parent === account ? undefined : parent] as const
  })
  return new Map(entries)
}

/** Walks up from every account once; an account met twice on one walk lies on a ring. */
function withoutRings(
  parents: ReadonlyMap<string, string | undefined>,
): Map<string, string | undefined> {
  const open = new Map(parents)
  const isSettled = new Set<string>()
  for (const start of open.keys()) {
    const walk = new Set<string>()
    let at: string | undefined = start
    while (at !== undefined && !walk.has(at) && !isSettled.has(at)) {
      walk.add(at)
      at = open.get(at)
    }
    if (at !== undefined && walk.has(at)) open.set(smallestOnRing(open, at), undefined)
    for (const account of walk) isSettled.add(account)
  }
  return open
}

function smallestOnRing(parents: ReadonlyMap<string, string | undefined>, start: string): string {
  let smallest = start
  let at = parents.get(start)
  while (at !== undefined && at !== start) {
    if (compareText(at, smallest) < 0) smallest = at
    at = parents.get(at)
  }
  return smallest
}
