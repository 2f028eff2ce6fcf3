// What the matcher decides, as rows of the link log, with the weights they rest on.
import type { Link } from '../../contract/link.ts'
import { type LinkDraft, retraction } from '../../core/identity/diff.ts'
import { knownMembers } from '../../core/identity/match/decide/candidates.ts'
import type { Effect } from '../../core/identity/match/decide/decide.ts'
import { contradicts } from '../../core/identity/match/decide/divided.ts'
import type { Known, Scorer } from '../../core/identity/match/score/scorer.ts'
import type { RecordRow } from '../ports/records.ts'
import type { Subject, Surroundings } from './surroundings.ts'

export interface LinkWork {
  readonly around: Surroundings
  readonly scorer: Scorer
  /** version of the model */
  readonly model: number
  /** ms since epoch */
  readonly now: number
  readonly hash: (text: string) => string
  /** links to append */
  readonly made: Link[]
  /** rows that take links back */
  readonly gone: Link[]
}

const AUTHOR = 'alidade'
/** So far above the threshold a join is beyond doubt. */
const SURE_BITS = 8
/** Members of each side that are compared to find the pair that stands for a merge. */
const COMPARED_MAX = 8

/** Turns an effect into rows and keeps the surroundings up to date; answers the records of customers it changes. */
export function draftLinks(effect: Effect, subject: Subject, work: LinkWork): readonly RecordRow[] {
  switch (effect.kind) {
    case 'join':
      return join(effect, subject, work)
    case 'leave':
      return leave(subject.row.id, work)
    case 'merge':
      return merge(effect, work)
    case 'doubt':
      return membersOf(effect.customer, work.around)
    case 'found':
    case 'review':
      return []
  }
}

/** A record that rules or people placed is not moved by a likelihood; only its customers may be merged. */
function join(
  { record, customer, with: other, bits }: Extract<Effect, { kind: 'join' }>,
  subject: Subject,
  work: LinkWork,
): readonly RecordRow[] {
  const { around } = work
  const before = around.near.customerOf(record) ?? subject.row.customer
  const isAlone = around.near.members(before).length <= 1
  if (!isAlone && around.matches(record).length === 0) return []
  const left = isAlone ? [] : leave(record, work)
  if (isLinked(record, customer, work)) return left
  work.made.push(assertion(record, other, bits, work))
  // A record that joins beyond doubt brings nothing that could put its fellows in doubt.
  const isSure = bits >= work.scorer.model.thresholds.link + SURE_BITS
  const isNews = !isSure && bringsNews(subject.known, customer, work)
  around.move(record, customer)
  return isNews ? [...left, ...membersOf(customer, around)] : left
}

/** Whether a record says what none of several fellows says, or contradicts one: else they stand as they did. */
function bringsNews(record: Known, customer: string, work: LinkWork): boolean {
  const { scorer, around } = work
  const members = knownMembers(around.near, customer, record.id)
  if (members.length < 2) return true
  const isSaid = (at: number, value: number): boolean =>
    members.some((member) => member.features.values[at]?.includes(value))
  return (
    record.features.values.some((own, at) => own.some((value) => !isSaid(at, value))) ||
    members.some((member) => contradicts(scorer, record, member))
  )
}

function leave(record: string, work: LinkWork): readonly RecordRow[] {
  const { around, now } = work
  const own = around.matches(record)
  if (own.length === 0) return []
  const customer = around.near.customerOf(record)
  for (const link of own) {
    if (work.gone.some(({ retracts }) => retracts === link.id)) continue
    work.gone.push(retraction(link, writer(work, Math.max(now, link.at + 1)), 'no longer likely'))
  }
  around.move(record, `${record}~`)
  return customer === undefined ? [] : membersOf(customer, around)
}

function merge(
  { from, into, bits }: Extract<Effect, { kind: 'merge' }>,
  work: LinkWork,
): readonly RecordRow[] {
  const { around } = work
  const pair = closest(from, into, work)
  if (!pair || isLinked(pair[0], into, work)) return []
  work.made.push(assertion(pair[0], pair[1], bits, work))
  for (const id of [...around.near.members(from)]) around.move(id, into)
  return membersOf(into, around)
}

/** The two records, one of each customer, that resemble each other most. */
export function closest(
  a: string,
  b: string,
  { around, scorer }: LinkWork,
): readonly [string, string] | undefined {
  let best: readonly [string, string] | undefined
  let most = Number.NEGATIVE_INFINITY
  for (const idA of around.near.members(a).slice(0, COMPARED_MAX)) {
    const one = around.near.record(idA)
    if (!one) continue
    for (const idB of around.near.members(b).slice(0, COMPARED_MAX)) {
      const other = around.near.record(idB)
      const bits = other ? scorer.pair(one, other) : Number.NEGATIVE_INFINITY
      if (bits <= most) continue
      most = bits
      best = [idA, idB]
    }
  }
  return best
}

/** A link that is in force already, though a limit keeps the two apart, is not written again. */
function isLinked(record: string, customer: string, { around }: LinkWork): boolean {
  const members = new Set(around.near.members(customer))
  return around
    .matches(record)
    .some(({ recordA, recordB }) => members.has(recordA === record ? recordB : recordA))
}

const membersOf = (customer: string, { near, rowOf }: Surroundings): readonly RecordRow[] =>
  near.members(customer).flatMap((id) => rowOf(id) ?? [])

function assertion(a: string, b: string, bits: number, work: LinkWork): Link {
  const [recordA, recordB] = a < b ? [a, b] : [b, a]
  const draft: LinkDraft = {
    recordA,
    recordB,
    verdict: 'same',
    basis: 'match',
    rule: 'match',
    evidence: [`bits:${bits.toFixed(2)}`, `model:${work.model}`, ...weights(a, b, work)],
    at: work.now,
    author: AUTHOR,
    reason: `likely one, ${percent(bits)}`,
    retracts: undefined,
  }
  return { id: work.hash(`lnk\0${JSON.stringify(draft)}`), ...draft }
}

/** attribute:level:bits of the pair, as the link was made; the whole customer spoke, the pair stands for it */
function weights(a: string, b: string, { around, scorer }: LinkWork): readonly string[] {
  const [one, other] = [around.near.record(a), around.near.record(b)]
  if (!one || !other) return []
  return scorer
    .evidence(one, [other])
    .map(({ attribute, level, bits }) => `${attribute}:${level}:${bits.toFixed(1)}`)
}

/** Posterior log2 odds as a share. */
function percent(bits: number): string {
  const odds = 2 ** Math.min(40, bits)
  return `${((100 * odds) / (1 + odds)).toFixed(2)} %`
}

function writer({ hash }: LinkWork, at: number) {
  return {
    at,
    author: AUTHOR,
    newId: (draft: LinkDraft) => hash(`lnk\0${JSON.stringify(draft)}`),
  }
}
