// Traits and survivorship: order, split and withdrawal never change what a reader sees.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Event, Json } from '../../contract/event.ts'
import type { SurvivorshipRule } from '../../contract/trait.ts'
import { compileSurvivorship } from './rules.ts'
import { surviving } from './survivorship.ts'
import {
  combineTraits,
  foldTraits,
  foldTraitValues,
  NO_TRAITS,
  type TraitSaying,
  type TraitState,
} from './traits.ts'

const KEEPS = ['latest', 'earliest', 'longest', 'highest', 'lowest', 'all'] as const

const rule = (given: Partial<SurvivorshipRule>): SurvivorshipRule => ({
  trait: '*',
  keep: 'latest',
  sources: [],
  declaredFirst: true,
  ...given,
})
const compile = (given: Partial<SurvivorshipRule> = {}) => compileSurvivorship([rule(given)])
const LATEST = compile()
const hex = (n: number) => n.toString(16).padStart(32, '0')

const say = (traits: Record<string, Json>, at: number, more: Partial<TraitSaying> = {}) => ({
  traits,
  at,
  event: hex(at),
  ...more,
})
const foldAll = (sayings: readonly TraitSaying[], rules = LATEST): TraitState =>
  sayings.reduce((state, saying) => foldTraitValues(state, saying, rules), NO_TRAITS)
const shown = (sayings: readonly TraitSaying[], rules = LATEST, now = 1e6) =>
  surviving([{ source: 'web', state: foldAll(sayings, rules) }], rules, now)
const survivorOf = (sayings: readonly TraitSaying[], rules = LATEST, now = 1e6) =>
  shown(sayings, rules, now)['x']?.value

const trait = fc.constantFrom('x', 'y', '10', '9', 'constructor', 'toString')
const value = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.constantFrom<Json>(null, null, 'a', 'bb', '7', true, { a: 1, b: [2] }, { b: [2], a: 1 }),
)
const saying = fc.record({
  traits: fc.dictionary(trait, value, { maxKeys: 4 }),
  at: fc.integer({ min: 1, max: 30 }),
  provenance: fc.constantFrom('given', 'observed', 'inferred', undefined),
  confidence: fc.option(fc.constantFrom(0.3, 0.8), { nil: undefined }),
  expires: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
})
const sayings = fc
  .array(saying, { maxLength: 60, size: 'max' })
  .map((list) => list.map((one, i) => ({ ...one, event: hex(i) }) as TraitSaying))
const keep = fc.constantFrom(...KEEPS)
const shuffledWithSplit = sayings.chain((list) =>
  fc.tuple(
    fc.constant(list),
    fc.shuffledSubarray(list, { minLength: list.length }),
    fc.array(fc.integer({ min: 0, max: 2 }), { minLength: list.length, maxLength: list.length }),
  ),
)

