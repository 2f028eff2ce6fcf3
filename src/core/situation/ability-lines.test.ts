// What is remembered of one view never shows in another where it would not be true.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SituationUpdate } from '../../contract/situation.ts'
import { abilityLines, type LinesAsk } from './ability-lines.ts'
import { compileSituation } from './compile.ts'
import { asking, COMPILED, constraint, FRIDAY_TEN, IN_LUND, incident, signal } from './example.ts'
import { incidentsFor } from './incidents.ts'

const IN_OSLO = { ...IN_LUND, traits: { city: 'Oslo' } }
const HEALTH = [signal('chat', 'health', 1), signal('network', 'health', 1)]

/** As a view asks: with the incidents that touch her. */
function ask(updates: readonly SituationUpdate[], over: Partial<LinesAsk> = {}): LinesAsk {
  const asked = { ...asking(updates), toCustomer: false, ...over }
  return { ...asked, incidents: incidentsFor(asked) }
}

const lineOf = (what: string, asked: LinesAsk) =>
  abilityLines(asked).find((one) => one.what === what)

/** The same definitions, of which nothing is remembered. */
const forgetful = () =>
  compileSituation({
    capabilities: [...COMPILED.capabilities.values()].map(({ definition }) => definition),
    calendars: [{ calendar: 'holidays', closed: ['12-25'] }],
  })

describe('what we can offer', () => {
  test('is told as of the beginning of the second, and worked out again in the next', () => {
    const until = new Date(FRIDAY_TEN + 500).toISOString()
    const asked = ask([...HEALTH, constraint({ until })])
    const at = (ms: number) => lineOf('chat', { ...asked, now: FRIDAY_TEN + ms })?.feasible
    expect([at(0), at(999), at(1_000)]).toEqual([false, false, true])
  })

  test('follows news at once', () => {
    const before = asking(HEALTH)
    const after = asking([...HEALTH, signal('chat', 'health', 0, { id: 'down' })])
    const feasible = (state: LinesAsk['state']) => lineOf('chat', ask([], { state }))?.feasible
    expect([feasible(before.state), feasible(after.state), feasible(before.state)]).toEqual([
      true,
      false,
      true,
    ])
  })

  test('to one customer is not told to another: neither her constraints nor her incidents', () => {
    const news = [
      ...HEALTH,
      constraint({ when: 'customer.traits.city == "Lund"' }),
      incident({ capabilities: ['network'] }),
    ]
    const { state } = asking(news)
    const seen = (customer: LinesAsk['customer']) => {
      const asked = ask([], { state, customer })
      return ['chat', 'network'].map((what) => lineOf(what, asked)?.because.length)
    }
    expect([seen(IN_OSLO), seen(IN_LUND), seen(IN_OSLO)]).toEqual([
      [0, 0],
      [1, 1],
      [0, 0],
    ])
  })

  test('is what it would be without a memory, whoever asked before', () => {
    const updates = fc.subarray([
      ...HEALTH,
      signal('phone', 'agents', 3),
      signal('phone', 'backlog', 9),
      signal('store', 'stock', 2, { ttlSeconds: 2 }),
      constraint({ effect: 'delay', amount: 5, until: new Date(FRIDAY_TEN + 2_500).toISOString() }),
      constraint({ id: 'c-2', capability: 'phone', when: 'customer.traits.city == "Lund"' }),
      incident({ capabilities: ['chat', 'network'] }),
    ])
    const question = fc.record({
      state: fc.nat({ max: 2 }),
      customer: fc.constantFrom(IN_LUND, IN_OSLO, { ...IN_OSLO, accounts: ['acc_1'] }),
      now: fc.integer({ min: FRIDAY_TEN, max: FRIDAY_TEN + 5_000 }),
      toCustomer: fc.boolean(),
    })
    fc.assert(
      fc.property(
        fc.tuple(updates, updates, updates),
        fc.array(question, { minLength: 1, maxLength: 8 }),
        (news, questions) => {
          const states = news.map((each) => asking(each).state)
          for (const { state: which, ...over } of questions) {
            const state = states[which] ?? states[0]
            const asked = ask([], { ...over, ...(state && { state }) })
            expect(abilityLines(asked)).toEqual(abilityLines({ ...asked, compiled: forgetful() }))
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})
