// The JSON form within a budget of tokens.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitJson, tokensInJson } from './render-json.ts'
import type { Renderable } from './render-markdown.ts'

const AT = '2026-11-22T12:00:00.000Z'
const because = [
  { text: 'In "Problem reported" for 9 days', evidence: ['evt_1'] },
  { text: 'Late' },
]
const step = { step: 'solved', p: 0.6 }

const view: Renderable = {
  customer: {
    id: 'cus_1',
    name: 'Ann Berg',
    known: true,
    certainty: 1,
    identifiers: [],
    traits: Object.fromEntries(
      ['language', 'plan', 'tier'].map((name) => [
        name,
        {
          value: 'en',
          provenance: 'given',
          source: 'crm',
          at: AT,
          confidence: 1,
          evidence: 'evt_2',
        },
      ]),
    ),
    because: [],
  },
  position: {
    journey: 'support-request',
    stage: 'reported',
    since: AT,
    stuck: true,
    next: [step],
    because,
    typicalPath: [step, step],
    destination: [{ goal: 'solved', p: 1, interval: [0.9, 1], n: 1_000 }],
  },
  objective: { job: 'restore-service', basis: 'inferred', confidence: 0.9, because },
  situation: {
    ability: [{ what: 'support-phone', feasible: true, because }],
    incidents: [],
    promises: [{ what: 'call back', kept: false, because }],
  },
  actions: [],
  notActions: [],
  facts: Array.from({ length: 12 }, (_, at) => ({
    id: `evt_${at}`,
    text: `Line drop number ${at} in ten days, half an hour without internet`,
    what: 'fault',
    kind: 'observed' as const,
    at: AT,
    relevance: 0.7,
    evidence: [`evt_${at}`],
    maySay: true,
  })),
  more: { facts: 3 },
  withheld: [],
  asOf: AT,
  lens: 'support-call@1',
  purpose: 'service',
  basis: 'contract',
}

describe('a view as JSON', () => {
  test('stays as it is where there is room', () => {
    expect(fitJson(view, 10_000)).toEqual(view)
  })

  test('never exceeds its budget, down to what names the customer', () => {
    const customer = view.customer && { ...view.customer, traits: {} }
    const bare = { ...view, customer, facts: [], position: null, objective: null, situation: null }
    const least = tokensInJson(bare) + 60
    fc.assert(
      fc.property(fc.integer({ min: least, max: 3_000 }), (tokens) => {
        const fitting = fitJson(view, tokens)
        expect(tokensInJson(fitting)).toBeLessThanOrEqual(tokens)
        expect(fitting.customer).toMatchObject({ id: 'cus_1', name: 'Ann Berg', known: true })
        expect(fitting.facts.length + fitting.more.facts).toBe(15)
        expect(fitting.facts).toEqual(view.facts.slice(0, fitting.facts.length))
      }),
    )
  })

  test('has room for facts before the last traits', () => {
    const { customer, facts } = fitJson(view, 320)
    expect(Object.keys(customer?.traits ?? {})).not.toContain('tier')
    expect(facts.length).toBeGreaterThan(0)
  })

  test('leaves out what usually happens before what is the matter', () => {
    const { position, objective } = fitJson(view, 560)
    expect(position).toMatchObject({ stage: 'reported', stuck: true })
    expect(position?.typicalPath).toBeUndefined()
    expect(objective?.job).toBe('restore-service')
  })
})
