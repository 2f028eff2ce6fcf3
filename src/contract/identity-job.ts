// Training and trying the matcher through a door: both take longer than a call, so a call starts a job.
import * as z from 'zod'
import { Entity } from './identifier.ts'
import { MatchDefinition } from './match.ts'

const SEED_MAX = 4_000_000_000

export const TrainInput = z.strictObject({
  entity: Entity.default('customer'),
  seed: z
    .number()
    .int()
    .min(0)
    .max(SEED_MAX)
    .default(1)
    .describe('the same records and the same seed give the same model'),
})
export type TrainInput = z.infer<typeof TrainInput>

export const TryInput = TrainInput.extend({
  definition: MatchDefinition.describe('in place of the block matching.customer or .account'),
})
export type TryInput = z.infer<typeof TryInput>

const Count = z.number().int().nonnegative()

/** What a training came to. */
export const TrainedModel = z.object({
  version: z.number().int(),
  records: Count,
  sampled: Count.describe('records that it learnt from'),
  attributes: z.array(z.object({ attribute: z.string(), columns: z.array(z.string()) })),
  keys: Count,
  toLookAt: Count.describe('records that are still to be decided about by the new model'),
})
export type TrainedModel = z.infer<typeof TrainedModel>

/** What another definition would come to. */
export const TriedDefinition = z.object({
  records: Count,
  replayed: Count.describe('fewer than records: a sample, by chance'),
  customersNow: Count,
  customersThen: Count,
  merges: Count.describe('customers that would be made of several of today'),
  splits: Count.describe('customers of today that would fall apart'),
})
export type TriedDefinition = z.infer<typeof TriedDefinition>

export const IdentityJob = z.object({
  id: z.string().describe('job_...'),
  kind: z.enum(['train', 'try']),
  entity: Entity,
  author: z.string(),
  at: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  endedAt: z.string().nullable(),
  problem: z.string().optional().describe('why it failed'),
  trained: TrainedModel.optional(),
  tried: TriedDefinition.optional(),
})
export type IdentityJob = z.infer<typeof IdentityJob>

/** A customer of tomorrow made of several of today, or one of today that falls apart. */
export const IdentityChange = z.object({
  kind: z.enum(['merge', 'split']),
  customers: z.array(z.string()).describe('customers as they are now'),
  records: z
    .array(z.array(z.string()))
    .describe('merge: records by customer of today; split: by customer of tomorrow'),
  more: Count.describe('records that are not listed'),
})
export type IdentityChange = z.infer<typeof IdentityChange>

export const ChangesQuery = z.object({
  kind: IdentityChange.shape.kind.optional(),
  cursor: z.string().max(20).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type ChangesQuery = z.infer<typeof ChangesQuery>
