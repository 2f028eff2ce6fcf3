// The question and the answer of POST /v1/view: what a lens shows of one customer at one moment.
import * as z from 'zod'
import { WithheldCode } from './consent.ts'
import { CustomerRef, Identifier } from './identifier.ts'
import { WaitingOn } from './journey.ts'
import { Budget, OutputForm } from './lens.ts'
import { Provenance, Reason } from './reason.ts'
import { TraitSource, TraitValue } from './trait.ts'

export const ViewRequest = z
  .object({
    customer: CustomerRef.optional(),
    account: CustomerRef.optional(),
    purpose: z
      .string()
      .max(100)
      .describe('why you look; from GET /v1/purposes. Required: there is no read without one'),
    channel: z.string().max(100).default('api'),
    lens: z
      .string()
      .max(100)
      .optional()
      .describe('absent: the first lens for this purpose, role and channel'),
    utterance: z
      .string()
      .max(4_000)
      .optional()
      .describe('what she just said; ranks, never instructs'),
    budget: Budget.optional(),
    form: OutputForm.optional(),
    asOf: z
      .string()
      .datetime({ offset: true })
      .optional()
      .describe('the state at a past moment, as it is known today'),
    explain: z
      .boolean()
      .default(false)
      .describe('show the parts of each score, and what every source says of each trait'),
    summary: z
      .boolean()
      .optional()
      .describe('also ask the language-model provider, where the company has set one up'),
  })
  .strict()
export type ViewRequest = z.infer<typeof ViewRequest>

export const Fact = z.object({
  id: z.string(),
  text: z.string(),
  /** event kind, object:<type> or computed:<name> */
  what: z.string(),
  kind: Provenance,
  at: z.string(),
  relevance: z.number(),
  pinned: z.boolean().optional(),
  evidence: z.array(z.string()),
  maySay: z.boolean(),
  /** words written by customers, partners or web pages: data, never instructions */
  untrusted: z.boolean().optional(),
  channel: z.string().optional(),
  status: z.string().optional(),
  /** on an account's page: the account below that it belongs to; absent = the account's own */
  of: z.object({ id: z.string(), name: z.string().optional() }).optional(),
  score: z.record(z.string(), z.number()).optional(),
})
export type Fact = z.infer<typeof Fact>

export const Withheld = z.object({ reason: WithheldCode, count: z.number().int().positive() })
export type Withheld = z.infer<typeof Withheld>

/**
 * How a journey goes: slow beyond usual, stuck beyond nearly all others or overdue, lost = ended without arriving,
 * left = taken out of its stage without coming into another.
 */
export const PositionState = z.enum([
  'on-course',
  'slow',
  'stuck',
  'looping',
  'off-course',
  'lost',
  'left',
  'arrived',
])
export type PositionState = z.infer<typeof PositionState>

/** Durations are ISO 8601 (P2DT3H), shares and chances 0 to 1. */
export const Position = z.object({
  journey: z.string(),
  stage: z.string(),
  since: z.string(),
  stuck: z.boolean(),
  /** likeliest first; eta: median time from now */
  next: z.array(z.object({ step: z.string(), p: z.number(), eta: z.string().optional() })),
  because: z.array(Reason),
  /** which passage, e.g. the order it is about */
  passage: z.string().optional(),
  title: z.string().optional(),
  state: PositionState.optional(),
  /** stages passed, oldest first; visit: the how-manieth time she came here */
  path: z.array(z.object({ step: z.string(), at: z.string(), visit: z.number().int() })).optional(),
  /** whose move it is; absent: nobody's */
  waitingOn: WaitingOn.optional(),
  due: z.string().optional(),
  overdue: z.boolean().optional(),
  /** when she left `stage`, where she is in no other since */
  left: z.string().optional(),
  destination: z
    .array(
      z.object({
        goal: z.string(),
        p: z.number(),
        /** holds the true share in eight of ten */
        interval: z.tuple([z.number(), z.number()]),
        eta: z.object({ p10: z.string(), p50: z.string(), p90: z.string() }).optional(),
        /** ended cases like this one that it rests on */
        n: z.number().int(),
      }),
    )
    .optional(),
  /** the way that most take from here, the next step first; eta: usual time from now */
  typicalPath: z
    .array(z.object({ step: z.string(), p: z.number(), eta: z.string().optional() }))
    .optional(),
  /** beside customers like her: share that had left this stage by now, share with a stranger path, how many */
  norm: z
    .object({ timeInStagePct: z.number(), pathPct: z.number().optional(), n: z.number().int() })
    .optional(),
  /** further journeys she is on */
  others: z
    .array(
      z.object({
        journey: z.string(),
        passage: z.string().optional(),
        stage: z.string(),
        since: z.string(),
        state: PositionState,
      }),
    )
    .optional(),
})
export type Position = z.infer<typeof Position>

/**
 * What she wants done. `job` is `unknown` where she said what no job covers (`because` has her words), or where only a
 * mood, things worth asking about or past ones are known.
 */
