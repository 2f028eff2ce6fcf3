// Troubles: phone menus, calls, chats, mails, and the tickets they become. Outages make many at once.
import { DAY_MS, HOUR_MS, MINUTE_MS, officeTime } from './calendar.ts'
import { AGENTS } from './catalogue.ts'
import { type CompanyItem, iso, thing, track } from './item.ts'
import { as, type Resident } from './resident.ts'
import { NPS_COMMENTS, OUTAGE_PROBLEM, PROBLEMS, type Problem } from './words.ts'
import type { World } from './world.ts'

const OUTAGE_CALL_SHARE = 0.16
const TROUBLE_SHARE = 0.42
const TROUBLES_MAX = 3
const SURVEY_SHARE = 0.45
/** Problems that take longer than a shift are taken up by a second line, after a part of the time. */
const TAKEN_HOURS_MIN = 12
const TAKEN_AFTER_SHARE = 0.3

export function* outageTroubles(world: World, one: Resident): Generator<CompanyItem> {
  for (const outage of world.outages) {
    if (outage.area !== one.area || outage.startsAt < one.joinedAt) continue
    if (!one.random.chance(OUTAGE_CALL_SHARE)) continue
    const at = outage.startsAt + Math.floor(one.random.next() * outage.hours * HOUR_MS)
    yield* trouble(world, one, {
      key: outage.id,
      at,
      problem: OUTAGE_PROBLEM,
      hours: outage.hours,
      incident: outage.id,
    })
  }
}

export function* troubles(world: World, one: Resident): Generator<CompanyItem> {
  const { random } = one
  for (let number = 1; number <= TROUBLES_MAX && random.chance(TROUBLE_SHARE); number++) {
    const left = world.now - one.joinedAt - HOUR_MS
    const at = officeTime(
      random,
      one.joinedAt + HOUR_MS + Math.floor(random.next() * left),
      world.now,
    )
    const hours = Math.ceil(random.lognormal(20, 1))
    yield* trouble(world, one, { key: `t${number}`, at, problem: random.pick(PROBLEMS), hours })
  }
}

export interface Trouble {
  readonly key: string
  readonly at: number
  readonly problem: Problem
  /** until solved */
  readonly hours: number
  readonly incident?: string
  readonly account?: string
}

/** First contact, ticket, and a survey when it is over. */
export function* trouble(world: World, one: Resident, what: Trouble): Generator<CompanyItem> {
  const { at, problem } = what
  const key = `${one.key}-${what.key}`
  const ticket = `T-${key}`
  yield* contact(world, one, { ...what, key })
  const solvedAt = at + what.hours * HOUR_MS + 10 * MINUTE_MS
  const isSolved = solvedAt < world.now
  const openedAt = Math.min(at + 6 * MINUTE_MS, world.now)
  const moved = (status: string, changedAt: number) =>
    thing('support', 'ticket', ticket, {
      at: changedAt,
      step: status,
      customer: `email:${one.email}`,
      ...(what.account === undefined ? {} : { account: what.account }),
      body: {
        status,
        ticket_number: ticket,
        subject: problem.subject,
        text: problem.said,
        priority: problem.priority,
        openedAt: iso(openedAt),
        ...(what.incident === undefined ? {} : { incident: what.incident }),
      },
    })
  yield moved('open', openedAt)
  const takenAt = openedAt + Math.floor((solvedAt - openedAt) * TAKEN_AFTER_SHARE)
  if (what.hours >= TAKEN_HOURS_MIN && takenAt < world.now) yield moved('in_progress', takenAt)
  if (isSolved) yield moved('solved', solvedAt)
  if (isSolved && one.random.chance(SURVEY_SHARE))
    yield* survey(world, one, { key, at: solvedAt, ticket })
}

function* contact(world: World, one: Resident, what: Trouble): Generator<CompanyItem> {
  const { at, key, problem } = what
  const { random } = one
  const channel = random.weighted(CHANNELS)
  const agent = random.pick(AGENTS)
  const endedAt = Math.min(at + random.int(4, 20) * MINUTE_MS, world.now)
  if (channel === 'phone') {
    const common = { who: as.phone(one), channel }
    const choice = { choice: problem.choice, said: problem.said }
    yield track('phone', 'Phone Menu Answered', {
      ...common,
      key: `${key}-menu`,
      at,
      properties: choice,
    })
    const summary = { summary: problem.note, agent, minutes: Math.ceil((endedAt - at) / MINUTE_MS) }
    yield track('phone', 'Call Ended', {
      ...common,
      key: `${key}-call`,
      at: endedAt,
      properties: summary,
    })
  } else if (channel === 'chat') {
    const common = { who: one.isOnline ? as.web(one) : as.support(one), channel }
    const text = { text: problem.said }
    yield track('support', 'Chat Message Received', {
      ...common,
      key: `${key}-chat`,
      at,
      properties: text,
    })
    const summary = { summary: problem.note, agent }
    yield track('support', 'Chat Ended', {
      ...common,
      key: `${key}-chat-end`,
      at: endedAt,
      properties: summary,
    })
  } else {
    const properties = { subject: problem.subject, text: problem.said }
    yield track('support', 'Email Received', {
      who: as.support(one),
      channel,
      key: `${key}-mail`,
      at,
      properties,
    })
  }
}

const CHANNELS = [
  ['phone', 5],
  ['chat', 3],
  ['email', 2],
] as const

function* survey(
  world: World,
  one: Resident,
  { key, at, ticket }: { key: string; at: number; ticket: string },
): Generator<CompanyItem> {
  const { random } = one
  const answeredAt = at + random.int(2, 40) * HOUR_MS
  if (answeredAt > world.now) return
  const score = Math.round(Math.min(10, Math.max(0, random.normal(7.4, 2.2))))
  const mood = score <= 6 ? 'low' : score <= 8 ? 'middle' : 'high'
  const comment = random.chance(0.6) ? { comment: random.pick(NPS_COMMENTS[mood]) } : {}
  yield track('support', 'Survey Answered', {
    key: `${key}-survey`,
    at: Math.min(answeredAt, at + 2 * DAY_MS),
    who: as.support(one),
    channel: 'email',
    properties: { survey: 'nps', score, ticket_id: ticket, ...comment },
  })
}
