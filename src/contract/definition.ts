// Definitions: everything a company decides about its own Alidade, as data. YAML or JSON, validated here,
// stored as versions, applied with `alidade apply`.
import * as z from 'zod'
import { Purpose, Role, Sensitivity } from './consent.ts'
import { Entity } from './identifier.ts'
import { Journey } from './journey.ts'
import { Lens } from './lens.ts'
import { Matching } from './match.ts'
import { Job } from './objective.ts'
import { Provenance } from './reason.ts'
import { IntentRule } from './retrieval.ts'
import { Calendar, Capability, ServiceLevel, SituationFeed } from './situation.ts'
import { ComputedTrait, ProvenanceRule, SurvivorshipRule } from './trait.ts'

/** How identifiers of one namespace join source records. */
export const NamespaceRule = z.strictObject({
  namespace: z.string(),
  entity: Entity.default('customer'),
  /** how values are normalised before they are compared */
  /** code: letters and digits alone, so that DE 123.456 and de123456 are one */
  normalise: z
    .enum(['exact', 'lower', 'email', 'phone', 'domain', 'digits', 'code'])
    .default('exact'),
  /** paths in an event where values of this namespace stand, e.g. traits.email, context.externalIds[email] */
  from: z.array(z.string()).default([]),
  /** join: equal values join records. device: joins anonymous to known, never two known. none: search only */
  use: z.enum(['join', 'device', 'none']).default('join'),
  /** lower = stronger: decides first when constraints collide */
  priority: z.number().int().min(0).max(1000),
  /** at most so many different values on one customer; a join that would exceed it is not made */
  valuesPerCustomerMax: z.number().int().positive().optional(),
  /** a value on more records than this is generic: it joins nobody */
  recordsPerValueMax: z.number().int().positive().default(20),
  /**
   * several people may hold a value, together or one after the other (a mailbox, a telephone): it does not join
   * records that say they are of different people. Absent: true where values are normalised as email or phone
   */
  mayBeShared: z.boolean().optional(),
  /** values that are no identifier (whole value, any case), beside the built-in placeholders */
  blocked: z.array(z.string()).default([]),
  /** regular expressions of values that are no identifier; linear-time subset, no look-around */
  blockedPatterns: z.array(z.string().max(200)).default([]),
  /** category and sensitivity for the gates */
  category: z.string().default('identity'),
  sensitivity: Sensitivity.default('normal'),
})
export type NamespaceRule = z.infer<typeof NamespaceRule>

export const IdentityRules = z.strictObject({
  namespaces: z.array(NamespaceRule),
  /** sources whose alias calls may join two known users (servers, never browsers) */
  trustedSources: z.array(z.string()).default([]),
  /** anonymous events on a shared device belong to the user seen at most so long before */
  deviceSessionMinutes: z.number().positive().default(30),
  recordsPerCustomerMax: z.number().int().positive().default(1000),
  defaultCountry: z.string().length(2).default('US').describe('for phones without a country code'),
})
export type IdentityRules = z.infer<typeof IdentityRules>

export const Speakable = z.enum(['yes', 'channel', 'no'])
export type Speakable = z.infer<typeof Speakable>

/** A kind of event: its functional area and how a view weighs it. */
export const Kind = z.strictObject({
  kind: z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/),
  /** orders, billing, support, sales, marketing, product, ideas, web, identity, ... */
  area: z.string(),
  category: z.string(),
  sensitivity: Sensitivity.default('normal'),
  /** event names, any case; `*` at the end matches a prefix */
  names: z.array(z.string()).default([]),
  types: z.array(z.enum(['identify', 'track', 'page', 'screen', 'group', 'alias'])).default([]),
  halfLifeDays: z.number().positive().optional().describe('absent: does not decay'),
  importance: z.number().min(0).max(1).default(0.5),
  notable: z.boolean().default(true),
  /** its events are turns of a conversation: what stands beside them explains them */
  conversation: z.boolean().optional(),
  /** a sentence; {properties.x}, {name}, {object.x} are filled in */
  text: z.string().optional(),
  /** a sentence for several events of one visit; {count}, {list} are filled in */
  textMany: z.string().optional(),
  /** the same as one would say it to the customer herself; absent: text */
  textForCustomer: z.string().optional(),
  /** given: her own words or declarations; absent = observed */
  provenance: Provenance.optional(),
  /** may it be said to her: yes (absent), channel = only in the channel where it happened, no = never */
  speakable: Speakable.optional(),
})
export type Kind = z.infer<typeof Kind>