describe('folding traits', () => {
  test('ends in the same bytes in any order and from any split into records', () => {
    fc.assert(
      fc.property(shuffledWithSplit, keep, ([list, shuffled, places], kept) => {
        const rules = compile({ keep: kept })
        const whole = JSON.stringify(foldAll(list, rules))
        const parts = [0, 1, 2].map((place) => {
          return foldAll(
            shuffled.filter((_, i) => places[i] === place),
            rules,
          )
        })
        expect(JSON.stringify(foldAll(shuffled, rules))).toBe(whole)
        expect(JSON.stringify(combineTraits(parts, rules))).toBe(whole)
      }),
      { numRuns: 400 },
    )
  })

  test('does so too where many values of one size compete for the bound', () => {
    const sameLength = fc.integer({ min: 100, max: 140 }).map(String)
    const many = fc
      .array(fc.tuple(sameLength, fc.integer({ min: 1, max: 9 })), { minLength: 60, maxLength: 90 })
      .map((list) => list.map(([x, at], i) => ({ ...say({ x }, at), event: hex(i) })))
    const longest = compile({ keep: 'longest' })
    fc.assert(
      fc.property(many, (list) => {
        const whole = JSON.stringify(foldAll(list, longest))
        expect(JSON.stringify(foldAll(list.toReversed(), longest))).toBe(whole)
        const halves = [list.slice(30), list.slice(0, 30)].map((half) => foldAll(half, longest))
        expect(JSON.stringify(combineTraits(halves, longest))).toBe(whole)
      }),
    )
  })

  test('survives a round trip through JSON text between any two events', () => {
    fc.assert(
      fc.property(sayings, keep, (list, kept) => {
        const rules = compile({ keep: kept })
        const stored = list.reduce((text, one) => {
          return JSON.stringify(foldTraitValues(JSON.parse(text), one, rules))
        }, '{}')
        expect(stored).toBe(JSON.stringify(foldAll(list, rules)))
      }),
    )
  })

  test('returns the same object for an event heard before, an older one, and one without traits', () => {
    const state = foldAll([say({ x: 1 }, 5)])
    expect(foldTraitValues(state, say({ x: 1 }, 5), LATEST)).toBe(state)
    expect(foldTraitValues(state, say({ x: 0 }, 4), LATEST)).toBe(state)
    expect(foldTraits(state, { properties: {} } as Event, LATEST)).toBe(state)
  })

  test('takes provenance, confidence and expiry from the event', () => {
    const event = { id: hex(3), occurredAt: 3, traits: { x: 'calm' }, provenance: 'inferred' }
    const state = foldTraits(
      NO_TRAITS,
      { ...event, confidence: 0.7, traitExpiresAt: 9 } as unknown as Event,
      LATEST,
    )
    expect(state).toEqual({ x: [{ v: 'calm', t: 3, e: hex(3), p: 'inferred', c: 0.7, x: 9 }] })
  })

  test('keeps the first 500 names by name, whichever came first', () => {
    const names = Array.from({ length: 700 }, (_, i) => `t${String(i).padStart(3, '0')}`)
    const forward = foldAll(names.map((name, i) => say({ [name]: i }, i + 1)))
    const backward = foldAll(names.map((name, i) => say({ [name]: i }, i + 1)).reverse())
    expect(Object.keys(forward)).toEqual(names.slice(0, 500))
    expect(JSON.stringify(backward)).toBe(JSON.stringify(forward))
    expect(foldTraitValues(forward, say({ zz: 1 }, 9), LATEST)).toBe(forward)
  })

  test('leaves out names and values that are too long, and __proto__', () => {
    const traits = JSON.parse('{"__proto__":1,"":2,"x":3}')
    const long = { ['n'.repeat(256)]: 1, text: 'v'.repeat(10_001), deep: ['v'.repeat(10_001)] }
    expect(Object.keys(foldAll([say({ ...long, ...traits }, 1), say(traits, 2)]))).toEqual(['x'])
  })

  test('stays small however many values a trait has had', () => {
    for (const kept of KEEPS) {
      const many = Array.from({ length: 500 }, (_, i) => say({ x: (i * 37) % 499 }, i + 1))
      expect(foldAll(many, compile({ keep: kept }))['x']?.length).toBeLessThanOrEqual(21)
    }
  })
})

