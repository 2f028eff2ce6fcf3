// The gates: may this purpose, role and channel use this datum? They come before any scoring, no model
// takes part, and the first check that fails names the reason (order of WITHHELD_CODES).
//
//   admit(who asks, whose data)  once per request   -> a pass, or the reason of the refusal
//   gate(pass, datum)            once per datum     -> two table look-ups, no allocation
import type { LegalBasis, Purpose, Sensitivity, WithheldCode } from '../../contract/consent.ts'
import type { Definitions, RoleRule } from '../../contract/definition.ts'
import { EVERY_CHANNEL } from './channels.ts'
import { type ConsentAnswer, type ConsentVector, consentFor } from './combine.ts'
import { mayBeSaid, type SpokenDatum } from './speakable.ts'

export type Audience = 'internal' | 'customer' | 'external'

/** Withdrawing this purpose is the opt-out of sale and sharing (GPC, CCPA): it stops every external audience. */
const SHARING_PURPOSE = 'sharing'
const DAY_MS = 86_400_000
const RANK: Readonly<Record<Sensitivity, number>> = {
  public: 0,
  normal: 1,
  confidential: 2,
  special: 3,
}

/** Purposes and roles made ready for asking. */
export interface CompiledGates {
  readonly purposes: ReadonlyMap<string, CompiledPurpose>
  readonly roles: ReadonlyMap<string, RoleRule>
}

export interface CompiledPurpose {
  readonly definition: Purpose
  readonly roles: ReadonlySet<string>
  /** undefined = every category */
  readonly categories: ReadonlySet<string> | undefined
  /** undefined = any */
  readonly compatibleWith: ReadonlySet<string> | undefined
}

export interface GateAsk {
  readonly purpose: string
  readonly role: string
  readonly channel: string
  readonly audience: Audience
  /** what the caller is to this customer: assigned to her or her account, or herself */
  readonly relationship: 'none' | 'assigned' | 'self'
  readonly consents: ConsentVector
  /** restricted: GDPR 18, only legal duties go on; absent = active */
  readonly customer?: 'active' | 'restricted' | 'erased'
  /** ms */
  readonly now: number
}

export interface GateDatum extends SpokenDatum {
  readonly category: string
  readonly sensitivity: Sensitivity
  /** ms when it happened or was said */
  readonly at: number
  /** purpose it was collected under, when known */
  readonly collectedFor?: string
}

export interface Permit {
  readonly permit: true
  readonly basis: LegalBasis
  /** 32 hex of the statement that grants it, when a grant was needed */
  readonly consent: string | undefined
}
export interface Refusal {
  readonly permit: false
  readonly reason: WithheldCode
}
export type Verdict = Permit | Refusal

/** What a request may see: the request's part of every check, worked out once. */
export interface Pass {
  readonly purpose: CompiledPurpose
  readonly channel: string
  readonly permit: Permit
  /** consent, objection or opt-out in the way of everything */
  readonly blocked: Refusal | undefined
  /** answer per sensitivity rank */
  readonly bySensitivity: readonly (Refusal | undefined)[]
  /** ms: older facts are not used */
  readonly oldestAt: number
  /** the purpose has such a bound; without it nobody needs to know a datum's age */
  readonly hasAgeLimit: boolean
  /** the audience is not our own staff, and the law does not owe her the datum anyway */
  readonly mustBeSpeakable: boolean
  /** nothing inferred leaves the company */
  readonly noInferences: boolean
}

export type Admission = { readonly permit: true; readonly pass: Pass } | Refusal

/** Makes purposes and roles ready; do it once per version of the definitions. */
export function compileGates(definitions: Pick<Definitions, 'purposes' | 'roles'>): CompiledGates {
  return {
    purposes: new Map(definitions.purposes.map((one) => [one.purpose, compilePurpose(one)])),
    roles: new Map(definitions.roles.map((one) => [one.role as string, one])),
  }
}

function compilePurpose(definition: Purpose): CompiledPurpose {
  const all = definition.categories.includes('*')
  return {
    definition,
    roles: new Set<string>(definition.roles),
    categories: all ? undefined : new Set(definition.categories),
    compatibleWith: definition.compatibleWith && new Set(definition.compatibleWith),
  }
}

const REFUSALS = new Map<WithheldCode, Refusal>()
/** One shared object per reason: refusing must cost nothing. */
function refuse(reason: WithheldCode): Refusal {
  const known = REFUSALS.get(reason)
  if (known) return known
  const made: Refusal = { permit: false, reason }
  REFUSALS.set(reason, made)
  return made
}