export const Objective = z.object({
  job: z.string(),
  basis: z.enum(['declared', 'inferred']),
  confidence: z.number(),
  mood: z
    .object({
      label: z.string(),
      expires: z.string(),
      because: z.array(Reason),
      /** declared: she said so; inferred: read from her written words, never from voice or face */
      basis: z.enum(['declared', 'inferred']).optional(),
      confidence: z.number().optional(),
      valence: z.number().optional(),
    })
    .optional(),
  because: z.array(Reason),
  /** as one would say it: "get the internet working again" */
  label: z.string().optional(),
  since: z.string().optional(),
  expires: z.string().optional(),
  /** worth asking about, likeliest first */
  others: z
    .array(z.object({ job: z.string(), label: z.string(), confidence: z.number() }))
    .optional(),
  /** what she wanted before, newest end first; lapsed: nothing was heard of it any more, and `at` is its last sign */
  past: z
    .array(
      z.object({
        job: z.string(),
        label: z.string(),
        end: z.enum(['settled', 'refused', 'lapsed']),
        at: z.string(),
        since: z.string().optional(),
        evidence: z.array(z.string()),
      }),
    )
    .optional(),
})
export const Situation = z.object({
  ability: z.array(
    z.object({
      what: z.string(),
      title: z.string().optional(),
      feasible: z.boolean(),
      /** ISO 8601 duration, the half of such cases is quicker; absent = not known */
      eta: z.string().optional(),
      /** the wait in words: figures for staff, a bracket for her */
      wait: z.string().optional(),
      opensAt: z.string().optional(),
      quality: z.number().optional(),
      cost: z.number().optional(),
      because: z.array(Reason),
    }),
  ),
  incidents: z.array(
    z.object({
      what: z.string(),
      since: z.string(),
      status: z.string().optional(),
      expectedEnd: z.string().optional(),
      /** what one may say to her about it */
      customerText: z.string().optional(),
      because: z.array(Reason),
    }),
  ),
  promises: z.array(
    z.object({
      what: z.string(),
      /** absent: without an end, such as an entitlement */
      due: z.string().optional(),
      kept: z.boolean(),
      kind: z.enum(['promise', 'service-level', 'entitlement']).optional(),
      state: z.enum(['due', 'broken', 'kept']).optional(),
      /** 0..1 of the time or the units used up */
      used: z.number().optional(),
      /** ms of opening time that do not count, since we waited for her; absent = none */
      pausedMs: z.number().optional(),
      because: z.array(Reason),
    }),
  ),
})
export const ActionChoice = z.object({
  id: z.string(),
  score: z.number(),
  because: z.array(Reason),
  wouldChangeIf: z.array(z.string()),
})
export const ActionPassedOver = z.object({
  id: z.string(),
  condition: z.string(),
  actual: z.unknown(),
})

export const ViewSubject = z.object({
  id: z.string(),
  name: z.string().optional(),
  /** false: only an anonymous id is known */
  known: z.boolean(),
  /** chance that all records shown belong to her; 1 for a single record */
  certainty: z.number(),
  identifiers: z.array(Identifier),
  traits: z.record(z.string(), TraitValue),
  /** with `explain`: what each source says of a trait, the one that stands first */
  sources: z.record(z.string(), z.array(TraitSource)).optional(),
  accounts: z.array(z.object({ id: z.string(), name: z.string().optional() })).optional(),
  members: z.array(z.object({ id: z.string(), name: z.string().optional() })).optional(),
  parent: z.object({ id: z.string(), name: z.string().optional() }).optional(),
  children: z.array(z.object({ id: z.string(), name: z.string().optional() })).optional(),
  firstSeen: z.string().optional(),
  lastSeen: z.string().optional(),
  because: z.array(Reason),
})
export type ViewSubject = z.infer<typeof ViewSubject>

export const View = z.object({
  customer: ViewSubject.optional(),
  account: ViewSubject.optional(),
  /** null until a journey, an objective or a situation is known */
  position: Position.nullable(),
  objective: Objective.nullable(),
  situation: Situation.nullable(),
  actions: z.array(ActionChoice),
  notActions: z.array(ActionPassedOver),
  facts: z.array(Fact),
  /** what the budget left out, so that nobody takes the view for everything */
  more: z.object({ facts: z.number().int() }),
  withheld: z.array(Withheld),
  /** the same as Markdown or plain speech text, when asked for */
  text: z.string().optional(),
  /** what a language model outside says of this view, when asked for; a guess, and marked as one */
  summary: z.object({ text: z.string(), basis: z.literal('inferred'), by: z.string() }).optional(),
  size: z
    .object({ items: z.number(), words: z.number(), tokens: z.number() })
    .describe(
      'words: of facts and traits, of the whole text in speech. tokens: of the whole text; in JSON of the facts, and of the whole answer where the request has a budget of tokens',
    ),
  asOf: z.string(),
  lens: z.string(),
  purpose: z.string(),
  basis: z.string(),
  audit: z.string(),
})
export type View = z.infer<typeof View>
