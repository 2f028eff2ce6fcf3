// What retrieval promises: the fact that is meant comes first, in whatever form of the words, and nothing that
// she says can break it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultDefinitions } from '../../../testing/default-definitions.ts'
import { documentOf } from './document.ts'
import { compileIntents } from './intents.ts'
import { type Findable, rank } from './rank.ts'

const INTENTS = compileIntents(defaultDefinitions().intents ?? [])
const NOW = Date.UTC(2026, 10, 21, 12)
const DAY_MS = 86_400_000

function order(id: string, status: string, ...names: readonly string[]): Findable {
  const items = names.map((name) => ({ name }))
  return {
    what: 'object:order',
    status,
    isOpen: status !== 'delivered' && status !== 'cancelled',
    isRival: true,
    thread: undefined,
    at: NOW - DAY_MS,
    document: documentOf(`object:order ${status} ${id}`, { items, total: names.length * 100.5 }),
  }
}

function turn(text: string, minute: number, thread = 'chat'): Findable {
  return {
    what: 'chat',
    status: undefined,
    isOpen: false,
    isRival: false,
    thread,
    at: NOW - 3 * DAY_MS + minute * 60_000,
    document: documentOf('chat Message Received', { text }),
  }
}

const asking = { intents: INTENTS, purpose: 'service', now: NOW }
const totals = (utterance: string, facts: readonly Findable[]) =>
  (rank(utterance, facts, asking) ?? []).map((one) => one.total)
/** Places of the facts, best first. */
function ranked(utterance: string, facts: readonly Findable[]): readonly number[] {
  const values = totals(utterance, facts)
  return values.map((_, index) => index).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0))
}

const ORDERS = [
  order('A-1', 'pending', 'Desk Lamp', 'Hiking Boots'),
  order('A-2', 'delivered', 'Wristwatch', 'Desk Lamp'),
  order('A-3', 'cancelled', 'T-Shirt'),
  order('A-4', 'delivered', 'Garden Hose'),
]

describe('states, where no definition knows her wish', () => {
  const bare = { ...asking, intents: compileIntents([]) }
  const shirts = [order('B-1', 'cancelled', 'T-Shirt'), order('B-2', 'pending', 'T-Shirt')]

  test('the state she names is that of the order she means', () => {
    const [cancelled = 0, pending = 0] =
      rank('the pending t-shirt', shirts, bare)?.map(({ total }) => total) ?? []
    expect(pending).toBeGreaterThan(cancelled)
  })

  test('"cancel" is a wish, no state: what is cancelled already gains nothing by it', () => {
    const told = (text: string) => rank(text, shirts, bare)?.map(({ words }) => words)
    expect(told('cancel the t-shirt')).toEqual(told('the t-shirt'))
    const [cancelled = 0, pending = 0] = told('the cancelled t-shirt') ?? []
    expect(cancelled).toBeGreaterThan(pending)
  })

  test('"to be delivered" is what is yet to come: what was delivered already gains nothing by it', () => {
    const lamps = [order('C-1', 'delivered', 'Desk Lamp'), order('C-2', 'pending', 'Desk Lamp')]
    const told = (text: string) => rank(text, lamps, bare)?.map(({ words }) => words)
    expect(told('the lamp must be delivered')).toEqual(told('the lamp must'))
    const [delivered = 0, pending = 0] = told('the lamp that was delivered') ?? []
    expect(delivered).toBeGreaterThan(pending)
  })
})

describe('which order she speaks of', () => {
  test.each([
    ['the hose leaks', 3],
    ['my watch stopped', 1],
    ['about the tshirt', 2],
    ['the boot is too small', 0],
    ['The garden-hose!', 3],
  ])('%s', (utterance, place) => {
    expect(ranked(utterance, ORDERS)[0]).toBe(place)
  })

  test.each([
    ['I want to return the desk lamp', 1],
    ['Please cancel the desk lamp', 0],
    ['Ich möchte die Desk Lamp umtauschen', 1],
    ['Jag vill byta min desk lamp', 1],
    ['I do not want to return it, cancel the desk lamp', 0],
  ])('of two with the same thing the one that fits her wish: %s', (utterance, place) => {
    expect(ranked(utterance, ORDERS)[0]).toBe(place)
  })

  test('each of several wishes brings up its own order', () => {
    const order = ranked(
      'I want to return my watch. Also the garden hose, please return it.',
      ORDERS,
    )
    expect(order.slice(0, 2).sort()).toEqual([1, 3])
  })

  test('two wishes in one sentence are about an order each', () => {
    const said = 'I want to return the desk lamp and cancel the hiking boots'
    const [open = 0, delivered = 0, , hose = 0] = totals(said, ORDERS)
    expect(Math.min(open, delivered)).toBeGreaterThan(hose)
    expect(ranked(said, ORDERS).slice(0, 2).sort()).toEqual([0, 1])
  })

  test('a number decides against everything else', () => {
    expect(
      ranked('return the desk lamp of order 1234567', [
        ...ORDERS,
        order('1234567', 'cancelled', 'Sofa'),
      ])[0],
    ).toBe(4)
  })

  test('an amount points at the order that cost it', () => {
    expect(ranked('you took $100.50 from me', ORDERS).slice(0, 2)).toEqual([3, 2])
  })
})

describe('turns of a conversation', () => {
  const talk = [
    turn('Hello, my router is dead', 0),
    turn('Which light is on?', 1),
    turn('The red one', 2),
    turn('My invoice is wrong', 5_000),
  ]

  test('what stands beside the words counts too, and less than the words', () => {
    const [words = 0, beside = 0, , far = 0] = totals('router', talk)
    expect(words).toBeGreaterThan(beside)
    expect(beside).toBeGreaterThan(far)
    expect(far).toBe(0)
  })

  test('a pause or another thread ends an interaction', () => {
    const apart = [turn('my router is dead', 0, 'a'), turn('yes', 1, 'b'), turn('no', 50, 'a')]
    expect(totals('router', apart).slice(1)).toEqual([0, 0])
  })

  test('a day in words finds what happened then', () => {
    const [, second] = [turn('a', -4_000), turn('b', 0)]
    const facts = [turn('a', -4_000), second as Findable]
    expect(ranked('what I wrote three days ago', facts)[0]).toBe(1)
  })
})

describe('whatever she says', () => {
  const facts = [...ORDERS, turn('my router', 0)]

  test('every relevance is between 0 and 1, the same each time, and the best is not 0', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'binary' }), (utterance) => {
        const first = rank(utterance, facts, asking)
        for (const { total } of first ?? []) {
          expect(total).toBeGreaterThanOrEqual(0)
          expect(total).toBeLessThanOrEqual(1)
        }
        expect(rank(utterance, facts, asking)).toEqual(first)
      }),
    )
  })

  test('the order in which facts are given changes nothing', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (places) => {
        const utterance = 'return the desk lamp and the hose'
        const straight = totals(utterance, facts)
        const shuffled = totals(
          utterance,
          places.map((place) => facts[place] as Findable),
        )
        expect(shuffled).toEqual(places.map((place) => straight[place]))
      }),
    )
  })

  test('says nothing of an utterance without a word to go by', () => {
    expect(rank('...', facts, asking)).toBeUndefined()
    expect(rank('and the of', facts, asking)).toBeUndefined()
  })
})
