// Of what she waits for, and of what somebody else does by now.
import { expect, test } from 'vitest'
import { Journey } from '../../contract/journey.ts'
import { compileJourneys } from '../journey/designed/compile.ts'
import type { JourneyState } from '../journey/designed/fold.ts'
import { annBerg, exampleObject } from './example.ts'
import { stillHers } from './still-hers.ts'

const stages = [{ stage: 'placed', enter: 'event.kind == "order"' }]
const result = compileJourneys(
  [
    { journey: 'orders', passage: 'object.id', stages },
    { journey: 'visits', passage: 'properties.visit', stages },
    { journey: 'life', stages },
  ].map((one) => Journey.parse(one)),
)
if (!result.ok) throw new Error('the journeys do not compile')
const { journeys } = result

const state: JourneyState = {
  orders: [
    [1, 'a', 'placed', 'O-1'],
    [2, 'b', 'placed', 'O-2'],
  ],
  visits: [[3, 'c', 'placed', 'V-1']],
  life: [[4, 'd', 'placed', '']],
}
const has = (...ids: string[]) => ({
  ...annBerg({
    objects: ids.map((id, n) =>
      exampleObject(n, { type: 'order', id, status: 'placed', daysAgo: 1 }),
    ),
  }),
  hasAllObjects: true,
})

test('what she has is hers, and nothing is made anew', () => {
  expect(stillHers(state, has('O-2', 'O-1'), journeys)).toBe(state)
})

test('what she has no longer is gone, and only passages of things can go', () => {
  const { visits, life } = state
  expect(stillHers(state, has('O-2'), journeys)).toEqual({
    orders: [[2, 'b', 'placed', 'O-2']],
    visits,
    life,
  })
  expect(stillHers(state, has(), journeys)).toEqual({ visits, life })
})

test('where not all that she has was read, and on the page of an account, nothing is taken for gone', () => {
  expect(stillHers(state, { ...has(), hasAllObjects: false }, journeys)).toBe(state)
  const account = has()
  const page = { ...account, subject: { ...account.subject, entity: 'account' as const } }
  expect(stillHers(state, page, journeys)).toBe(state)
})
