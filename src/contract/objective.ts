// Jobs to be done: what customers want of the company, in their own words, and what shows it. Mood: how they say it.
import * as z from 'zod'
import { Provenance, Reason } from './reason.ts'

/**
 * What she did that shows the job; CEL over `event` {type,name,kind,channel,properties,traits, object {type,id,status}}.
 */
export const JobSign = z
  .object({
    when: z.string().min(1).max(2_000),
    /** chance that somebody of whom this is all we know wants the job done */
    weight: z.number().min(0.05).max(0.9),
    /** days after which it says half as much */
    halfLifeDays: z.number().positive().default(3),
  })
  .strict()
export type JobSign = z.infer<typeof JobSign>

/** An open business object that shows the job; CEL over `object` {type,status,body}. */
export const JobObject = z
  .object({
    type: z.string(),
    when: z.string().max(2_000).default(''),
    weight: z.number().min(0.05).max(0.9).default(0.4),
  })
  .strict()
export type JobObject = z.infer<typeof JobObject>

export const Job = z
  .object({
    job: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
    label: z.string().describe('as one would say it: "get the internet working again"'),
    /** purposes under which it is worked on; empty = any */
    purposes: z.array(z.string()).default([]),
    /** what customers say when they want it, by language (en, de, sv ...); the language model learns from these */
    examples: z.record(z.string(), z.array(z.string().min(1).max(500)).max(2_000)),
    signs: z.array(JobSign).max(20).default([]),
    /** open objects that show it */
    open: z.array(JobObject).max(20).default([]),
    /** what she did or we did that settles it: CEL over `event`; earlier signs no longer count */
    resolvedBy: z.array(z.string().min(1).max(2_000)).max(20).default([]),
    /** without a new sign it lapses after so many days */
    expiresAfterDays: z.number().positive().max(3_650).default(7),
    /** kinds of events and types of objects that it is about */
    kinds: z.array(z.string()).default([]),
    objects: z.array(z.string()).default([]),
  })
  .strict()
export type Job = z.infer<typeof Job>

/** Event names by which she, or somebody for her, says what she wants; properties.job names it. */
export const OBJECTIVE_EVENTS = {
  /** said by herself, in a form, a menu or to an agent who asked */
  declared: 'Objective Declared',
  /** what we thought is right */
  confirmed: 'Objective Confirmed',
  /** what we thought is wrong: properties.job is not it; properties.instead is, when known */
  corrected: 'Objective Corrected',
  /** she has what she wanted */
  resolved: 'Objective Resolved',
  /** properties.mood, in her own words or chosen by her */
  mood: 'Mood Declared',
} as const

export const MOOD_LABELS = [
  'frustrated',
  'angry',
  'worried',
  'confused',
  'satisfied',
  'grateful',
] as const
export const MoodLabel = z.enum(MOOD_LABELS)
export type MoodLabel = z.infer<typeof MoodLabel>

/** One objective as it is read from all that is known. */
export const ObjectiveReading = z.object({
  job: z.string(),
  label: z.string(),
  /** given: she said so, or confirmed it. observed: she did something. inferred: read from her words */
  basis: Provenance,
  confidence: z.number().min(0).max(1),
  /** ISO 8601, of the oldest and the newest sign that still counts */
  since: z.string(),
  at: z.string(),
  expires: z.string(),
  /** her words it rests on */
  phrase: z.string().optional(),
  /** evt_... and type:id */
  evidence: z.array(z.string()),
  because: z.array(Reason),
})
export type ObjectiveReading = z.infer<typeof ObjectiveReading>

export const MoodReading = z.object({
  /** neutral is no label: then there is no mood */
  label: MoodLabel,
  /** -1 very bad .. 1 very good */
  valence: z.number().min(-1).max(1),
  basis: Provenance,
  confidence: z.number().min(0).max(1),
  at: z.string(),
  expires: z.string(),
  phrase: z.string().optional(),
  evidence: z.array(z.string()),
})
export type MoodReading = z.infer<typeof MoodReading>

/** Somebody says what she wants: she herself, or who speaks with her. One call; confirm and correct teach the language model too. */
export const ObjectiveInput = z
  .object({
    /** a job of the catalogue */
    job: z.string().min(1).max(100),
    verdict: z
      .enum(['confirm', 'correct', 'declare', 'resolve'])
      .describe('confirm: it is so; correct: it is not; declare: she says so; resolve: she has it'),
    /** correct: what it is instead, when that is known */
    instead: z.string().min(1).max(100).optional(),
    text: z
      .string()
      .min(2)
      .max(1_000)
      .optional()
      .describe(
        'the words it is about, from which confirm and correct teach; absent: her last ones',
      ),
    channel: z.string().min(1).max(100).default('api'),
    /** the same call again under the same key counts once */
    idempotencyKey: z.string().min(1).max(255).optional(),
  })
  .strict()
export type ObjectiveInput = z.infer<typeof ObjectiveInput>
