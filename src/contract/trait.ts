// A trait is one attribute value with its provenance. State keeps candidates; a survivorship rule picks.
import * as z from 'zod'
import { Provenance } from './reason.ts'

/** The value a reader sees, with where it comes from. */
export const TraitValue = z.object({
  value: z.unknown(),
  provenance: Provenance,
  source: z.string(),
  at: z.string().describe('ISO 8601, when it was said or seen'),
  confidence: z.number().min(0).max(1),
  expires: z.string().optional(),
  evidence: z.string().describe('evt_...'),
})
export type TraitValue = z.infer<typeof TraitValue>

/** Which of several candidates for one trait a view shows. Ties end at (time, event id): never at arrival. */
export const SurvivorshipRule = z.strictObject({
  trait: z.string().describe('trait name, or * for the default'),
  keep: z.enum(['latest', 'earliest', 'longest', 'highest', 'lowest', 'all']).default('latest'),
  /** sources in order of trust; a source not named comes after those named */
  sources: z.array(z.string()).default([]),
  /** given beats observed beats inferred, whatever the time (default), or not */
  declaredFirst: z.boolean().default(true),
  expiresAfterDays: z.number().positive().optional(),
})
export type SurvivorshipRule = z.infer<typeof SurvivorshipRule>

/** One value that a source says, whether it is the one a reader sees, and why or why not: views with `explain`. */
export const TraitSource = TraitValue.extend({
  value: z.unknown().describe('null: it was taken back'),
  stands: z.boolean(),
  because: z.string(),
})
export type TraitSource = z.infer<typeof TraitSource>

/**
 * How we know what a source says where it does not say so itself (context.provenance). First match wins; without a
 * match it is given: she told us.
 */
export const ProvenanceRule = z
  .object({
    /** `*` = every source */
    source: z.string().min(1).default('*'),
    /** names; `*` at the end matches a prefix */
    traits: z.array(z.string().min(1)).min(1).default(['*']),
    provenance: Provenance,
    /** of observed and inferred ones, where the source does not say */
    confidence: z.number().min(0).max(1).optional(),
  })
  .strict()
export type ProvenanceRule = z.infer<typeof ProvenanceRule>

/** A trait computed from events and kept incrementally. */
export const ComputedTrait = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
  description: z.string().optional(),
  of: z.enum(['count', 'sum', 'first', 'last', 'min', 'max']),
  /** CEL over `event` {type,name,kind,channel,properties,traits}; empty = every event */
  when: z.string().default('true'),
  /** for sum, min, max, first, last: a path such as properties.total; absent for first/last = the event time */
  value: z.string().optional(),
  /** only events of the last so many days count; the value lapses without a new event */
  windowDays: z.number().positive().optional(),
})
export type ComputedTrait = z.infer<typeof ComputedTrait>
