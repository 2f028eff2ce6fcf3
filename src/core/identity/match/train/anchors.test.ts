// What is known of people of one home whatever the data say.
import { describe, expect, test } from 'vitest'
import { KINDS } from '../compare/kinds.ts'
import { anchoredHome } from './anchors.ts'

const { levels } = KINDS.full_name

describe('people of one home', () => {
  test('hardly ever share all words of their names, even where pairs that do fill the class', () => {
    const learnt = Float64Array.from(levels, (_, at) => (at < levels.length / 2 ? 0.15 : 0.1 / 6))
    const anchored = anchoredHome(learnt, 'home', 'full_name')
    const whole = anchored.subarray(0, levels.length / 2).reduce((sum, share) => sum + share, 0)
    expect(whole).toBeCloseTo(0.05, 9)
    expect(anchored.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
  })

  test('keep what the data say of words that differ', () => {
    const learnt = Float64Array.from(levels, (_, at) => (at < levels.length / 2 ? 0.005 : 0.97 / 6))
    expect(anchoredHome(learnt, 'home', 'full_name')).toBe(learnt)
  })
})
