// Cutting many items into requests.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchBodies } from './request-bodies.ts'

test('every item stands in exactly one body, in order, and no body is larger than the server takes', () => {
  const item = fc
    .integer({ min: 0, max: 700_000 })
    .map((length) => JSON.stringify('å'.repeat(length)))
  fc.assert(
    fc.property(fc.array(item, { maxLength: 8 }), (items) => {
      const bodies = [...batchBodies('batch', items)]
      const found = bodies.flatMap((body) => (JSON.parse(body) as { batch: string[] }).batch)
      expect(found).toEqual(items.map((text) => JSON.parse(text) as string))
      for (const body of bodies) expect(Buffer.byteLength(body)).toBeLessThan(4 * 1024 * 1024)
    }),
    { numRuns: 25 },
  )
})

test('many small items are cut by their number', () => {
  const bodies = [
    ...batchBodies(
      'objects',
      Array.from({ length: 2_001 }, () => '{}'),
    ),
  ]
  expect(bodies).toHaveLength(3)
})
