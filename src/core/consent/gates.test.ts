// What the gates promise: the first check that fails is the reason, and consent only ever opens.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Purpose, WITHHELD_CODES } from '../../contract/consent.ts'
import { RoleRule } from '../../contract/definition.ts'
import type { ConsentAnswer, ConsentVector } from './combine.ts'
import { admit, compileGates, type GateAsk, type GateDatum, gate } from './gates.ts'
import { mayBeSaid } from './speakable.ts'

const NOW = 1_000 * 86_400_000
const PURPOSES = [
  {
    purpose: 'service',
    basis: 'contract',
    categories: ['purchase', 'behaviour'],
    retentionDaysMax: 30,
    compatibleWith: ['service'],
  },
  { purpose: 'marketing', basis: 'consent', categories: ['*'], sensitivityMax: 'special' },
  { purpose: 'sales', basis: 'legitimate_interest', categories: ['*'] },
  { purpose: 'partner', basis: 'contract', categories: ['*'], external: true },
  { purpose: 'privacy', basis: 'legal_obligation', categories: ['*'], sensitivityMax: 'special' },
].map((one) =>
  Purpose.parse({ title: one.purpose, roles: ['agent', 'partner', 'customer'], ...one }),
)
const ROLES = [
  { role: 'agent', relationship: 'any', sensitivityMax: 'special' },
  { role: 'partner', relationship: 'own', sensitivityMax: 'normal' },
  { role: 'customer', relationship: 'self', sensitivityMax: 'special' },
  { role: 'executive', relationship: 'any', sensitivityMax: 'special' },
].map((one) => RoleRule.parse({ title: one.role, scopes: [], ...one }))
const GATES = compileGates({ purposes: PURPOSES, roles: ROLES })

function vector(entries: Readonly<Record<string, ConsentAnswer['state']>>): ConsentVector {
  return new Map(
    Object.entries(entries).map(([purpose, state]) => [
      purpose,
      new Map([['*', { state, statement: `${purpose}-${state}` }]]),
    ]),
  )
}

function ask(over: Partial<GateAsk> = {}): GateAsk {
  const base = {
    purpose: 'service',
    role: 'agent',
    channel: 'phone',
    audience: 'internal',
  } as const
  return { ...base, relationship: 'none', consents: new Map(), now: NOW, ...over }
}

function datum(over: Partial<GateDatum> = {}): GateDatum {
  return { category: 'purchase', sensitivity: 'normal', provenance: 'observed', at: NOW, ...over }
}

function reason(asked: GateAsk, about: GateDatum, isListed = true): string {
  const admission = admit(GATES, asked)
  if (!admission.permit) return admission.reason
  const verdict = gate(admission.pass, about, isListed)
  return verdict.permit ? `ALLOW_${verdict.basis}` : verdict.reason
}

