// Shapes of the API's answers and questions that are no stage's own noun: receipts, lists, identity, objects.
import * as z from 'zod'
import { RECEIPT_STATUSES } from './event.ts'
import { CustomerRef, Entity, Identifier } from './identifier.ts'
import { Moment } from './moment.ts'

/** What became of one item of a collecting call. SDKs ignore the 2xx body, so ours may say more. */
export const ItemResult = z.object({
  index: z.number().int(),
  messageId: z.string().nullable(),
  status: z.enum(RECEIPT_STATUSES),
  code: z.string().optional(),
  reason: z.string().optional(),
  flags: z.array(z.string()).optional(),
})
export type ItemResult = z.infer<typeof ItemResult>

export const CollectAnswer = z.object({
  success: z.boolean(),
  accepted: z.number().int(),
  duplicate: z.number().int(),
  rejected: z
    .number()
    .int()
    .describe('set aside or in conflict: kept with the reason, see results'),
  results: z
    .array(ItemResult)
    .describe('items that were not plainly stored, flagged ones too; all items with ?results=all'),
})
export type CollectAnswer = z.infer<typeof CollectAnswer>

export const Receipt = z.object({
  messageId: z.string(),
  source: z.string(),
  status: z.enum(RECEIPT_STATUSES),
  code: z.string().optional(),
  reason: z.string().optional(),
  event: z.string().optional().describe('evt_...'),
  customer: z.string().optional().describe('cus_... of the customer it belongs to now'),
  account: z.string().optional(),
  occurredAt: z.string().optional(),
  receivedAt: z.string(),
  setAside: z.string().optional().describe('dead_...: where to look at it and replay it'),
})
export type Receipt = z.infer<typeof Receipt>

export const SetAsideItem = z.object({
  id: z.string(),
  code: z.string(),
  reason: z.string(),
  source: z.string(),
  messageId: z.string().nullable(),
  receivedAt: z.string(),
  library: z.string().nullable(),
  state: z.enum(['open', 'replayed', 'discarded']),
  raw: z.string().describe('as it came; what is no text is written as base64:...'),
})
export type SetAsideItem = z.infer<typeof SetAsideItem>

export const Page = z.object({
  next: z.string().nullable().describe('cursor of the next page, null at the end'),
})

export const ObjectInput = z
  .object({
    customer: CustomerRef.optional().describe('whose it is: namespace:value'),
    account: CustomerRef.optional().describe('or the organisation: group_id:value'),
    mode: z.enum(['full', 'patch']).default('full'),
    changedAt: Moment.optional().describe(
      'when it changed; absent: what the type names as its time, else the time of the call',
    ),
    messageId: z.string().min(1).max(255).optional(),
    channel: z.string().max(100).optional(),
    body: z.record(z.string(), z.unknown()),
  })
  .strict()
export type ObjectInput = z.infer<typeof ObjectInput>

export const ObjectName = z.object({
  type: z.string().min(1).max(63).describe('order, invoice, ticket ... or a type of a definition'),
  id: z.string().min(1).max(255),
})

export const NamedObject = ObjectInput.extend(ObjectName.shape)
export type NamedObject = z.infer<typeof NamedObject>

export const ObjectState = z.object({
  type: z.string(),
  id: z.string(),
  status: z.string().nullable(),
  open: z.boolean(),
  changedAt: z.string(),
  customer: z.string().optional(),
  account: z.string().optional(),
  body: z.record(z.string(), z.unknown()),
  evidence: z.string(),
})
export type ObjectState = z.infer<typeof ObjectState>

export const TimelineItem = z.object({
  id: z.string(),
  at: z.string(),
  receivedAt: z.string(),
  type: z.string(),
  name: z.string(),
  kind: z.string(),
  area: z.string(),
  channel: z.string(),
  source: z.string(),
  text: z.string(),
  properties: z.record(z.string(), z.unknown()),
})
export type TimelineItem = z.infer<typeof TimelineItem>

