// The company's own situation: what it can do (capabilities), how that stands now (signals, constraints,
// incidents) and what it owes (commitments). Definitions are written by people; the rest comes in by itself.
import * as z from 'zod'
import { Reason } from './reason.ts'

const Id = z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/)
const Instant = z.string().datetime({ offset: true })
/** 24:00 is the end of the day; an end before its start is on the next day. */
const TimeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/)
const OpenSpan = z.object({ from: TimeOfDay, to: TimeOfDay }).strict()

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** Days on which nobody works: for several capabilities at once. */
export const Calendar = z
  .object({
    calendar: Id,
    /** local dates, 2026-12-25; or 12-25 for every year */
    closed: z.array(z.string().regex(/^(?:\d{4}-)?\d{2}-\d{2}$/)).max(1_000),
  })
  .strict()
export type Calendar = z.infer<typeof Calendar>

/** When something is open, by the clock on the wall of its time zone. */
export const OpeningHours = z
  .object({
    /** IANA name, Europe/Stockholm */
    timeZone: z.string().min(1).max(60),
    week: z.partialRecord(z.enum(WEEKDAYS), z.array(OpenSpan).max(6)),
    calendars: z.array(Id).default([]),
  })
  .strict()
export type OpeningHours = z.infer<typeof OpeningHours>

export const CAPABILITY_KINDS = ['team', 'system', 'product', 'partner', 'stock', 'policy'] as const

/** Something we can do or give. */
export const Capability = z
  .object({
    capability: Id,
    title: z.string().max(120),
    kind: z.enum(CAPABILITY_KINDS),
    /** what it is good for: a need may ask for a skill instead of a name */
    skills: z.array(Id).max(50).default([]),
    /** only for customers for whom this holds: CEL over `customer` {traits, objects, accounts}; empty = all */
    when: z.string().max(2_000).optional(),
    /** absent: always open */
    hours: OpeningHours.optional(),
    /** minutes that one case takes; for waiting times when none are measured */
    handleMinutes: z.number().positive().optional(),
    /** minutes that people wait before they give up, in the mean */
    patienceMinutes: z.number().positive().default(10),
    /** a wait longer than this is a failure */
    toleranceMinutes: z.number().positive().default(10),
    /** minutes from the start until it is done: a delivery, a visit; absent = at once */
    leadMinutes: z.number().nonnegative().optional(),
    /** of one use, in the company's own money */
    cost: z.number().nonnegative().default(0),
    /** how well it solves what it is for, 0..1 */
    quality: z.number().min(0).max(1).default(1),
    /** signals older than this mean nothing, unless they say otherwise themselves */
    signalTtlSeconds: z.number().positive().default(300),
    /** in every view that shows the situation */
    inView: z.boolean().default(true),
  })
  .strict()
export type Capability = z.infer<typeof Capability>

/** What we promise by contract: so many minutes of opening hours from when a thing was opened. */
export const ServiceLevel = z
  .object({
    serviceLevel: Id,
    title: z.string().max(120),
    /** type of the business objects that start the clock */
    object: z.string(),
    /** CEL over `object` {id, status, body} and `customer`; empty = all */
    when: z.string().max(2_000).optional(),
    targetMinutes: z.number().positive(),
    /** the clock runs in the hours of this capability; absent = always */
    hoursOf: Id.optional(),
    /** statuses in which the clock stands, since it is her turn */
    pausedIn: z.array(z.string()).default([]),
  })
  .strict()
export type ServiceLevel = z.infer<typeof ServiceLevel>

export const SIGNAL_METRICS = [
  /** people or cases that wait */
  'backlog',
  /** minutes that somebody waited, just now */
  'wait',
  /** people or machines at work */
  'agents',
  /** of them busy, 0..1 */
  'load',
  /** cases that come in per hour */
  'arrivals',
  /** 1 = works, 0 = down */
  'health',
  /** units on hand */
  'stock',
  /** money or units left */
  'budget',
] as const

/** One measurement of a capability. It expires: past its time its value is unknown. */
export const Signal = z
  .object({
    id: z.string().min(1).max(100),
    capability: Id,
    metric: z.enum(SIGNAL_METRICS),
    /** product, article or place that it is about; absent = the capability as a whole */
    item: z.string().max(200).optional(),
    value: z.number(),
    at: Instant,
    ttlSeconds: z.number().positive().optional(),
    source: z.string().max(100),
  })
  .strict()
