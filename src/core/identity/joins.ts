// Joins records by what they share: aliases first, then identifiers from the strongest namespace to the
// weakest, the earliest evidence first (Kruskal's algorithm with constraints). Refused joins are kept.

import type { HeldValue, Holder, Work } from './cluster.ts'
import { compareText } from './compile.ts'
import { type Refusal, refusal, rootOf, unite } from './components.ts'
import { peopleApart } from './people.ts'
import type { RuleLink } from './resolution.ts'

/** A join that the facts suggest, as numbers of records. */
export interface Candidate {
  readonly a: Holder
  readonly b: Holder
  readonly value: HeldValue
  readonly rule: string
}

/** Makes the join unless a constraint forbids it; says whether the two are one customer now. */
export function attempt(work: Work, candidate: Candidate, waivedLimit = -1): boolean {
  const refused = tryJoin(work, candidate, waivedLimit)
  if (refused) reject(work, candidate, refused)
  return refused === undefined
}

/** The same without keeping what was refused; answers why it was. */
export function tryJoin(work: Work, candidate: Candidate, waivedLimit = -1): Refusal | undefined {
  const { components, rules } = work
  const a = rootOf(components, candidate.a.record)
  const b = rootOf(components, candidate.b.record)
  if (a === b) return undefined
  const refused =
    refusal(components, rules, { a, b, waivedLimit }) ??
    (isByContact(candidate) ? peopleApart(components, a, b) : undefined)
  if (refused) return refused
  unite(components, { a, b, limits: rules.limits.length })
  const link = describe(work, candidate)
  work.edges.push({ a: candidate.a.record, b: candidate.b.record, at: link.at })
  work.links.push(link)
  return undefined
}

/** Whether a join rests on a value that several people may hold; an alias is somebody's word. */
export function isByContact({ value, rule }: Candidate): boolean {
  return isContact(value) && rule === value.rule.sharedRule
}

/** Whether several people may hold a value that joins. */
export function isContact({ rule }: HeldValue): boolean {
  return rule.mayBeShared && rule.use === 'join'
}

export function reject(work: Work, candidate: Candidate, refused: Refusal): void {
  const { recordA, recordB, rule, evidence, at } = describe(work, candidate)
  const { constraint, which } = refused
  work.rejected.push({ recordA, recordB, rule, constraint, which, evidence, at })
}

function describe({ records }: Work, { a, b, value, rule }: Candidate): RuleLink {
  const idA = records[a.record]?.id ?? ''
  const idB = records[b.record]?.id ?? ''
  const inOrder = idA < idB
  const [first, second] = inOrder ? [a, b] : [b, a]
  return {
    recordA: inOrder ? idA : idB,
    recordB: inOrder ? idB : idA,
    rule,
    evidence:
      first.evidence === second.evidence
        ? [value.id, first.evidence]
        : [value.id, first.evidence, second.evidence],
    at: Math.max(a.at, b.at),
  }
}

/**
 * A record that so many different customers refused for one value is not tried with the others. Without a
 * bound, a value that the rules allow on thousands of records would cost the square of them.
 */
const REFUSALS_PER_VALUE_MAX = 20

/** A holder that comes to a value which others hold already. */
export interface Arrival {
  readonly value: HeldValue
  readonly holders: readonly Holder[]
  readonly position: number
}

/** Joins the records that take part and hold one value, of a namespace with this use, that one person alone holds. */
export function joinByValues(
  work: Work,
  use: 'join' | 'device',
  takesPart: (record: number) => boolean,
): void {
  const arrivals: Arrival[] = []
  for (const value of work.shared) {
    if (value.rule.use !== use || value.isIgnored || isContact(value)) continue
    const holders = value.holders.filter((holder) => takesPart(holder.record))
    for (let position = 1; position < holders.length; position++) {
      arrivals.push({ value, holders, position })
    }
  }
  if (arrivals.length > 1) arrivals.sort(byStrength)
  for (const arrival of arrivals) joinArrival(work, arrival)
}

export function byStrength(a: Arrival, b: Arrival): number {
  return (
    a.value.rule.rank - b.value.rule.rank ||
    (a.holders[a.position]?.at ?? 0) - (b.holders[b.position]?.at ?? 0) ||
    compareText(a.value.value, b.value.value) ||
    compareText(a.value.id, b.value.id) ||
    a.position - b.position
  )
}

/** Tries every set among the earlier holders once: a refusal by one says nothing about the next. */
export function joinArrival(work: Work, { value, holders, position }: Arrival): void {
  const newcomer = holders[position]
  if (!newcomer) return
  const { components } = work
  let refusedBy: number[] | undefined
  for (let i = 0; i < position; i++) {
    const holder = holders[i]
    if (!holder) continue
    const root = rootOf(components, holder.record)
    if (refusedBy?.includes(root)) continue
    const candidate = { a: holder, b: newcomer, value, rule: value.rule.sharedRule }
    if (attempt(work, candidate)) continue
    if (refusedBy && refusedBy.length + 1 >= REFUSALS_PER_VALUE_MAX) return
    if (refusedBy) refusedBy.push(root)
    else refusedBy = [root]
  }
}

/** An alias call: the claiming record says that it was known by the key of the other one. */
export interface AliasClaim {
  readonly claim: Holder
  readonly target: Holder
  readonly value: HeldValue
}

export function aliasClaims({ shared }: Work): readonly AliasClaim[] {
  return shared.flatMap((value) => (value.isIgnored ? [] : claimsOf(value)))
}

/** Whoever is keyed by the claimed value herself says only that she is herself. */
function claimsOf(value: HeldValue): AliasClaim[] {
  if (value.claims.length === 0) return []
  const targets = value.holders.filter((holder) => holder.isKey)
  const claims = value.claims.filter(({ record }) => targets.every((t) => t.record !== record))
  return claims.flatMap((claim) => targets.map((target) => ({ claim, target, value })))
}

/**
 * Aliases between two known records count from trusted sources only: a browser can claim to have been
 * anybody. Aliases between two devices join them; those between a device and a customer wait for `joinDevices`.
 */
export function joinByAlias(work: Work): void {
  for (const { claim, target, value } of [...aliasClaims(work)].sort(byClaim)) {
    const candidate = { a: claim, b: target, value, rule: 'alias' }
    const isTargetDevice = work.isDevice[target.record] === true
    if (!isTargetDevice && !isTrusted(work, claim)) {
      const which = work.records[claim.record]?.source ?? ''
      reject(work, candidate, { constraint: 'alias_untrusted', which })
    } else if (isTargetDevice === work.isDevice[claim.record] && !isMixed(work, candidate)) {
      attempt(work, candidate, value.rule.limit)
    }
  }
}

export function isTrusted(work: Work, { record }: Holder): boolean {
  return work.rules.trustedSources.has(work.records[record]?.source ?? '')
}

/** Two devices of which a person gave one to a customer: that is for the device rule. */
function isMixed({ components, isDevice }: Work, { a, b }: Candidate): boolean {
  if (!isDevice[a.record]) return false
  const { known } = components
  return (
    known[rootOf(components, a.record)] === true || known[rootOf(components, b.record)] === true
  )
}

function byClaim(a: AliasClaim, b: AliasClaim): number {
  return (
    Math.max(a.claim.at, a.target.at) - Math.max(b.claim.at, b.target.at) ||
    compareText(a.value.id, b.value.id) ||
    a.claim.record - b.claim.record ||
    a.target.record - b.target.record
  )
}