export const TimelineQuery = z.object({
  purpose: z.string(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  area: z.string().optional(),
  kind: z.string().optional(),
  channel: z.string().optional(),
  from: z.string().datetime({ offset: true }).optional(),
  to: z.string().datetime({ offset: true }).optional(),
  asOf: z.string().datetime({ offset: true }).optional(),
})
export type TimelineQuery = z.infer<typeof TimelineQuery>

export const SearchHit = z.object({
  id: z.string(),
  entity: z.enum(['customer', 'account']),
  name: z.string().optional(),
  identifiers: z.array(Identifier),
  matched: z.object({ field: z.string(), value: z.string(), edits: z.number().int() }),
})
export type SearchHit = z.infer<typeof SearchHit>

/** A decision sent again under the same key counts once; the header Idempotency-Key says the same. */
const idempotencyKey = z.string().min(1).max(255).optional()

export const LinkInput = z
  .object({
    a: CustomerRef,
    b: CustomerRef,
    reason: z.string().min(1).max(2_000),
    dryRun: z.boolean().default(false),
    idempotencyKey,
  })
  .strict()
export type LinkInput = z.infer<typeof LinkInput>

export const UnlinkInput = z
  .object({
    record: z
      .string()
      .describe('rec_... or namespace:value of the record to take out of its customer')
      .optional(),
    link: z.string().describe('lnk_... of a human decision to take back').optional(),
    links: z
      .array(z.string())
      .min(1)
      .max(1_000)
      .describe(
        'all that one decision wrote, as its answer names it in undo: takes it back exactly',
      )
      .optional(),
    reason: z.string().min(1).max(2_000),
    dryRun: z.boolean().default(false),
    idempotencyKey,
  })
  .strict()
export type UnlinkInput = z.infer<typeof UnlinkInput>

/** Takes a record out of its customer and puts it with another, at once. */
export const MoveInput = z
  .object({
    record: z.string().describe('rec_... or namespace:value of the record to move'),
    to: CustomerRef.describe('whom it is moved to'),
    reason: z.string().min(1).max(2_000),
    dryRun: z.boolean().default(false),
    idempotencyKey,
  })
  .strict()
export type MoveInput = z.infer<typeof MoveInput>

export const DecideInput = z
  .object({
    verdict: z.enum(['same', 'different']),
    reason: z.string().min(1).max(2_000),
    dryRun: z.boolean().default(false),
    idempotencyKey,
  })
  .strict()
export type DecideInput = z.infer<typeof DecideInput>

export const LinkRow = z.object({
  id: z.string(),
  at: z.string(),
  a: z.string(),
  b: z.string(),
  verdict: z.enum(['same', 'different']),
  basis: z.enum(['rule', 'match', 'person']),
  rule: z.string(),
  author: z.string(),
  reason: z.string(),
  evidence: z.array(z.string()),
  retracts: z.string().optional(),
})
export type LinkRow = z.infer<typeof LinkRow>

/** What one attribute says about two being one, in bits: log2 of how much likelier it is so than not. */
export const MatchEvidence = z.object({
  attribute: z
    .string()
    .describe(
      'an attribute; prior; together: what agreeing on all of them is worth beyond each; or what else explains the agreement',
    ),
  level: z.string().describe('how closely the values agree; empty for what is no attribute'),
  bits: z.number(),
})
export type MatchEvidence = z.infer<typeof MatchEvidence>

export const MatchVerdict = z.enum(['link', 'review', 'separate'])
export type MatchVerdict = z.infer<typeof MatchVerdict>

/** What the model in force says about one record and the customer of another. */
export const MatchExplanation = z.object({
  model: z.number().int(),
  verdict: MatchVerdict,
  bits: z.number().describe('posterior log2 odds: 0 is even, +3 is 8 : 1; the sum of the evidence'),
  probability: z.number(),
  thresholds: z.object({ link: z.number(), review: z.number(), merge: z.number() }),
  evidence: z.array(MatchEvidence),
  obstacle: z.string().optional().describe('what forbids it whatever the bits say'),
  shared: z.array(z.string()).describe('attributes whose values are nobody’s own'),
  wouldChange: z.array(
    z.object({
      attribute: z.string(),
      to: z.enum(['unknown', 'same']),
      bits: z.number(),
      verdict: MatchVerdict,
    }),
  ),
})
export type MatchExplanation = z.infer<typeof MatchExplanation>

const ExplainedRecord = z.object({
  record: z.string(),
  customer: z.string(),
  source: z.string(),
  namespace: z.string(),
  key: z.string(),
})

/** Why two are, or are not, one customer. */
export const IdentityExplanation = z.object({
  together: z.boolean(),
  entity: Entity,
  a: ExplainedRecord,
  b: ExplainedRecord,
  because: z.array(z.string()).describe('sentences: what joins them, or what keeps them apart'),
  path: z
    .array(
      z.object({
        from: z.string(),
        to: z.string(),
        basis: z.enum(['rule', 'match', 'person']),
        rule: z.string(),
        link: z.string().optional(),
        at: z.string(),
        author: z.string(),
        reason: z.string(),
        /** of a match: what spoke for it when it was made */
        evidence: z.array(MatchEvidence).optional(),
        bits: z.number().optional(),
      }),
    )
    .describe('the links from a to b; empty when they are apart'),
  matching: MatchExplanation.nullable().describe('null: see matchingAbsent'),
  matchingAbsent: z.string().optional().describe('why there is nothing to weigh'),
  history: z.array(LinkRow).describe('what was ever written about the two, earliest first'),
})
export type IdentityExplanation = z.infer<typeof IdentityExplanation>

export const ExplainQuery = z.object({
  a: CustomerRef,
  b: CustomerRef,
  purpose: z.string().describe('why you look'),
})
export type ExplainQuery = z.infer<typeof ExplainQuery>

export const IdentityAnswer = z.object({
  id: z.string(),
  entity: z.enum(['customer', 'account']),
  records: z.array(
    z.object({
      id: z.string(),
      source: z.string(),
      namespace: z.string(),
      key: z.string(),
      joinedAt: z.string(),
      firstSeen: z.string(),
      identifiers: z.array(Identifier),
      /** only part of a shared device's time belongs to her */
      windows: z.array(z.object({ from: z.string(), to: z.string() })).optional(),
    }),
  ),
  links: z.array(LinkRow),
  notJoined: z.array(z.object({ record: z.string(), rule: z.string(), because: z.string() })),
  household: z
    .array(z.object({ customer: z.string(), because: z.array(z.string()) }))
    .describe('people of one home, each a customer of her own; as far as the matcher finds them'),
  history: z.array(LinkRow),
})
export type IdentityAnswer = z.infer<typeof IdentityAnswer>

/** What one of the resulting customers holds. */
const ResultingCustomer = z.object({
  id: z.string(),
  records: z.array(z.string()),
  was: z.array(z.string()).describe('the customers that these records were of before'),
  identifiers: z.array(Identifier).describe('as far as the caller may see them'),
  traits: z.record(z.string(), z.unknown()).describe('the main ones that the caller may see'),
  events: z.number().int().describe('counted up to 100,000 for a record'),
  objects: z.number().int(),
})

/** A consent that changes with who is one customer: of all that her records said, the most restrictive holds. */
const ConsentConsequence = z.object({
  customer: z.string(),
  was: z.string().describe('the customer for whom it held before'),
  purpose: z.string(),
  channel: z.string(),
  before: z.string(),
  after: z.string(),
})

/** What a decision about identity did, or in a dry run would do. */
export const LinkAnswer = z.object({
  dryRun: z.boolean(),
  links: z.array(LinkRow),
  customers: z.array(ResultingCustomer),
  consents: z.array(ConsentConsequence),
  undo: z
    .array(z.string())
    .describe('what to take back to undo it: links of POST /v1/identity/unlink'),
})
export type LinkAnswer = z.infer<typeof LinkAnswer>

/** Why a pair is asked about. */
export const ReviewReason = z.enum(['band', 'limit', 'breaker', 'conflict', 'apart'])
export type ReviewReason = z.infer<typeof ReviewReason>

export const ReviewQuery = z.object({
  purpose: z.string().describe('why you look'),
  entity: Entity.optional(),
  because: ReviewReason.optional().describe('only pairs that are asked about for this reason'),
  sort: z
    .enum(['likely', 'impact'])
    .optional()
    .describe(
      'after conflicts: the likeliest pairs first (absent), or those that concern most records',
    ),
  /** bits; only pairs between the two */
  from: z.coerce.number().optional(),
  to: z.coerce.number().optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
})
export type ReviewQuery = z.infer<typeof ReviewQuery>

const ReviewSide = ExplainedRecord.extend({
  said: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .describe('what the record says, as far as the caller may see it'),
})

/** A pair that a person is asked about. */
export const ReviewItem = z.object({
  id: z.string(),
  at: z.string(),
  entity: Entity,
  band: z
    .number()
    .int()
    .describe('whole bits: conflicts come first, then the queue is sorted by it, then by impact'),
  bits: z.number(),
  probability: z.number(),
  because: ReviewReason.describe(
    'in doubt; kept apart by a limit of the rules; the matcher is paused; joined by a rule, though what they say contradicts it; or kept apart by what they say, though they share a mailbox or a number',
  ),
  contradicts: z
    .array(z.enum(['generation', 'given_name', 'birth_date']))
    .describe('what they say of themselves that tells of two people; needs no model'),
  a: ReviewSide,
  b: ReviewSide,
  impact: z.object({
    customers: z.number().int(),
    records: z.number().int(),
    events: z.number().int(),
  }),
  evidence: z.array(MatchEvidence),
})
export type ReviewItem = z.infer<typeof ReviewItem>

export const AuditRow = z.object({
  id: z.string(),
  at: z.string(),
  actor: z.string(),
  role: z.string(),
  purpose: z.string(),
  lens: z.string(),
  channel: z.string(),
  subject: z.string().nullable(),
  outcome: z.enum(['shown', 'refused']),
  shown: z.number().int(),
  withheld: z.record(z.string(), z.number()),
})
export type AuditRow = z.infer<typeof AuditRow>

export const KeyInput = z
  .object({
    name: z.string().min(1).max(200),
    /** write keys collect and never read; read keys have a role */
    kind: z.enum(['write', 'read']),
    role: z.string().optional(),
    source: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/)
      .optional(),
    purposes: z.array(z.string()).optional(),
    scopes: z.array(z.string()).optional(),
    /** customers or accounts this key may see where its role sees only its own */
    subjects: z.array(z.string()).optional(),
    expiresAt: z.string().datetime({ offset: true }).optional(),
  })
  .strict()
export type KeyInput = z.infer<typeof KeyInput>
