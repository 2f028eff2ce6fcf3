// A lens is the definition of a view: purpose, audience, what matters, budget.
import * as z from 'zod'
import { Role } from './consent.ts'

export const OutputForm = z.enum(['json', 'markdown', 'speech'])
export type OutputForm = z.infer<typeof OutputForm>

export const Budget = z.strictObject({
  items: z.number().int().min(1).max(200).optional(),
  words: z.number().int().min(1).max(20_000).optional(),
  tokens: z.number().int().min(1).max(100_000).optional(),
})
export type Budget = z.infer<typeof Budget>

/** How much one kind of fact matters to a lens. */
export const LensMatter = z.strictObject({
  /** event kind, `object:<type>`, `trait:<name>`, `computed:<name>`; `*` at the end matches a prefix */
  what: z.string(),
  relevance: z.number().min(0).max(1),
  /** CEL over `fact` {kind,name,status,open,ageDays,body,channel}: only then; empty = always */
  when: z.string().optional(),
  /** stands first, outside the contest for the budget (at most 30 % of it) */
  pin: z.boolean().default(false),
  /** stages of a journey (`stage` or `journey/stage`) in which it matters; absent = in all alike */
  stages: z.array(z.string()).optional(),
  /** jobs to be done for which it matters; absent = for all alike */
  objectives: z.array(z.string()).optional(),
  /** overrides the kind's own half-life */
  halfLifeDays: z.number().positive().optional(),
})
export type LensMatter = z.infer<typeof LensMatter>

export const Lens = z.strictObject({
  lens: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  title: z.string(),
  entity: z.enum(['customer', 'account']).default('customer'),
  purpose: z.string(),
  roles: z.array(Role),
  channels: z.array(z.string()).default(['*']),
  form: OutputForm.default('json'),
  budget: Budget,
  matters: z.array(LensMatter).min(1),
  /** traits shown beside the name, in this order; `*` = all that pass the gates */
  traits: z.array(z.string()).default([]),
  /** identifier namespaces shown */
  identifiers: z.array(z.string()).default([]),
  /** facts may be said to the customer only when given by her or visible to her on this channel */
  audience: z.enum(['internal', 'customer', 'external']).default('internal'),
  /**
   * parts of the bearing that it shows; absent: all to our own staff, to herself all but the mood, to others none
   */
  sections: z.array(z.enum(['position', 'objective', 'mood', 'situation'])).optional(),
  /** counts of withheld items are shown in full, coarsely (none/some) or not at all */
  withheldCounts: z.enum(['full', 'coarse', 'none']).default('full'),
})
export type Lens = z.infer<typeof Lens>
