// Who may see what of her bearing.
import { describe, expect, test } from 'vitest'
import type { Lens } from '../../contract/lens.ts'
import { defaultDefinitions } from '../../testing/default-definitions.ts'
import { type BearingSections, sectionsFor } from './sections.ts'

const [SUPPORT] = defaultDefinitions().lenses
const definition = (over: Partial<Lens> = {}): Lens => ({ ...(SUPPORT as Lens), ...over })
const FOUND: BearingSections = {
  position: { journey: 'ownership', stage: 'fault', since: '', stuck: true, next: [], because: [] },
  objective: {
    job: 'restore-service',
    basis: 'inferred',
    confidence: 0.8,
    mood: { label: 'angry', expires: '', because: [] },
    because: [],
  },
  situation: { ability: [], incidents: [], promises: [] },
}

describe('the bearing in a view', () => {
  test('is null where nothing was found', () => {
    const nothing = { position: null, objective: null, situation: null }
    expect(sectionsFor(undefined, { definition: definition(), audience: 'internal' })).toEqual(
      nothing,
    )
  })

  test('is shown whole to our own staff', () => {
    expect(sectionsFor(FOUND, { definition: definition(), audience: 'internal' })).toEqual(FOUND)
  })

  test('does not tell her own mood back to her', () => {
    const shown = sectionsFor(FOUND, { definition: definition(), audience: 'customer' })
    expect(shown.objective).not.toHaveProperty('mood')
    expect(shown.objective?.job).toBe('restore-service')
  })

  test('leaves the company only as far as it is about us and a lens lists it', () => {
    const external = (over: Partial<Lens>) =>
      sectionsFor(FOUND, { definition: definition(over), audience: 'external' })
    expect(external({})).toEqual({ position: null, objective: null, situation: null })
    expect(external({ sections: ['position', 'objective', 'situation'] })).toEqual({
      position: null,
      objective: null,
      situation: FOUND.situation,
    })
  })
})
