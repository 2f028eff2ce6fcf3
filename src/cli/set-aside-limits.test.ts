// Limits of the environment: a mistake in one must not drop anything.
import { expect, test } from 'vitest'
import { setAsideLimitsOf } from './set-aside-limits.ts'

test('what is named counts, the rest keeps its default', () => {
  expect(setAsideLimitsOf({})).toEqual({})
  expect(
    setAsideLimitsOf({ ALIDADE_SET_ASIDE_OPEN_DAYS: '90', ALIDADE_SET_ASIDE_MAX: '' }),
  ).toEqual({
    openDaysMax: 90,
  })
})

test.each(['0', '-1', 'many', '1.5', '99999999999'])('%s is no limit', (text) => {
  expect(() => setAsideLimitsOf({ ALIDADE_SET_ASIDE_MAX: text })).toThrow(/ALIDADE_SET_ASIDE_MAX/)
})
