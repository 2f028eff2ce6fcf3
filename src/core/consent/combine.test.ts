// What consents promise: any order gives the same answer, taking back never shows more, joining never grants.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ConsentStatement } from '../../contract/consent.ts'
import { consentFor, consentState, type JoinedRecord } from './combine.ts'

const NOW = 1_000
let serial = 0

function say(
  record: string,
  state: 'given' | 'withdrawn',
  effectiveAt: number,
  over: Partial<ConsentStatement> = {},
): ConsentStatement {
  const id = String(serial++).padStart(32, '0')
  const base = { id, record, state, effectiveAt, purpose: 'marketing', channel: '*' }
  return { ...base, expiresAt: undefined, textVersion: undefined, ...over }
}

function stateOf(
  statements: readonly ConsentStatement[],
  channel = 'email',
  records: readonly JoinedRecord[] = [{ record: 'a', joinedAt: 0 }],
) {
  return consentFor(consentState(statements, records, NOW), 'marketing', channel).state
}

describe('within one record', () => {
  test('silence is missing', () => expect(stateOf([])).toBe('missing'))
  test('the latest word counts', () => {
    expect(stateOf([say('a', 'given', 1), say('a', 'withdrawn', 2)])).toBe('withdrawn')
    expect(stateOf([say('a', 'withdrawn', 1), say('a', 'given', 2)])).toBe('given')
  })
  test('a word about the channel beats one about all', () => {
    const statements = [say('a', 'withdrawn', 1, { channel: 'email' }), say('a', 'given', 2)]
    expect(stateOf(statements, 'email')).toBe('withdrawn')
    expect(stateOf(statements, 'sms')).toBe('given')
  })
  test('a word about all channels but some leaves those as they were', () => {
    const banner = (state: 'given' | 'withdrawn') =>
      say('a', state, 2, { channel: '* except email, sms' })
    const email = say('a', 'given', 1, { channel: 'email' })
    expect(stateOf([banner('given')], 'email')).toBe('missing')
    expect(stateOf([banner('given')], 'web')).toBe('given')
    expect(stateOf([email, banner('given')], 'email')).toBe('given')
    expect(stateOf([email, banner('withdrawn')], 'email')).toBe('given')
    expect(stateOf([say('a', 'given', 1), banner('withdrawn')], 'sms')).toBe('given')
    expect(stateOf([say('a', 'given', 1), banner('withdrawn')], 'web')).toBe('withdrawn')
    expect(stateOf([banner('given'), say('a', 'withdrawn', 3)], 'email')).toBe('withdrawn')
  })
  test('a later withdrawal of everything beats an earlier grant for one channel', () => {
    const grant = say('a', 'given', 1, { channel: 'email' })
    expect(stateOf([grant, say('a', 'withdrawn', 2)], 'email')).toBe('withdrawn')
    expect(stateOf([say('a', 'withdrawn', 0), grant], 'email')).toBe('given')
  })
  test('a grant ends when it expires, and one for the future has not begun', () => {
    expect(stateOf([say('a', 'given', 1, { expiresAt: NOW })])).toBe('expired')
    expect(stateOf([say('a', 'given', 1, { expiresAt: NOW + 1 })])).toBe('given')
    expect(stateOf([say('a', 'given', NOW + 1)])).toBe('missing')
  })
  test('the answer names the statement that decided', () => {
    const last = say('a', 'given', 2)
    const vector = consentState([say('a', 'withdrawn', 1), last], [], NOW)
    expect(consentFor(vector, 'marketing', 'email').statement).toBe(last.id)
  })
})

describe('across records', () => {
  const joined = [
    { record: 'a', joinedAt: 50 },
    { record: 'b', joinedAt: 50 },
  ]
  test('the most restrictive wins', () => {
    expect(stateOf([say('a', 'withdrawn', 1), say('b', 'given', 2)], 'email', joined)).toBe(
      'withdrawn',
    )
  })
  test('a word said after they were joined decides for both', () => {
    const statements = [say('a', 'withdrawn', 1), say('b', 'given', 50)]
    expect(stateOf(statements, 'email', joined)).toBe('given')
  })
  test('a record that said nothing leaves it to the other', () => {
    expect(stateOf([say('b', 'given', 2)], 'email', joined)).toBe('given')
  })
})

const statement = fc.record({
  id: fc.stringMatching(/^[0-9a-f]{32}$/),
  record: fc.constantFrom('a', 'b', 'c'),
  purpose: fc.constantFrom('marketing', 'sharing'),
  channel: fc.constantFrom('*', '* except email', 'email', 'sms'),
  state: fc.constantFrom('given' as const, 'withdrawn' as const),
  effectiveAt: fc.integer({ min: 0, max: 20 }),
  expiresAt: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
  textVersion: fc.constant(undefined),
})
const statements = fc.uniqueArray(statement, { selector: (one) => one.id, maxLength: 12 })
const records = fc
  .tuple(...['a', 'b', 'c'].map(() => fc.integer({ min: 0, max: 20 })))
  .map((times) => ['a', 'b', 'c'].map((record, i) => ({ record, joinedAt: times[i] ?? 0 })))
const LATER = 25
const ASKS = ['marketing', 'sharing'].flatMap((purpose) =>
  ['email', 'sms', 'push'].map((channel) => ({ purpose, channel })),
)

function answers(all: readonly ConsentStatement[], joined: readonly JoinedRecord[]) {
  const vector = consentState(all, joined, LATER)
  return ASKS.map(({ purpose, channel }) => consentFor(vector, purpose, channel))
}

test('the order of statements and records does not matter', () => {
  fc.assert(
    fc.property(
      statements.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
      records,
      ([all, shuffled], joined) => {
        expect(answers(shuffled, [...joined].reverse())).toEqual(answers(all, joined))
      },
    ),
  )
})

test('one more withdrawal never grants', () => {
  fc.assert(
    fc.property(statements, statement, records, (all, extra, joined) => {
      const before = answers(all, joined)
      const after = answers([...all, { ...extra, state: 'withdrawn' as const }], joined)
      for (const [index, one] of after.entries()) {
        if (one.state === 'given') expect(before[index]?.state).toBe('given')
      }
    }),
    { numRuns: 2_000 },
  )
})

test('joining grants nothing that neither side granted, and keeps every refusal made before', () => {
  fc.assert(
    fc.property(statements, (all) => {
      // a | b and c: joined after everything was said
      const late = (names: string[]) => names.map((record) => ({ record, joinedAt: LATER }))
      const of = (names: string[]) => all.filter((one) => names.includes(one.record))
      const left = answers(of(['a']), late(['a']))
      const right = answers(of(['b', 'c']), late(['b', 'c']))
      const joined = answers(all, late(['a', 'b', 'c']))
      for (const [index, one] of joined.entries()) {
        const sides = [left[index]?.state, right[index]?.state]
        if (one.state === 'given') {
          expect(sides).toContain('given')
          expect(sides).not.toContain('withdrawn')
          expect(sides).not.toContain('expired')
        }
      }
    }),
    { numRuns: 1_000 },
  )
})
