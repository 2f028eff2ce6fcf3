// Which design what is remembered is read by, while some of it is still of the former one.
import { expect, test } from 'vitest'
import { Journey } from '../../../contract/journey.ts'
import { type CompiledJourneys, compileJourneys } from './compile.ts'
import type { JourneyState } from './fold.ts'
import { readableJourneys } from './former.ts'

function loan(...stages: readonly string[]): CompiledJourneys {
  const result = compileJourneys([
    Journey.parse({
      journey: 'loan',
      stages: stages.map((stage) => ({ stage, enter: `event.name == "${stage}"` })),
    }),
  ])
  if (!result.ok) throw new Error(JSON.stringify(result))
  return result.journeys
}
const at = (...signals: readonly string[]): JourneyState => ({
  loan: signals.map((signal, n) => [n, `${n}`.padStart(32, '0'), signal, ''] as const),
})
const OLD = loan('asked', 'signed')
const NEW = loan('asked', 'agreed')

test('what the journeys in force know all of is read by them', () => {
  expect(readableJourneys(at('asked'), NEW, OLD)).toBe(NEW)
  expect(readableJourneys(at('asked', 'agreed', '-agreed'), NEW, OLD)).toBe(NEW)
  expect(readableJourneys({}, NEW, OLD)).toBe(NEW)
})

test('what is of a stage that they do not know is read by the former', () => {
  for (const state of [at('asked', 'signed'), at('asked', '-signed')]) {
    const read = readableJourneys(state, NEW, OLD)
    expect(read.byJourney.get('loan')).toBe(OLD.byJourney.get('loan'))
  }
})

test('a journey that is no more is not told', () => {
  const none = compileJourneys([])
  if (!none.ok) throw new Error('no journeys')
  expect(readableJourneys(at('asked'), none.journeys, OLD)).toBe(none.journeys)
})