/** A type of business object. */
export const ObjectType = z.strictObject({
  type: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
  title: z.string(),
  entity: Entity.default('customer').describe('whose object it is when both are given'),
  kind: z.string().describe('kind of the events its changes make'),
  /** property that holds the status, and the statuses that mean it is still open */
  status: z.string().default('status'),
  open: z.array(z.string()).default([]),
  /** of the open statuses those in which nobody waits for anything: a subscription that is active */
  steady: z.array(z.string()).optional(),
  /** property that holds the time of the last change; else the time of the call */
  changedAt: z.string().default('updatedAt'),
  required: z.array(z.string()).default([]),
  /** properties a search finds it by, beside its id */
  searchable: z.array(z.string()).default([]),
  category: z.string(),
  sensitivity: Sensitivity.default('normal'),
  importance: z.number().min(0).max(1).default(0.7),
  halfLifeDays: z.number().positive().optional(),
  /** a sentence; {id}, {status}, {body.x} are filled in */
  text: z.string(),
  /** the same as one would say it to the customer herself; absent: text */
  textForCustomer: z.string().optional(),
  /** may it be said to her; absent = yes */
  speakable: Speakable.optional(),
  /** events of SDKs that change an object of this type */
  fromEvents: z
    .array(
      z.strictObject({
        event: z.string(),
        id: z.string().describe('path, e.g. properties.order_id; a|b: the first that is there'),
        status: z.string().optional(),
      }),
    )
    .default([]),
})
export type ObjectType = z.infer<typeof ObjectType>

/** What category and sensitivity a trait has; first match wins, `*` at the end matches a prefix. */
export const TraitRule = z.strictObject({
  trait: z.string(),
  category: z.string(),
  sensitivity: Sensitivity.default('normal'),
  title: z.string().optional(),
  speakable: z.boolean().default(true),
})
export type TraitRule = z.infer<typeof TraitRule>

export const RoleRule = z.strictObject({
  role: Role,
  title: z.string(),
  sensitivityMax: Sensitivity,
  /** any: every customer. own: only customers or accounts the key or actor is assigned to. self: herself */
  relationship: z.enum(['any', 'own', 'self']),
  scopes: z.array(z.string()),
})
export type RoleRule = z.infer<typeof RoleRule>

/** Plan of what sources may send; a violation sets the event aside, it is never lost. */
export const TrackingPlan = z.strictObject({
  /** reject = set aside; flag = store with a flag */
  onViolation: z.enum(['reject', 'flag']).default('flag'),
  allowUnplanned: z.boolean().default(true),
  events: z
    .array(z.strictObject({ event: z.string(), required: z.array(z.string()).default([]) }))
    .default([]),
})
export type TrackingPlan = z.infer<typeof TrackingPlan>

/** Consent categories of SDKs (context.consent.categoryPreferences) -> purpose and channel here. */
export const ConsentMapping = z.strictObject({
  category: z.string(),
  purpose: z.string(),
  channel: z.string().default('*'),
})
export type ConsentMapping = z.infer<typeof ConsentMapping>

/** One file: any of these keys, each a list or a block. Files are merged; a later item of one name replaces. */
export const Definitions = z.object({
  identity: IdentityRules,
  matching: Matching.optional(),
  kinds: z.array(Kind),
  objects: z.array(ObjectType),
  traits: z.array(TraitRule),
  survivorship: z.array(SurvivorshipRule),
  provenance: z.array(ProvenanceRule).optional(),
  computed: z.array(ComputedTrait),
  purposes: z.array(Purpose),
  roles: z.array(RoleRule),
  lenses: z.array(Lens),
  plan: TrackingPlan,
  consentMappings: z.array(ConsentMapping),
  intents: z.array(IntentRule).optional(),
  capabilities: z.array(Capability).optional(),
  calendars: z.array(Calendar).optional(),
  serviceLevels: z.array(ServiceLevel).optional(),
  situationFeeds: z.array(SituationFeed).optional(),
  journeys: z.array(Journey).optional(),
  objectives: z.array(Job).optional(),
})
export type Definitions = z.infer<typeof Definitions>

/** What `alidade apply` reads: a part of the above; unknown keys are an error, here and within. */
export const DefinitionFile = Definitions.partial().strict()
export type DefinitionFile = z.infer<typeof DefinitionFile>
