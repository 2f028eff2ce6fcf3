// Whom to listen to: whoever was right here, and nobody for longer than he deserves.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyTrust, judge, type Trust, weigh } from './trust.ts'

const DAY = 86_400_000
/** Two forecasters: the first says always the same, the second what `says` tells. */
const saying = (first: number, second: number): Float64Array => Float64Array.of(first, second)

function blended(trust: Trust, last: number, told: Float64Array): number {
  const weights = new Float64Array(2)
  weigh(trust, last, weights)
  return told.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0)
}

describe('trust', () => {
  test('weights sum to 1, whatever was said and came', () => {
    const days = fc.double({ min: 0, max: 1_000 * DAY, noNaN: true })
    const judged = fc.array(fc.tuple(fc.nat({ max: 3 }), days, days, days), { maxLength: 50 })
    fc.assert(
      fc.property(judged, (all) => {
        const trust = emptyTrust(2)
        for (const [last, a, b, truth] of all)
          judge(trust, last, { told: saying(a, b), truth, counts: 1 })
        const weights = new Float64Array(2)
        for (const last of [0, 1, 2, 9]) {
          weigh(trust, last, weights)
          expect((weights[0] ?? 0) + (weights[1] ?? 0)).toBeCloseTo(1, 6)
          expect(Math.min(...weights)).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })

  test('goes by the last step: one may know best after this, another after that', () => {
    const trust = emptyTrust(2)
    for (let n = 0; n < 600; n++) {
      judge(trust, 1, { told: saying(5 * DAY, 9 * DAY), truth: 5 * DAY, counts: 1 })
      judge(trust, 2, { told: saying(9 * DAY, 5 * DAY), truth: 5 * DAY, counts: 1 })
    }
    expect(blended(trust, 1, saying(0, DAY))).toBeLessThan(0.2 * DAY)
    expect(blended(trust, 2, saying(0, DAY))).toBeGreaterThan(0.8 * DAY)
  })

  test('two who err to opposite sides are better together than either alone', () => {
    const trust = emptyTrust(2)
    for (let n = 0; n < 4_000; n++)
      judge(trust, 1, { told: saying(0, 10), truth: n % 2 ? 4 : 6, counts: 1 })
    const off = Math.abs(blended(trust, 1, saying(0, 10)) - 5)
    expect(off).toBeLessThan(2)
  })

  test('whoever was right for long is let go within some hundred readings once he is wrong', () => {
    const trust = emptyTrust(2)
    for (let n = 0; n < 5_000; n++)
      judge(trust, 1, { told: saying(9 * DAY, 5 * DAY), truth: 5 * DAY, counts: 1 })
    for (let n = 0; n < 1_500; n++)
      judge(trust, 1, { told: saying(9 * DAY, 5 * DAY), truth: 9 * DAY, counts: 1 })
    expect(blended(trust, 1, saying(9 * DAY, 5 * DAY))).toBeGreaterThan(8 * DAY)
  })
})
