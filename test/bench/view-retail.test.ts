// The claim about retrieval: which of her orders she speaks of. Measured on the public retail set.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { viewRetail } from '../../bench/view-retail.ts'

const DATA = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'retail')
const isHere = existsSync(DATA)
if (!isHere) console.warn(`Skipped: the retail set is not in ${DATA}`)

describe.skipIf(!isHere)('which of her orders she speaks of', () => {
  test('stands first in four of five views, and among the first three in all', async () => {
    const result = (await viewRetail()) as Readonly<Record<string, unknown>>
    const good = { recallAt1: expect.closeTo(0.9, 1), recallAt3: expect.closeTo(1, 1) }
    expect(result).toMatchObject({ ...good, utterances: 95 })
    expect(result['recallAt1']).toBeGreaterThanOrEqual(0.8)
    expect(result['recallAt3']).toBeGreaterThanOrEqual(0.99)
    expect(result['test']).toMatchObject({ utterances: 30 })
  })
})