/** The request-level checks. An unknown purpose or role is refused like a role that may not. */
export function admit(gates: CompiledGates, ask: GateAsk): Admission {
  const purpose = gates.purposes.get(ask.purpose)
  const role = gates.roles.get(ask.role)
  if (ask.customer === 'erased') return refuse('CUSTOMER_ERASED')
  if (ask.customer === 'restricted' && purpose?.definition.basis !== 'legal_obligation') {
    return refuse('CUSTOMER_RESTRICTED')
  }
  if (!purpose || !role || !purpose.roles.has(ask.role)) return refuse('ROLE_NOT_FOR_PURPOSE')
  if (!isRelated(role, ask.relationship)) return refuse('NO_RELATIONSHIP')
  return { permit: true, pass: passOf(purpose, role, ask) }
}

function isRelated(role: RoleRule, relationship: GateAsk['relationship']): boolean {
  if (role.relationship === 'any') return true
  if (role.relationship === 'own') return relationship !== 'none'
  return relationship === 'self'
}

function passOf(purpose: CompiledPurpose, role: RoleRule, ask: GateAsk): Pass {
  const { definition } = purpose
  const consent = consentFor(ask.consents, ask.purpose, ask.channel)
  const isOwed = definition.basis === 'legal_obligation' || definition.basis === 'vital_interest'
  const explicit = consent.state === 'given' || isOwed
  const days = definition.retentionDaysMax
  return {
    purpose,
    channel: ask.channel,
    permit: {
      permit: true,
      basis: definition.basis,
      consent: consent.state === 'given' ? consent.statement : undefined,
    },
    blocked: blockOf(definition, consent, ask),
    bySensitivity: sensitivityTable(
      Math.min(RANK[definition.sensitivityMax], RANK[role.sensitivityMax]),
      explicit,
    ),
    hasAgeLimit: days !== undefined,
    oldestAt: days === undefined ? Number.NEGATIVE_INFINITY : ask.now - days * DAY_MS,
    mustBeSpeakable: ask.audience !== 'internal' && !isOwed,
    noInferences: ask.audience === 'external',
  }
}

const WITHOUT_CONSENT = {
  missing: 'CONSENT_MISSING',
  withdrawn: 'CONSENT_WITHDRAWN',
  expired: 'CONSENT_EXPIRED',
} as const

/** A missing, withdrawn or expired grant, an objection, or the opt-out of sharing. */
function blockOf(purpose: Purpose, consent: ConsentAnswer, ask: GateAsk): Refusal | undefined {
  if (purpose.basis === 'consent' && consent.state !== 'given') {
    return refuse(WITHOUT_CONSENT[consent.state])
  }
  if (purpose.basis === 'legitimate_interest' && consent.state === 'withdrawn') {
    return refuse('OBJECTED')
  }
  const isExternal = purpose.external || ask.audience === 'external'
  if (isExternal && hasOptedOut(consent, ask)) return refuse('OPTOUT_SALE_SHARE')
  return undefined
}

function hasOptedOut(consent: ConsentAnswer, ask: GateAsk): boolean {
  if (consent.state === 'withdrawn') return true
  return [EVERY_CHANNEL, ask.channel].some(
    (channel) => consentFor(ask.consents, SHARING_PURPOSE, channel).state === 'withdrawn',
  )
}

function sensitivityTable(max: number, explicit: boolean): readonly (Refusal | undefined)[] {
  return [0, 1, 2, 3].map((rank) => {
    if (rank === RANK.special && !explicit) return refuse('SPECIAL_CATEGORY_NEEDS_EXPLICIT')
    return rank > max ? refuse('SENSITIVITY_TOO_HIGH') : undefined
  })
}

/** The datum-level checks. `isListed`: the lens lists this kind of datum. */
export function gate(pass: Pass, datum: GateDatum, isListed = true): Verdict {
  const { categories, compatibleWith } = pass.purpose
  if (categories && !categories.has(datum.category)) return INCOMPATIBLE
  if (compatibleWith && datum.collectedFor && !compatibleWith.has(datum.collectedFor)) {
    return INCOMPATIBLE
  }
  if (pass.blocked) return pass.blocked
  const tooSensitive = pass.bySensitivity[RANK[datum.sensitivity]]
  if (tooSensitive) return tooSensitive
  if (datum.at < pass.oldestAt) return TOO_OLD
  if (!isListed) return NOT_LISTED
  return isUnexpected(pass, datum) ? UNEXPECTED : pass.permit
}

const INCOMPATIBLE = refuse('PURPOSE_INCOMPATIBLE')
const TOO_OLD = refuse('RETENTION_EXPIRED')
const NOT_LISTED = refuse('NOT_IN_VIEW_SCHEMA')
const UNEXPECTED = refuse('UNEXPECTED_USE')

function isUnexpected(pass: Pass, datum: GateDatum): boolean {
  if (pass.noInferences && datum.provenance === 'inferred') return true
  return pass.mustBeSpeakable && !mayBeSaid(datum, pass.channel)
}
