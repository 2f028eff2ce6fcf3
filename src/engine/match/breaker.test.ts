import { describe, expect, test } from 'vitest'
import { createBreaker } from './breaker.ts'

const RULES = { share: 0.2, recordsMin: 100, windowMinutes: 60 }
const HOUR_MS = 3_600_000

describe('the merge-rate breaker', () => {
  test('says why once more than the share of enough records merged', () => {
    const breaker = createBreaker()
    expect(breaker.count('customer', { looked: 90, merged: 90 }, 0, RULES)).toBeUndefined()
    expect(breaker.count('customer', { looked: 10, merged: 0 }, 1, RULES)).toMatch(/^90 of 100/)
  })

  test('the share itself is allowed', () => {
    const breaker = createBreaker()
    expect(breaker.count('customer', { looked: 100, merged: 20 }, 0, RULES)).toBeUndefined()
    expect(breaker.count('customer', { looked: 1, merged: 1 }, 0, RULES)).toBeDefined()
  })

  test('a window ends, and customers and accounts are counted apart', () => {
    const breaker = createBreaker()
    breaker.count('customer', { looked: 60, merged: 60 }, 0, RULES)
    expect(breaker.count('account', { looked: 60, merged: 60 }, 0, RULES)).toBeUndefined()
    expect(breaker.count('customer', { looked: 60, merged: 60 }, HOUR_MS, RULES)).toBeUndefined()
  })

  test('starts anew after a reset', () => {
    const breaker = createBreaker()
    breaker.count('customer', { looked: 99, merged: 99 }, 0, RULES)
    breaker.reset('customer')
    expect(breaker.count('customer', { looked: 99, merged: 99 }, 0, RULES)).toBeUndefined()
  })
})
