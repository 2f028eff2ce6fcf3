// What the command line says of a stored map.
import { expect, test } from 'vitest'
import type { JourneyMap } from '../../contract/journey-map.ts'
import { storedMapLines } from './map-stored.ts'

const answer: JourneyMap = {
  state: 'ready',
  journey: 'repair',
  purpose: 'service',
  asOf: '2026-11-22T12:00:00.000Z',
  customersRead: 5_000,
  isSample: true,
  warnings: ['Segment gold: traits.teir is not known; did you mean traits.tier?'],
  audit: 'aud_1',
}
const part = (name: string, share: number) => ({
  name,
  customers: 60,
  cases: 65,
  arrows: [{ from: 'reported', to: 'visited', times: 50, share, medianWaitMinutes: 180 }],
  hiddenArrows: 2,
  typicalPath: [{ step: 'reported', share: 1 }],
})

test('numbers over many, and where two segments part', () => {
  const text = storedMapLines({
    ...answer,
    map: part('all', 0.9),
    segments: [part('town', 0.95), { ...part('country', 0), customers: 0, arrows: [] }],
    differences: [
      {
        between: ['town', 'country'],
        arrows: [{ from: 'a', to: 'b', share: [0.5, null], medianWaitMinutes: [60, null], z: 4.2 }],
      },
    ],
  }).join('\n')
  expect(text).toContain('5,000 customers read, a sample of all')
  expect(text).toContain('town: about 60 customers, 65 cases')
  expect(text).toMatch(/reported +visited +50 +95\.0 % +3 hours/)
  expect(text).toContain('country: too few customers to tell anything')
  expect(text).toContain('town and country: where they part')
  expect(text).toContain('Perhaps misspelt: Segment gold: traits.teir')
  expect(text).toContain('2 arrows of few are not told')
})

test('a trait that nobody shares makes no segments, and that is said', () => {
  const text = storedMapLines({ ...answer, map: part('all', 1), segments: [] }).join('\n')
  expect(text).toContain('No value of this trait is shared by twenty customers')
})
