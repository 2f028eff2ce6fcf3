// Joins by what several people may hold: a mailbox, a telephone. Who say that they are different people are not joined
// by it, and then it says of nobody else whose it is: only records that name one of them are joined to each other.
//
//   held by one person, as far as anybody says  -> joins like any identifier
//   held by several                             -> joins those who name the same person, and nobody else
import type { HeldValue, Holder, Work } from './cluster.ts'
import { refusal, rootOf } from './components.ts'
import { type Arrival, byStrength, isContact, joinArrival, reject, tryJoin } from './joins.ts'
import { namedPairs, peopleApart } from './people.ts'
import { mailboxIn, spellsAnotherOf } from './who/mailbox.ts'

/** More customers than a home has people: a value that names so many, of whom two are known to be two, joins nobody. */
const CUSTOMERS_MAX = 40
/** Customers told for one newcomer as not hers. */
const REFUSALS_MAX = 20

interface Held {
  readonly value: HeldValue
  readonly holders: readonly Holder[]
  readonly contest: Contest
}

export function joinByContacts(work: Work, takesPart: (record: number) => boolean): void {
  // All contests before any join: else it would count whom a silent record joined first.
  const held = work.shared.flatMap((value): readonly Held[] => {
    if (value.isIgnored || !isContact(value)) return []
    const holders = value.holders.filter(({ record }) => takesPart(record))
    return holders.length > 1 ? [{ value, holders, contest: contestOf(work, value, holders) }] : []
  })
  for (const arrival of held.flatMap(arrivalsOf).sort(byStrength)) joinArrival(work, arrival)
  for (const own of held) if (own.contest !== 'none') joinNamed(work, own)
}

/**
 * people: two who hold it say that they are two. limit: a limit, or somebody's word on two records, keeps two customers
 * apart; then what a source knows by the value alone could be of either.
 */
type Contest = 'none' | 'limit' | 'people'

function contestOf(work: Work, value: HeldValue, holders: readonly Holder[]): Contest {
  const { components, rules } = work
  if (holders.some(({ record }) => work.who[record]?.isSeveral)) return 'people'
  const roots = rootsOf(work, holders)
  if (isOfAnother(work, value, roots) || areSeveral(work, roots)) return 'people'
  // Only what is keyed by the value asks for it, and of very many it is enough to look at neighbours.
  const reach = roots.length > CUSTOMERS_MAX ? 1 : roots.length
  const isParted = roots.some((b, at) =>
    roots
      .slice(Math.max(0, at - reach), at)
      .some((a) => refusal(components, rules, { a, b, waivedLimit: -1 })),
  )
  return isParted ? 'limit' : 'none'
}

/** Whether two of the customers say that they are two people; customers who say the same are asked once. */
function areSeveral({ components }: Work, roots: readonly number[]): boolean {
  const said = new Map(
    roots.map((root) => [components.people[root]?.map(({ text }) => text).join('\n') ?? '', root]),
  )
  const different = [...said.values()]
  if (different.length > CUSTOMERS_MAX) return true
  return different.some((b, at) =>
    different.slice(0, at).some((a) => peopleApart(components, a, b)),
  )
}

/** Whether an address spells the name of one of the family who is not the one whom its holders name. */
function isOfAnother(
  { components }: Work,
  { value }: HeldValue,
  roots: readonly number[],
): boolean {
  const mailbox = roots.length > 1 ? mailboxIn(value) : undefined
  if (!mailbox) return false
  return roots.some((root) =>
    components.people[root]?.some((person) => spellsAnotherOf(mailbox, person)),
  )
}

const rootsOf = ({ components }: Work, holders: readonly Holder[]): readonly number[] => [
  ...new Set(holders.map(({ record }) => rootOf(components, record))),
]

function arrivalsOf({ value, holders, contest }: Held): readonly Arrival[] {
  if (contest === 'people') return []
  const joining = contest === 'none' ? holders : holders.filter(({ isKey }) => !isKey)
  return joining.slice(1).map((_, at) => ({ value, holders: joining, position: at + 1 }))
}

function joinNamed(work: Work, { value, holders, contest }: Held): void {
  const isOfOne = ({ record }: Holder): boolean => work.who[record]?.isSeveral !== true
  const roots = rootsOf(work, holders.filter(isOfOne))
  if (roots.length <= CUSTOMERS_MAX) {
    const firstOf = (root: number): Holder | undefined =>
      holders.find(({ record }) => rootOf(work.components, record) === root)
    const first = new Map(roots.map((root) => [root, firstOf(root)]))
    for (const pair of namedPairs(work.components, roots, mailboxIn(value.value))) {
      const [a, b] = [first.get(pair[0]), first.get(pair[1])]
      if (a && b) tryJoin(work, { a, b, value, rule: value.rule.sharedRule })
    }
  }
  // What a limit keeps apart was told when it was tried.
  const told = contest === 'limit' ? holders.filter(({ isKey }) => isKey) : holders
  for (const newcomer of told) tellRefused(work, { value, holders, contest }, newcomer)
}

/** Why a holder is not with those who held the value before it. */
function tellRefused(work: Work, { value, holders }: Held, b: Holder): void {
  const { components, rules } = work
  const told = new Set([rootOf(components, b.record)])
  for (const a of holders) {
    if (a === b || told.size > REFUSALS_MAX) return
    const roots = { a: rootOf(components, a.record), b: rootOf(components, b.record) }
    if (told.has(roots.a)) continue
    told.add(roots.a)
    const refused = refusal(components, rules, { ...roots, waivedLimit: -1 }) ??
      peopleApart(components, roots.a, roots.b) ?? {
        constraint: 'shared_contact',
        which: value.rule.namespace,
      }
    reject(work, { a, b, value, rule: value.rule.sharedRule }, refused)
  }
}

/**
 * Pairs of records that share such a value and are known to be two people's, as the sets stand now. What the matcher
 * finds likely does not join these: it would rest on the mailbox again.
 */
export function strangersOf(work: Work): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = []
  for (const value of work.shared) {
    if (value.isIgnored || !isContact(value)) continue
    const roots = rootsOf(work, value.holders)
    if (roots.length > CUSTOMERS_MAX) continue
    for (const [at, b] of roots.entries()) {
      for (const a of roots.slice(0, at)) if (peopleApart(work.components, a, b)) pairs.push([a, b])
    }
  }
  return pairs
}
