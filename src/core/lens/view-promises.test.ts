// What holds of a view whatever the customer, the question and the budget: the same bytes, evidence for each fact,
// the budget, only what the lens lists, a subset with fewer grants, and no word of what is withheld.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Ask, COMPILED, EXTERNAL, HERSELF, look } from '../../testing/look.ts'
import { annBerg, exampleConsent, exampleEvent, exampleObject, exampleTrait } from './example.ts'
import { wordsIn } from './select.ts'
import type { Snapshot } from './snapshot.ts'

const snapshots = fc
  .record({
    events: fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1_000, max: 9_000 }),
        kind: fc.constantFrom('browse', 'order', 'support', 'chat', 'payment', 'sales', 'odd'),
        name: fc.constantFrom('Order Completed', 'Ticket Created', 'Page', 'Something else'),
        hoursAgo: fc.integer({ min: -5, max: 5_000 }),
        words: fc.string({ maxLength: 400 }),
      }),
      { selector: (one) => one.id, maxLength: 25 },
    ),
    objects: fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 0, max: 30 }),
        type: fc.constantFrom('order', 'ticket', 'invoice', 'opportunity', 'odd'),
        status: fc.constantFrom('open', 'shipped', 'closed', 'overdue', 'proposal'),
        daysAgo: fc.integer({ min: 0, max: 2_000 }),
        words: fc.string({ maxLength: 300 }),
      }),
      { selector: (one) => `${one.type}${one.id}`, maxLength: 10 },
    ),
  })
  .map(({ events, objects }) =>
    annBerg({
      events: events.map((one) =>
        exampleEvent(one.id, { ...one, properties: { subject: one.words, order_id: 'X-1' } }),
      ),
      objects: objects.map((one) =>
        exampleObject(20_000 + one.id, {
          ...one,
          id: `X-${one.id}`,
          body: { subject: one.words, total: 5, currency: 'SEK' },
        }),
      ),
    }),
  )
const ASKS: readonly Ask[] = [
  {},
  { role: 'ai_agent', channel: 'chat' },
  { role: 'ai_agent', channel: 'ivr' },
  { purpose: 'billing' },
  { purpose: 'sales' },
  HERSELF,
  EXTERNAL,
]
const asks = fc.constantFrom(...ASKS)
const budgets = fc.record(
  {
    items: fc.integer({ min: 1, max: 12 }),
    words: fc.integer({ min: 1, max: 80 }),
    tokens: fc.integer({ min: 1, max: 600 }),
  },
  { requiredKeys: [] },
)

describe('whatever the customer, the question and the budget', () => {
  test('the same question gives the same bytes, in any order of input', () => {
    fc.assert(
      fc.property(snapshots, asks, (snapshot, ask) => {
        const turned = {
          ...snapshot,
          events: [...snapshot.events].reverse(),
          objects: [...snapshot.objects].reverse(),
        }
        expect(JSON.stringify(look(ask, turned))).toBe(JSON.stringify(look(ask, snapshot)))
      }),
    )
  })
  test('every fact cites evidence of the snapshot', () => {
    fc.assert(
      fc.property(snapshots, asks, (snapshot, ask) => {
        for (const fact of look(ask, snapshot).view.facts) {
          expect(fact.evidence.length).toBeGreaterThan(0)
          for (const id of fact.evidence) expect(id).toMatch(/^evt_[0-9a-z]{26}$/)
        }
      }),
    )
  })
  test('the budget is kept', () => {
    const forms = fc.constantFrom('json' as const, 'markdown' as const, 'speech' as const)
    fc.assert(
      fc.property(snapshots, asks, budgets, forms, (snapshot, ask, asked, form) => {
        const budget = JSON.parse(JSON.stringify(asked))
        const { view } = look({ ...ask, budget, form }, snapshot)
        expect(view.facts.length).toBeLessThanOrEqual(budget.items ?? 200)
        const read = form === 'speech' ? view.text : view.facts.map((one) => one.text).join(' ')
        expect(wordsIn(read ?? '')).toBeLessThanOrEqual(budget.words ?? 1e9)
        // JSON cannot be cut: who she is stays, and only that.
        const isBare = form === 'json' && view.facts.length === 0 && view.position === null
        if (!isBare) expect(view.size.tokens).toBeLessThanOrEqual(budget.tokens ?? 1e9)
      }),
    )
  })
  test('a view holds only what its lens lists', () => {
    fc.assert(
      fc.property(snapshots, asks, (snapshot, ask) => {
        const made = look(ask, snapshot)
        const lens = COMPILED.lenses.find((one) =>
          made.view.lens.startsWith(`${one.definition.lens}@`),
        )
        for (const fact of made.view.facts) expect(lens?.matters.find(fact.what)).not.toEqual([])
        const listed = lens?.definition.traits.map((one) => one.replace('*', ''))
        for (const name of Object.keys(made.view.customer?.traits ?? {})) {
          expect(listed?.some((one) => name.startsWith(one))).toBe(true)
        }
      }),
    )
  })
  test('fewer grants show a subset', () => {
    const grants = fc.subarray(['given', 'withdrawn'] as const, { minLength: 1, maxLength: 1 })
    fc.assert(
      fc.property(snapshots, grants, (snapshot, [state = 'withdrawn']) => {
        const ask = { purpose: 'marketing', role: 'marketer', channel: 'email', explain: true }
        const given = exampleConsent(950, { purpose: 'marketing', state: 'given' })
        const less = exampleConsent(951, { purpose: 'marketing', state, daysAgo: 1 })
        const shown = (consents: Snapshot['consents']) => {
          const { view } = look(ask, { ...snapshot, consents })
          return new Set(view.facts.flatMap((one) => one.evidence))
        }
        const before = shown([given])
        for (const id of shown([given, less])) expect(before).toContain(id)
        for (const id of shown([])) expect(before).toContain(id)
      }),
    )
  })
})

test('no word of a withheld item leaves, nor what kind of thing it was', () => {
  const secrets = annBerg({
    traits: {
      name: exampleTrait('Ann Berg'),
      religion: exampleTrait('CANARY'),
      health_condition: exampleTrait('CANARY'),
      income_group: exampleTrait('CANARY'),
    },
    events: [
      exampleEvent(90, {
        name: 'CANARY',
        kind: 'sales',
        hoursAgo: 1,
        properties: { title: 'CANARY' },
      }),
      exampleEvent(91, {
        name: 'CANARY',
        kind: 'CANARY',
        hoursAgo: 1,
        properties: { text: 'CANARY' },
      }),
    ],
    objects: [
      exampleObject(92, { type: 'opportunity', id: 'CANARY', status: 'proposal', daysAgo: 1 }),
      exampleObject(93, { type: 'CANARY', id: 'CANARY', status: 'open', daysAgo: 1 }),
    ],
  })
  for (const ask of [...ASKS.slice(0, 4), EXTERNAL]) {
    const made = look({ ...ask, utterance: 'canary opportunity', explain: true }, secrets)
    expect(JSON.stringify(made)).not.toMatch(/CANARY|religion|health|belief|income|opportunity/i)
  }
})
