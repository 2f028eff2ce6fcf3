// How records are matched without a common key: what a column says, and what a definition may overrule of what
// is found out automatically.
import * as z from 'zod'

/** What a column says about a person or organisation. */
export const MatchRole = z.enum([
  'given_name',
  'middle_name',
  'family_name',
  'full_name',
  'birth_date',
  'birth_year',
  'birth_month',
  'birth_day',
  'email',
  'phone',
  'street',
  'house_number',
  'postcode',
  'place',
  'state',
  'national_id',
  'organisation',
  'domain',
  'gender',
  'category',
  'number',
  'text',
  'source_key',
  'ignore',
])
export type MatchRole = z.infer<typeof MatchRole>

/** One part of a candidate key: a form of an attribute, such as the day of `birth_date` or the sound of names. */
export const MatchKeyPart = z.strictObject({
  /** id of an attribute, or `name` for all names of persons */
  attribute: z.string().min(1),
  /** word, sound, day, month, year, birthday, address, mailbox, number, code, district, text ... */
  form: z.string().min(1),
})
export type MatchKeyPart = z.infer<typeof MatchKeyPart>

const Bits = z.number().min(-60).max(60)

export const MatchDefinition = z.strictObject({
  /** trait name -> role, for columns that are not recognised or recognised wrongly */
  columns: z.record(z.string(), MatchRole).default({}),
  /** candidate keys besides those that are chosen automatically */
  keys: z.array(z.array(MatchKeyPart).min(1).max(3)).max(20).default([]),
  /** attribute -> level -> bits of evidence instead of what was learnt */
  levels: z.record(z.string(), z.record(z.string(), Bits)).default({}),
  /** bits of posterior log2 odds: 0 is even, +3 is 8 : 1 */
  thresholds: z.strictObject({ link: Bits, review: Bits, merge: Bits }).partial().default({}),
  /** sources that never hold one customer twice */
  duplicateFreeSources: z.array(z.string()).default([]),
})
export type MatchDefinition = z.infer<typeof MatchDefinition>

/**
 * When the matcher merges customers faster than anything but a fault explains, it stops linking until a person
 * switches it on again.
 */
export const MergeBreaker = z.strictObject({
  /** of the records looked at in a window, those that merged two customers of several records or fed a huge one */
  share: z.number().gt(0).max(1).default(0.2),
  /** fewer records looked at say nothing */
  recordsMin: z.number().int().positive().default(500),
  windowMinutes: z.number().positive().max(1440).default(60),
})
export type MergeBreaker = z.infer<typeof MergeBreaker>

/** How records without a common identifier are matched; all of it is optional. */
export const Matching = z.strictObject({
  customer: MatchDefinition.optional(),
  account: MatchDefinition.optional(),
  /** a running server trains by itself: first when there is enough to learn from, then as the records grow */
  automatic: z.boolean().default(true),
  breaker: MergeBreaker.prefault({}),
})
export type Matching = z.infer<typeof Matching>