describe('each check has its reason', () => {
  const marketing = (state: ConsentAnswer['state']) =>
    ask({ purpose: 'marketing', consents: vector({ marketing: state }) })
  test.each<[string, GateAsk, GateDatum, boolean?]>([
    ['ALLOW_contract', ask(), datum()],
    ['CUSTOMER_ERASED', ask({ customer: 'erased' }), datum()],
    ['CUSTOMER_RESTRICTED', ask({ customer: 'restricted' }), datum()],
    ['ALLOW_legal_obligation', ask({ purpose: 'privacy', customer: 'restricted' }), datum()],
    ['ROLE_NOT_FOR_PURPOSE', ask({ role: 'executive' }), datum()],
    ['ROLE_NOT_FOR_PURPOSE', ask({ role: 'nobody' }), datum()],
    ['ROLE_NOT_FOR_PURPOSE', ask({ purpose: 'nothing' }), datum()],
    ['NO_RELATIONSHIP', ask({ role: 'partner' }), datum()],
    ['NO_RELATIONSHIP', ask({ role: 'customer', relationship: 'assigned' }), datum()],
    ['ALLOW_contract', ask({ role: 'customer', relationship: 'self' }), datum()],
    ['PURPOSE_INCOMPATIBLE', ask(), datum({ category: 'billing' })],
    ['PURPOSE_INCOMPATIBLE', ask(), datum({ collectedFor: 'fraud' })],
    ['ALLOW_contract', ask(), datum({ collectedFor: 'service' })],
    ['CONSENT_MISSING', ask({ purpose: 'marketing' }), datum()],
    ['CONSENT_WITHDRAWN', marketing('withdrawn'), datum()],
    ['CONSENT_EXPIRED', marketing('expired'), datum()],
    ['ALLOW_consent', marketing('given'), datum()],
    ['OBJECTED', ask({ purpose: 'sales', consents: vector({ sales: 'withdrawn' }) }), datum()],
    ['ALLOW_legitimate_interest', ask({ purpose: 'sales' }), datum()],
    [
      'OPTOUT_SALE_SHARE',
      ask({ purpose: 'partner', consents: vector({ sharing: 'withdrawn' }) }),
      datum(),
    ],
    [
      'OPTOUT_SALE_SHARE',
      ask({ audience: 'external', consents: vector({ sharing: 'withdrawn' }) }),
      datum(),
    ],
    ['ALLOW_contract', ask({ consents: vector({ sharing: 'withdrawn' }) }), datum()],
    ['SPECIAL_CATEGORY_NEEDS_EXPLICIT', ask(), datum({ sensitivity: 'special' })],
    ['ALLOW_consent', marketing('given'), datum({ sensitivity: 'special' })],
    ['ALLOW_legal_obligation', ask({ purpose: 'privacy' }), datum({ sensitivity: 'special' })],
    [
      'SENSITIVITY_TOO_HIGH',
      ask({ role: 'partner', relationship: 'assigned' }),
      datum({ sensitivity: 'confidential' }),
    ],
    ['RETENTION_EXPIRED', ask(), datum({ at: NOW - 31 * 86_400_000 })],
    ['NOT_IN_VIEW_SCHEMA', ask(), datum(), false],
    ['UNEXPECTED_USE', ask({ audience: 'customer' }), datum({ speakable: 'no' })],
    [
      'UNEXPECTED_USE',
      ask({ audience: 'customer' }),
      datum({ speakable: 'channel', channel: 'web' }),
    ],
    [
      'ALLOW_contract',
      ask({ audience: 'customer' }),
      datum({ speakable: 'channel', channel: 'phone' }),
    ],
    [
      'UNEXPECTED_USE',
      ask({ audience: 'external' }),
      datum({ provenance: 'inferred', confidence: 0.9 }),
    ],
    ['ALLOW_contract', ask(), datum({ speakable: 'no' })],
  ])('%s', (expected, asked, about, isListed) => {
    expect(reason(asked, about, isListed)).toBe(expected)
  })

  test('a permit by consent names the statement', () => {
    const admission = admit(GATES, marketing('given'))
    expect(admission.permit && gate(admission.pass, datum())).toMatchObject({
      consent: 'marketing-given',
    })
  })
})

test('of several failing checks the first in the documented order is named', () => {
  const everything = datum({ sensitivity: 'special', at: 0, speakable: 'no' })
  const order = [
    reason(ask({ customer: 'erased', role: 'nobody' }), everything, false),
    reason(ask({ role: 'nobody' }), everything, false),
    reason(ask({ audience: 'external' }), { ...everything, category: 'billing' }, false),
    reason(ask({ purpose: 'marketing', audience: 'external' }), everything, false),
    reason(ask(), everything, false),
    reason(ask(), { ...everything, sensitivity: 'normal' }, false),
    reason(ask(), datum({ speakable: 'no' }), false),
  ].map((code) => (WITHHELD_CODES as readonly string[]).indexOf(code))
  expect(order).toEqual([...order].sort((a, b) => a - b))
  expect(order).not.toContain(-1)
})

test('a guess is said only when it is a good one', () => {
  expect(mayBeSaid({ provenance: 'inferred', confidence: 0.79 }, 'phone')).toBe(false)
  expect(mayBeSaid({ provenance: 'inferred', confidence: 0.8 }, 'phone')).toBe(true)
})

test('fewer grants never open a gate', () => {
  const states = ['given', 'withdrawn', 'expired', 'missing'] as const
  const anyDatum = fc.record({
    category: fc.constantFrom('purchase', 'billing'),
    sensitivity: fc.constantFrom('public', 'normal', 'confidential', 'special'),
    provenance: fc.constantFrom('given', 'observed', 'inferred'),
    at: fc.constantFrom(NOW, 0),
  }) as fc.Arbitrary<GateDatum>
  const asked = fc.record({
    purpose: fc.constantFrom(...PURPOSES.map((one) => one.purpose)),
    audience: fc.constantFrom('internal', 'customer', 'external'),
    other: fc.constantFrom(...states),
    lost: fc.constantFrom('withdrawn', 'expired', 'missing'),
  }) as fc.Arbitrary<{
    purpose: string
    audience: GateAsk['audience']
    other: ConsentAnswer['state']
    lost: ConsentAnswer['state']
  }>
  fc.assert(
    fc.property(asked, anyDatum, ({ purpose, audience, other, lost }, about) => {
      const consents = (state: ConsentAnswer['state']) =>
        vector({ sharing: other, [purpose]: state })
      const without = reason(ask({ purpose, audience, consents: consents(lost) }), about)
      const withGrant = reason(ask({ purpose, audience, consents: consents('given') }), about)
      if (without.startsWith('ALLOW')) expect(withGrant).toMatch(/^ALLOW/)
    }),
  )
})