describe('the surviving value', () => {
  test('follows the rule', () => {
    const said = [say({ x: 'bbb' }, 1), say({ x: 'a' }, 2), say({ x: 'cc' }, 3)]
    const values = KEEPS.map((kept) => survivorOf(said, compile({ keep: kept })))
    expect(values).toEqual(['cc', 'bbb', 'bbb', 'cc', 'a', ['cc', 'a', 'bbb']])
  })

  test('compares numbers by size, also where they came as text', () => {
    const said = [say({ x: '9' }, 1), say({ x: 10 }, 2), say({ x: '100' }, 3), say({ x: 20 }, 4)]
    expect(survivorOf(said, compile({ keep: 'highest' }))).toBe('100')
    expect(survivorOf(said, compile({ keep: 'lowest' }))).toBe('9')
  })

  test('is the highest ever, after any number of lower ones', () => {
    const said = Array.from({ length: 100 }, (_, i) => say({ x: 100 - i }, i + 1))
    expect(survivorOf(said, compile({ keep: 'highest' }))).toBe(100)
  })

  test('is what she told us, before what she did, before what we think', () => {
    const said = [
      say({ x: 'told' }, 1),
      say({ x: 'did' }, 2, { provenance: 'observed' }),
      say({ x: 'thought' }, 3, { provenance: 'inferred', confidence: 0.7 }),
    ]
    expect(survivorOf(said)).toBe('told')
    expect(survivorOf(said.slice(1))).toBe('did')
    expect(shown(said.slice(2))['x']).toMatchObject({ value: 'thought', confidence: 0.7 })
    expect(survivorOf(said, compile({ declaredFirst: false }))).toBe('thought')
  })

  test('comes from the most trusted source, whatever the time; unnamed sources stand last', () => {
    const rules = compile({ sources: ['crm', 'shop'] })
    const records = ['web', 'shop', 'crm'].map((source, i) => {
      return { source, state: foldAll([say({ x: source }, 10 - i)], rules) }
    })
    expect(surviving(records, rules, 99)['x']).toMatchObject({ value: 'crm', source: 'crm' })
    expect(surviving(records.slice(0, 2), rules, 99)['x']?.value).toBe('shop')
    expect(surviving(records, LATEST, 99)['x']?.value).toBe('web')
  })

  test('carries where it comes from', () => {
    expect(shown([say({ x: { city: 'Oslo' } }, 1000, { expires: 2e6 })])['x']).toEqual({
      value: { city: 'Oslo' },
      provenance: 'given',
      source: 'web',
      at: '1970-01-01T00:00:01.000Z',
      confidence: 1,
      expires: '1970-01-01T00:33:20.000Z',
      evidence: 'evt_000000000000000000000000z8',
    })
  })

  test('gives way to the one before when it expires', () => {
    const said = [say({ x: 'calm' }, 1), say({ x: 'angry' }, 2, { expires: 10 })]
    expect([9, 10].map((now) => survivorOf(said, LATEST, now))).toEqual(['angry', 'calm'])
    const day = compile({ expiresAfterDays: 1 })
    expect([86_400_000, 86_400_001].map((now) => survivorOf([say({ x: 1 }, 1)], day, now))).toEqual(
      [1, undefined],
    )
  })

  test('is hidden once she took it back, in any order and under every rule, until she tells anew', () => {
    for (const kept of KEEPS) {
      const rules = compile({ keep: kept })
      const said = [
        say({ x: 'old' }, 1),
        say({ x: null }, 2),
        say({ x: 'guess' }, 9, { provenance: 'inferred' }),
      ]
      expect(survivorOf(said, rules)).toBeUndefined()
      expect(survivorOf(said.toReversed(), rules)).toBeUndefined()
      const anew = [say({ x: 'new' }, 3), ...said]
      expect([survivorOf(anew, rules)].flat()).toEqual(['new'])
    }
  })

  test('does not come back because a withdrawal grew old', () => {
    const said = [
      say({ x: 'guess' }, 1, { provenance: 'inferred' }),
      say({ x: null }, 2, { expires: 3 }),
    ]
    expect(foldAll(said)['x']?.[0]).toEqual({ v: null, t: 2, e: hex(2) })
    expect(survivorOf(said)).toBeUndefined()
    const aged = [say({ x: null }, 1), say({ x: 'guess' }, 90_000_000, { provenance: 'inferred' })]
    expect(survivorOf(aged, compile({ expiresAfterDays: 1 }), 91_000_000)).toBeUndefined()
  })

  test('is never an expired one', () => {
    fc.assert(
      fc.property(sayings, keep, fc.integer({ min: 1, max: 60 }), (list, kept, now) => {
        for (const found of Object.values(shown(list, compile({ keep: kept }), now))) {
          const expires =
            found.expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(found.expires)
          expect(expires).toBeGreaterThan(now)
        }
      }),
    )
  })

  test('is the newest unexpired given one, compared with all that was said', () => {
    const lasting = sayings.map((list) => list.map((one) => ({ ...one, expires: undefined })))
    fc.assert(
      fc.property(lasting, (list) => {
        const all = list.filter((one) => 'x' in one.traits)
        const rank = { given: 0, observed: 1, inferred: 2 }
        const [best] = all.toSorted((a, b) => {
          const classes = rank[a.provenance ?? 'given'] - rank[b.provenance ?? 'given']
          return classes || b.at - a.at || (a.event < b.event ? 1 : -1)
        })
        expect(survivorOf(list)).toEqual(best?.traits['x'] ?? undefined)
      }),
    )
  })

  test('is the same from one record and from the same events spread over records of that source', () => {
    fc.assert(
      fc.property(shuffledWithSplit, keep, ([list, shuffled, places], kept) => {
        const rules = compile({ keep: kept })
        const records = [0, 1, 2].map((place) => {
          const own = shuffled.filter((_, i) => places[i] === place)
          return { source: 'web', state: foldAll(own, rules) }
        })
        expect(JSON.stringify(surviving(records, rules, 20))).toBe(
          JSON.stringify(shown(list, rules, 20)),
        )
      }),
    )
  })
})
