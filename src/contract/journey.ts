// Journeys as a company designs them: stages on the way to a destination, what brings a customer into each, who has
// to act there and how long it may take.
import * as z from 'zod'
import { Entity } from './identifier.ts'

export const WaitingOn = z.enum(['us', 'customer', 'partner'])
export type WaitingOn = z.infer<typeof WaitingOn>

export const JourneyStage = z
  .object({
    stage: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
    title: z.string().max(120).optional(),
    /**
     * CEL over `event` {type, name, kind, channel, properties, traits, object {type, id, status}}: such an event brings
     * her here. Name the kind, name or type in it (`event.kind == "order" && ...`): then most events cost nothing.
     */
    enter: z.string().min(1).max(2_000),
    /** CEL over `event`: such an event takes her out of the stage without bringing her into another */
    exit: z.string().max(2_000).optional(),
    /** CEL over `traits` and `objects` (list of {type, id, status, open, body}), asked when read: else she is not here */
    holds: z.string().max(2_000).optional(),
    /** whose move it is; absent = nobody's */
    waitingOn: WaitingOn.optional(),
    /** longer than usual from here on */
    slowAfterHours: z.number().positive().optional(),
    /** what we promise: overdue from here on */
    deadlineHours: z.number().positive().optional(),
    /** stages that may follow; absent = any. Another one means that she is off course */
    next: z.array(z.string()).optional(),
    /** destination: where she wants to be; lost: where the journey ends without it */
    ends: z.enum(['destination', 'lost']).optional(),
  })
  .strict()
export type JourneyStage = z.infer<typeof JourneyStage>

/** Names under which systems of record say since when a thing is there. */
export const BEGAN_FIELDS = [
  'openedAt',
  'opened_at',
  'createdAt',
  'created_at',
  'reportedAt',
  'reported_at',
  'placedAt',
  'placed_at',
]

export const Journey = z
  .object({
    journey: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
    title: z.string().max(120).optional(),
    /** who travels */
    of: Entity.default('customer'),
    /** path in the event that tells one passage from another, e.g. object.id; absent = one passage at a time */
    passage: z.string().max(200).optional(),
    /**
     * fields of the object's body that say when a passage began: then she is in the first stage from that moment on,
     * also where its first change came later. Counts where `passage` is an object's id; [] = only events tell.
     */
    began: z.array(z.string().min(1).max(200)).max(20).default(BEGAN_FIELDS),
    /** in the order in which they are usually passed; of several entered by one event the last counts */
    stages: z.array(JourneyStage).min(1).max(40),
    /**
     * what its events are where a condition names some that are of no kind (`definitions/kinds.yaml`), or does not tell
     * which: who may not know such kinds is told nothing of the stage
     */
    kinds: z.array(z.string()).default([]),
    /** a stage entered so often is a loop */
    loopAfterVisits: z.number().int().min(2).max(100).default(3),
    /** a passage in which nothing happened for so long is no longer shown */
    forgetAfterDays: z.number().positive().default(180),
    /** of several journeys the one with the highest importance is told first */
    importance: z.number().min(0).max(1).default(0.5),
  })
  .strict()
export type Journey = z.infer<typeof Journey>
