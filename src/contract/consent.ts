// Purposes (why someone looks or acts) and consents (grants and withdrawals with proof).
import * as z from 'zod'
import { Moment } from './moment.ts'

export const LegalBasis = z.enum([
  'consent',
  'contract',
  'legal_obligation',
  'legitimate_interest',
  'vital_interest',
  'public_interest',
])
export type LegalBasis = z.infer<typeof LegalBasis>

/** Roles of people and machines that ask. A key has one role; scopes narrow it further. */
export const Role = z.enum([
  'agent',
  'account_manager',
  'executive',
  'partner',
  'customer',
  'marketer',
  'steward',
  'privacy_officer',
  'engineer',
  'ai_agent',
  'admin',
])
export type Role = z.infer<typeof Role>

export const Sensitivity = z.enum(['public', 'normal', 'confidential', 'special'])
export type Sensitivity = z.infer<typeof Sensitivity>

export const Purpose = z.strictObject({
  purpose: z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/),
  title: z.string(),
  /** https://w3id.org/dpv# term */
  iri: z.string().optional(),
  basis: LegalBasis,
  /** data categories this purpose may use; `*` = all */
  categories: z.array(z.string()),
  roles: z.array(Role),
  /** highest sensitivity shown for this purpose */
  sensitivityMax: Sensitivity.default('confidential'),
  /** facts older than this are not used for this purpose */
  retentionDaysMax: z.number().positive().optional(),
  /** data leaves the company: opt-out of sale and sharing counts */
  external: z.boolean().default(false),
  /** events collected under these purposes may be used here; absent = any */
  compatibleWith: z.array(z.string()).optional(),
})
export type Purpose = z.infer<typeof Purpose>

/** How a person may speak about consent on the wire. */
export const ConsentInput = z.object({
  customer: z.string().describe('cus_... or namespace:value'),
  purpose: z.string(),
  channel: z
    .string()
    .min(1)
    .max(100)
    .default('*')
    .describe('* = every channel; * except email, sms = every other one'),
  state: z.enum(['given', 'withdrawn']),
  /** version of the text she saw, and the text or its hash: the proof */
  textVersion: z.string().max(500).optional(),
  text: z.string().max(20_000).optional(),
  language: z.string().max(100).optional(),
  /** how she said it: web form, phone call, letter ... */
  method: z.string().max(500).optional(),
  proof: z.string().max(2_000).optional(),
  effectiveAt: Moment.optional(),
  expiresAt: Moment.optional(),
  /** client-chosen key: repeating the call is safe */
  idempotencyKey: z.string().max(255).optional(),
})
export type ConsentInput = z.infer<typeof ConsentInput>

/** One appended statement, as the ledger keeps it. */
export interface ConsentStatement {
  /** 32 hex */
  readonly id: string
  /** 32 hex id of the source record it was made under */
  readonly record: string
  readonly purpose: string
  readonly channel: string
  readonly state: 'given' | 'withdrawn'
  /** ms: the fold orders by (effectiveAt, id), so arrival order does not matter */
  readonly effectiveAt: number
  readonly expiresAt: number | undefined
  readonly textVersion: string | undefined
}

/** What a lens asks per datum, and the answer. Order of the codes = order of the checks. */
export const WITHHELD_CODES = [
  'CUSTOMER_ERASED',
  'CUSTOMER_RESTRICTED',
  'ROLE_NOT_FOR_PURPOSE',
  'NO_RELATIONSHIP',
  'PURPOSE_INCOMPATIBLE',
  'CONSENT_MISSING',
  'CONSENT_WITHDRAWN',
  'CONSENT_EXPIRED',
  'OBJECTED',
  'OPTOUT_SALE_SHARE',
  'SPECIAL_CATEGORY_NEEDS_EXPLICIT',
  'SENSITIVITY_TOO_HIGH',
  'RETENTION_EXPIRED',
  'NOT_IN_VIEW_SCHEMA',
  'UNEXPECTED_USE',
] as const
export const WithheldCode = z.enum(WITHHELD_CODES)
export type WithheldCode = z.infer<typeof WithheldCode>
