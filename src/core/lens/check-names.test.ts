// Misspelt names in the conditions of definitions are told before they are in force.
import { describe, expect, test } from 'vitest'
import type { Definitions } from '../../contract/definition.ts'
import { Journey } from '../../contract/journey.ts'
import { Job } from '../../contract/objective.ts'
import { ComputedTrait } from '../../contract/trait.ts'
import { defaultDefinitions } from '../../testing/default-definitions.ts'
import { checkDefinitions } from './check-definitions.ts'
import { checkNames } from './check-names.ts'

const withAll = (more: Partial<Definitions>): Definitions => ({ ...defaultDefinitions(), ...more })
const journey = (stage: object) =>
  Journey.parse({ journey: 'repair', stages: [{ stage: 'asked', enter: 'true', ...stage }] })

test('the definitions that come with Alidade name nothing that is not there', () => {
  expect(checkNames(defaultDefinitions())).toEqual({ faults: [], warnings: [] })
})

describe('a misspelt name', () => {
  const computed = (when: string) => [ComputedTrait.parse({ name: 'x', of: 'count', when })]
  const job = (when: string) => [
    Job.parse({ job: 'x', label: 'x', examples: {}, signs: [{ when, weight: 0.5 }] }),
  ]
  const wrong: readonly (readonly [string, Partial<Definitions>, string])[] = [
    [
      'event.kind',
      { journeys: [journey({ enter: 'event.knid == "order"' })] },
      'stages.asked.enter',
    ],
    ['"order"', { journeys: [journey({ exit: 'event.kind == "ordr"' })] }, 'stages.asked.exit'],
    [
      'o.open',
      { journeys: [journey({ holds: 'objects.exists(o, o.opne)' })] },
      'stages.asked.holds',
    ],
    ['event has', { computed: computed('event.object.type == "order"') }, 'computed.x.when'],
    ['event.name', { objectives: job('event.nmae == "Moved"') }, 'objectives.x.signs.0.when'],
  ]
  test.each(wrong)('is refused with what was meant: %s', (meant, definitions, path) => {
    const faults = checkDefinitions(withAll(definitions))
    const [fault, ...others] = faults.filter((one) => one.path.endsWith(path))
    expect(others).toEqual([])
    expect(fault?.message).toContain(meant)
  })

  test('of a trait is a warning, since traits come from outside; properties may have any name', () => {
    const holds = 'traits.emial == "a" && traits.favourite_planet == "mars"'
    const enter = 'event.properties.anything == 1'
    const { faults, warnings } = checkNames(withAll({ journeys: [journey({ enter, holds })] }))
    expect(faults).toEqual([])
    expect(warnings).toEqual([
      {
        path: 'journeys.repair.stages.asked.holds',
        message: 'traits.emial is not known; did you mean traits.email?',
      },
    ])
  })
})