export type Signal = z.infer<typeof Signal>

/** Something that stands in the way of a capability for now. */
export const Constraint = z
  .object({
    id: z.string().min(1).max(100),
    capability: Id,
    /** CEL over `customer` {traits, objects, accounts}; empty = everybody */
    when: z.string().max(2_000).optional(),
    effect: z.enum(['block', 'degrade', 'cost', 'delay', 'none']).describe('none lifts it'),
    /** degrade: 0..1 of the quality lost; cost: money more; delay: minutes more */
    amount: z.number().nonnegative().default(0),
    until: Instant.optional(),
    reason: z.string().max(500),
    /** the same as one may say it to her */
    customerText: z.string().max(500).optional(),
    at: Instant,
  })
  .strict()
export type Constraint = z.infer<typeof Constraint>

export const Incident = z
  .object({
    id: z.string().min(1).max(100),
    title: z.string().max(200),
    /** what no longer works */
    capabilities: z.array(Id).default([]),
    status: z.enum(['investigating', 'identified', 'monitoring', 'resolved']),
    startedAt: Instant,
    expectedEndAt: Instant.optional(),
    /** whom it touches: CEL over `customer` {traits, objects, accounts}; empty = everybody */
    touches: z.string().max(2_000).optional(),
    customerText: z.string().max(500).optional(),
    at: Instant,
  })
  .strict()
export type Incident = z.infer<typeof Incident>

/** Something we owe this customer or account. */
export const Commitment = z
  .object({
    id: z.string().min(1).max(100),
    /** cus_..., acc_... or namespace:value */
    subject: z.string().min(1).max(300),
    kind: z.enum(['promise', 'service-level', 'entitlement']),
    title: z.string().max(300),
    dueAt: Instant.optional(),
    /** of an entitlement: units granted and used */
    granted: z.number().nonnegative().optional(),
    used: z.number().nonnegative().optional(),
    state: z.enum(['open', 'kept', 'broken', 'withdrawn']),
    at: Instant,
    /** evt_ or type:id */
    evidence: z.array(z.string()).max(20).default([]),
  })
  .strict()
export type Commitment = z.infer<typeof Commitment>

const SignalUpdate = z.object({ kind: z.literal('signal'), signal: Signal }).strict()
const ConstraintUpdate = z
  .object({ kind: z.literal('constraint'), constraint: Constraint })
  .strict()
const IncidentUpdate = z.object({ kind: z.literal('incident'), incident: Incident }).strict()
const CommitmentUpdate = z
  .object({ kind: z.literal('commitment'), commitment: Commitment })
  .strict()

/** One piece of news about the situation. */
export const SituationUpdate = z.discriminatedUnion('kind', [
  SignalUpdate,
  ConstraintUpdate,
  IncidentUpdate,
  CommitmentUpdate,
])
export type SituationUpdate = z.infer<typeof SituationUpdate>

const BEGINNING = Instant.optional().describe('absent: as told before, else `at`')

/** The same as one tells it: an incident that is told again need not say again when it began. */
export const ToldUpdate = z.discriminatedUnion('kind', [
  SignalUpdate,
  ConstraintUpdate,
  z
    .object({ kind: z.literal('incident'), incident: Incident.extend({ startedAt: BEGINNING }) })
    .strict(),
  CommitmentUpdate,
])
export type ToldUpdate = z.infer<typeof ToldUpdate>

/** Filled in from the event: {properties.x}, {traits.x}, {object.status}. One such place alone keeps its type. */
const FromEvent = z.string().min(1).max(500)
const NumberFromEvent = z.union([z.number(), FromEvent])

