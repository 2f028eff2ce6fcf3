// A journey that names what no event brings is warned of, with the name that was probably meant.
import { expect, test } from 'vitest'
import type { Event } from '../../contract/event.ts'
import { Journey } from '../../contract/journey.ts'
import { unseenNames } from './check-seen.ts'

const eventOf = (name: string, properties: object, more: object = {}): Event =>
  ({ type: 'track', name, kind: '', channel: 'web', properties, ...more }) as unknown as Event

const EVENTS = [
  eventOf('Loan Asked', { loanId: 'L-1', house: { rooms: 4 } }),
  eventOf('Loan Valued', { loanId: 'L-1', value: 3, notes: [{ by: 'ann' }] }),
  eventOf('Page Viewed', { url: '/', loan_id: 'x' }),
  eventOf('Loan Paid', { loanId: 'L-1' }, { object: { type: 'loan', id: 'L-1', body: {} } }),
]

function warnings(passage: string, ...enter: readonly string[]): readonly string[] {
  const stages = enter.map((condition, n) => ({ stage: `s${n}`, enter: condition }))
  const journey = Journey.parse({ journey: 'loan', passage, stages })
  return unseenNames([journey], EVENTS).map(({ path, message }) => `${path}: ${message}`)
}

const ASKED = 'event.name == "Loan Asked"'

test('nothing is said of what events bring', () => {
  expect(warnings('properties.loanId', ASKED)).toEqual([])
  expect(
    warnings('properties.house.rooms', `${ASKED} && event.properties.house.rooms > 3`),
  ).toEqual([])
  expect(warnings('object.id', 'event.name == "Loan Paid"')).toEqual([])
  // What lies in a list is read in ways that no path tells.
  expect(warnings('properties.loanId', 'event.properties.notes.exists(n, n.from == "bo")')).toEqual(
    [],
  )
})

test.each([
  // Another event has such a field, but none of those that bring somebody here.
  [
    'properties.loan_id',
    'event.properties.loan_id',
    '1',
    '; did you mean event.properties.loanId?',
  ],
  ['properties.contract', 'event.properties.contract', '1', ''],
  [
    'properties.house.romms',
    'event.properties.house.romms',
    '1',
    '; did you mean event.properties.house.rooms?',
  ],
  ['object.id', 'event.object', '1', ''],
])('a passage that no event tells: %s', (passage, path, looked, hint) => {
  expect(warnings(passage, ASKED)).toEqual([
    `journeys.loan.passage: ${path} occurs in none of the ${looked} events that were looked at${hint}`,
  ])
})

test('a condition that names an event or a field that never came', () => {
  expect(
    warnings('properties.loanId', 'event.name == "Loan Askt"', 'event.properties.valeu > 2'),
  ).toEqual([
    'journeys.loan.stages.s0.enter: The name "Loan Askt" occurs in none of the 4 events that were looked at; did you mean "Loan Asked"?',
    'journeys.loan.stages.s1.enter: event.properties.valeu occurs in none of the 4 events that were looked at; did you mean event.properties.value?',
  ])
})

test('before the first event nothing is said', () => {
  const journey = Journey.parse({
    journey: 'loan',
    passage: 'properties.x',
    stages: [{ stage: 'a', enter: ASKED }],
  })
  expect(unseenNames([journey], [])).toEqual([])
})
