// What a customer consented to: folds the appended statements of her records into one answer per purpose
// and channel. Nothing here depends on the order in which statements arrived.
import type { ConsentStatement } from '../../contract/consent.ts'
import { channelsNamed, EVERY_CHANNEL, isGeneralFor } from './channels.ts'

/** A source record of the customer, and since when it has been one of hers (ms). */
export interface JoinedRecord {
  readonly record: string
  readonly joinedAt: number
}

export type ConsentState = 'given' | 'withdrawn' | 'expired' | 'missing'

/** The answer for one purpose and channel, with the statement (32 hex) that decided it. */
export interface ConsentAnswer {
  readonly state: ConsentState
  readonly statement: string | undefined
}

/**
 * purpose -> channel -> answer. Only channels somebody spoke about are listed, and `*` for all the others;
 * read it with `consentFor`.
 */
export type ConsentVector = ReadonlyMap<string, ReadonlyMap<string, ConsentAnswer>>

const NO_CONSENTS: ConsentVector = new Map()
const MISSING: ConsentAnswer = { state: 'missing', statement: undefined }

/** The answer that holds for a purpose on a channel. */
export function consentFor(vector: ConsentVector, purpose: string, channel: string): ConsentAnswer {
  const channels = vector.get(purpose)
  return channels?.get(channel) ?? channels?.get(EVERY_CHANNEL) ?? MISSING
}

/**
 * Folds all statements of a customer's records as of `now` (ms).
 *
 * Within a record the latest statement decides, by (effectiveAt, id); one about the channel beats one about
 * every channel, except that a later withdrawal for every channel beats an earlier grant for one.
 * Each record hears its own statements and those made since it and the speaker were joined: only then do we
 * know that the same person spoke. Of the records that have something to say the most restrictive wins, so
 * joining records never turns a refusal into a grant, and unjoining restores each side exactly.
 */
export function consentState(
  statements: readonly ConsentStatement[],
  records: readonly JoinedRecord[],
  now: number,
): ConsentVector {
  if (statements.length === 0) return NO_CONSENTS
  const joined = new Map(records.map((one) => [one.record, one.joinedAt]))
  const vector = new Map<string, ReadonlyMap<string, ConsentAnswer>>()
  for (const [purpose, spoken] of byPurpose(statements, now)) {
    const channels = new Set([
      EVERY_CHANNEL,
      ...spoken.flatMap((one) => channelsNamed(one.channel)),
    ])
    const heard = heardPerRecord(spoken, joined)
    const answers = new Map<string, ConsentAnswer>()
    for (const channel of channels) answers.set(channel, strictest(heard, channel, now))
    vector.set(purpose, answers)
  }
  return vector
}

/** Statements already in effect, per purpose, earliest first. */
function byPurpose(
  statements: readonly ConsentStatement[],
  now: number,
): Map<string, ConsentStatement[]> {
  const groups = new Map<string, ConsentStatement[]>()
  for (const one of [...statements].sort(byTime)) {
    if (one.effectiveAt > now) continue
    const group = groups.get(one.purpose)
    if (group) group.push(one)
    else groups.set(one.purpose, [one])
  }
  return groups
}

function byTime(a: ConsentStatement, b: ConsentStatement): number {
  if (a.effectiveAt !== b.effectiveAt) return a.effectiveAt - b.effectiveAt
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** For each record that spoke: its own statements and those it hears from the others. */
function heardPerRecord(
  spoken: readonly ConsentStatement[],
  joined: ReadonlyMap<string, number>,
): readonly (readonly ConsentStatement[])[] {
  const speakers = new Set(spoken.map((one) => one.record))
  if (speakers.size <= 1) return [spoken]
  // A record that is not in the list is heard only by itself: the strict side.
  const since = (record: string) => joined.get(record) ?? Number.POSITIVE_INFINITY
  return [...speakers].map((listener) =>
    spoken.filter(
      (one) =>
        one.record === listener || one.effectiveAt >= Math.max(since(listener), since(one.record)),
    ),
  )
}

const STRICTNESS = { missing: 0, given: 1, expired: 2, withdrawn: 3 } as const

/** Silence neither grants nor refuses: a record without a word on the matter leaves it to the others. */
function strictest(
  heard: readonly (readonly ConsentStatement[])[],
  channel: string,
  now: number,
): ConsentAnswer {
  let best = MISSING
  for (const statements of heard) {
    const answer = decide(statements, channel, now)
    if (isStricter(answer, best)) best = answer
  }
  return best
}

/** Equal states end at the statement's id, so that the order of records never shows. */
function isStricter(a: ConsentAnswer, b: ConsentAnswer): boolean {
  const difference = STRICTNESS[a.state] - STRICTNESS[b.state]
  return difference > 0 || (difference === 0 && (a.statement ?? '') > (b.statement ?? ''))
}

/** One record's answer; `statements` are sorted earliest first. */
function decide(
  statements: readonly ConsentStatement[],
  channel: string,
  now: number,
): ConsentAnswer {
  const general = statements.findLast((one) => isGeneralFor(one.channel, channel))
  const specific =
    channel === EVERY_CHANNEL
      ? undefined
      : statements.findLast((one) => one.channel === channel || isRefusalForAll(one, general))
  const deciding = specific ?? general
  if (!deciding) return MISSING
  return { state: stateOf(deciding, now), statement: deciding.id }
}

/** The last word for every channel counts as a word for this one when it takes consent back. */
function isRefusalForAll(one: ConsentStatement, general: ConsentStatement | undefined): boolean {
  return one === general && one.state === 'withdrawn'
}

function stateOf(statement: ConsentStatement, now: number): ConsentState {
  if (statement.state === 'withdrawn') return 'withdrawn'
  return statement.expiresAt !== undefined && statement.expiresAt <= now ? 'expired' : 'given'
}
