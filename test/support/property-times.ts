// Every property is played ALIDADE_PROPERTY_TIMES as often as its test says: `npm run campaign:promises -- 20 properties`.
import { vi } from 'vitest'

const FAST_CHECK_RUNS = 100
const times = Number(process.env['ALIDADE_PROPERTY_TIMES'])

vi.mock('fast-check', async (original) => {
  const fc = await original<typeof import('fast-check')>()
  const assert = (
    property: Parameters<typeof fc.assert>[0],
    options: Parameters<typeof fc.assert>[1] = {},
  ) => fc.assert(property, { ...options, numRuns: (options.numRuns ?? FAST_CHECK_RUNS) * times })
  return { ...fc, assert, default: { ...fc.default, assert } }
})