/** An event that says how the company stands, and what it says. Exactly one of the four kinds of news. */
export const SituationFeed = z
  .object({
    feed: Id,
    /** name of the event, any case */
    event: z.string().min(1).max(500),
    /** whose word counts: servers of ours. A browser's key is public, so it must never stand here. */
    sources: z.array(z.string().min(1)).min(1).max(100),
    /** CEL over `event` {name, source, properties, traits, object}; empty = every such event */
    when: z.string().max(2_000).optional(),
    signal: z
      .object({
        capability: FromEvent,
        metric: FromEvent,
        item: FromEvent.optional(),
        value: NumberFromEvent,
        ttlSeconds: NumberFromEvent.optional(),
      })
      .strict()
      .optional(),
    constraint: z
      .object({
        id: FromEvent,
        capability: FromEvent,
        effect: FromEvent,
        amount: NumberFromEvent.optional(),
        until: FromEvent.optional(),
        reason: FromEvent,
        customerText: FromEvent.optional(),
        when: z.string().max(2_000).optional(),
      })
      .strict()
      .optional(),
    incident: z
      .object({
        id: FromEvent,
        title: FromEvent,
        status: FromEvent,
        capabilities: z.array(FromEvent).max(20).optional(),
        startedAt: FromEvent.optional().describe('absent: when the event happened'),
        expectedEndAt: FromEvent.optional(),
        customerText: FromEvent.optional(),
        /** whom it touches: traits (address.city) that must have these values; CEL cannot come from an event */
        touches: z.record(z.string(), FromEvent).optional(),
      })
      .strict()
      .optional(),
    commitment: z
      .object({
        id: FromEvent,
        /** the customer whose event it is, or the account it names */
        owedTo: z.enum(['customer', 'account']).default('customer'),
        kind: FromEvent.default('promise'),
        title: FromEvent,
        dueAt: FromEvent.optional(),
        granted: NumberFromEvent.optional(),
        used: NumberFromEvent.optional(),
        state: FromEvent.default('open'),
      })
      .strict()
      .optional(),
  })
  .strict()
export type SituationFeed = z.infer<typeof SituationFeed>

/** What an action or a wish takes: a capability by name, or any with a skill. */
export const Need = z
  .object({
    capability: Id.optional(),
    skill: Id.optional(),
    units: z.number().positive().default(1),
    /** article whose stock is asked for */
    item: z.string().optional(),
  })
  .strict()
export type Need = z.infer<typeof Need>

/** Minutes until it is done; the half and nine tenths of such cases are quicker. */
export const Eta = z.object({ p50: z.number(), p90: z.number() })
export type Eta = z.infer<typeof Eta>

/** Can we, how well, how soon, at what cost, and why. */
export const Ability = z.object({
  capability: z.string(),
  feasible: z.boolean(),
  /** 0..1 */
  quality: z.number(),
  /** absent: not known, so promise nothing */
  eta: Eta.optional(),
  /** ISO 8601, when it opens again; absent while it is open */
  opensAt: z.string().optional(),
  cost: z.number(),
  because: z.array(Reason),
})
export type Ability = z.infer<typeof Ability>

/** Many pieces of news at once. */
export const SituationNewsInput = z
  .object({ updates: z.array(ToldUpdate).min(1).max(1_000) })
  .strict()
export type SituationNewsInput = z.infer<typeof SituationNewsInput>

/** What one sends under an id of the path; without `at` it is now. */
const timed = <Shape extends z.ZodRawShape>(shape: z.ZodObject<Shape>) => shape.strict()
export const SignalInput = timed(Signal.omit({ id: true, source: true })).extend({
  at: Instant.optional(),
})
export const ConstraintInput = timed(Constraint.omit({ id: true })).extend({
  at: Instant.optional(),
})
export const IncidentInput = timed(Incident.omit({ id: true })).extend({
  at: Instant.optional(),
  startedAt: BEGINNING,
})
export const CommitmentInput = timed(Commitment.omit({ id: true })).extend({
  at: Instant.optional(),
  kind: Commitment.shape.kind.default('promise'),
  state: Commitment.shape.state.default('open'),
})

/** known: news that had come before, or was older than what holds */
export const SituationAnswer = z.object({
  stored: z.number().int(),
  known: z.number().int(),
})
export type SituationAnswer = z.infer<typeof SituationAnswer>

/** How the company stands, for its staff: nobody's promises, those need a purpose. */
export const SituationNow = z.object({
  at: z.string(),
  abilities: z.array(Ability),
  /** measurements that still hold, the newest of each */
  signals: z.array(Signal),
  constraints: z.array(Constraint),
  incidents: z.array(Incident),
})
export type SituationNow = z.infer<typeof SituationNow>
