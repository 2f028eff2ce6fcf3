// What conditions promise: they never throw, missing keys do not hold, and each part shows what it saw.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Condition, compileCondition, undecidedParts } from './condition.ts'

const VARIABLES = { event: 'map', age: 'number', any: 'any' } as const
const EVENT = {
  type: 'track',
  name: 'Order Completed',
  properties: {
    total: 120,
    nothing: null,
    items: [
      { q: 1, tags: ['a'] },
      { q: 2, tags: ['b'] },
    ],
  },
}
const VARS = { event: EVENT, age: 3, any: { x: 1 } }

function compiled(source: string): Condition {
  const result = compileCondition(source, VARIABLES)
  if (!result.ok) throw new Error(result.error)
  return result.condition
}

describe('a condition holds', () => {
  test.each([
    '',
    'true',
    'event.properties.total > 100',
    'event.properties.total == 120 && event.type == "track"',
    'event.properties.total + 1 == 121',
    '1 + event.properties.total == 121',
    'event.properties.total % 7 == 1',
    'event.properties.total / 2 - 10 == 50',
    'age > 2 && age == 3',
    'event.properties.items.exists(i, i.q == 2)',
    'event.properties.items.exists(i, i.tags.exists(t, t == "b"))',
    'event.properties.missing > 1 || event.type == "track"',
    '!has(event.properties.missing)',
    'has(event.properties.missing) ? event.properties.missing > 1 : true',
    '!(has(event.properties.missing) && event.properties.missing > 1)',
    'event.properties.nothing == null',
    'event.name.matches("^order .*d$") || event.name.startsWith("Order")',
    'event.type in ["track", "page"]',
    'any.x == 1',
  ])('%s', (source) => expect(compiled(source).holds(VARS)).toBe(true))
})

describe('a condition does not hold, and does not throw', () => {
  test.each([
    'event.properties.missing > 1',
    'event.properties.missing == null',
    'event.missing.deeper == 1',
    'event.properties.total > 100 && event.properties.missing == 1',
    'event.name > 3',
    'event.properties.items.exists(i, i.none == 2)',
    'event.constructor != null',
    'event.type',
  ])('%s', (source) => expect(compiled(source).holds(VARS)).toBe(false))
})

describe('a condition is refused with a sentence', () => {
  test.each([
    ['event.type ==', /./],
    ['other == 1', /Unknown variable/],
    ['age + 1', /not true or false/],
    [`event.type == "${'x'.repeat(3_000)}"`, /longer/],
    ['event.name.matches("(a+)+$")', /repeats a group/],
    ['event.name.matches("a*b*c*$")', /repeats too often/],
    ['event.name.matches(event.type)', /literal/],
    ['event.a.all(x, event.a.all(y, y == x))', /part of that loop/],
  ])('%s', (source, error) => {
    const result = compileCondition(source, VARIABLES)
    expect(result).toMatchObject({ ok: false, error: expect.stringMatching(error) })
  })
})

test('an explanation shows every part with the value it saw', () => {
  const condition = compiled(
    'event.properties.total > 500 && (event.type == "track" && event.properties.missing == 1) && 1 < age',
  )
  expect(condition.explain(VARS)).toEqual([
    { part: 'event.properties.total > 500', actual: 120, holds: false },
    { part: 'event.type == "track"', actual: 'track', holds: true },
    { part: 'event.properties.missing == 1', actual: undefined, holds: false },
    { part: '1 < age', actual: 3, holds: true },
  ])
})

test('a condition holds exactly when all its explained parts hold', () => {
  const parts = [
    'event.a == 1',
    'event.b > 1',
    'event.c.d == "x"',
    'event.a == 1 || event.b == 2',
    'event.b.matches("x|y")',
    'event.c.d.startsWith("x")',
    'size(event.b) > 0',
    '!event.c.contains("x")',
  ]
  fc.assert(
    fc.property(
      fc.subarray(parts, { minLength: 1 }),
      fc.record(
        {
          a: fc.integer({ min: 0, max: 2 }),
          b: fc.oneof(fc.anything(), fc.constantFrom('x', 'z', ['x'])),
          c: fc.oneof(fc.anything(), fc.constantFrom('x', { d: 'xy' }, { d: null })),
        },
        { requiredKeys: [] },
      ),
      (chosen, event) => {
        const condition = compiled(chosen.map((part) => `(${part})`).join(' && '))
        const vars = { event, age: 0, any: 0 }
        expect(condition.holds(vars)).toBe(condition.explain(vars).every((part) => part.holds))
      },
    ),
  )
})

test('neither compiling nor evaluating throws, whatever comes in', () => {
  fc.assert(
    fc.property(fc.string(), fc.anything(), (source, value) => {
      const result = compileCondition(source, VARIABLES)
      if (result.ok) expect(typeof result.condition.holds({ event: value })).toBe('boolean')
      expect(typeof compiled('event.a.b == 1').holds({ event: value })).toBe('boolean')
    }),
  )
})

test('parts that may be anything but true or false are named', () => {
  const undecided = (source: string) => undecidedParts(source, VARIABLES)
  expect(undecided('event.properties.city')).toEqual(['event.properties.city'])
  expect(undecided('event.type == "track" && !(event.vip || age > 2)')).toEqual(['event.vip'])
  for (const sure of [
    ...['', 'true', 'event.properties.city == "Oslo"', 'has(event.vip) && event.vip == true'],
    ...['event.properties.items.exists(i, i.q == 2)', 'event.type in ["a"]', 'nonsense('],
  ]) {
    expect(undecided(sure)).toEqual([])
  }
})
