// What cases came to: counts per context and goal, a case once however often it comes by.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NOWHERE } from './context-index.ts'
import {
  addOutcomes,
  allOutcomes,
  countPoint,
  emptyOutcomes,
  findOutcomes,
  joinOutcomes,
  keepMetMore,
  type Outcome,
} from './outcomes.ts'

const outcome = fc.constantFrom<Outcome>('came', 'never', 'before')
const points = fc.array(
  fc.record({
    hash: fc.constantFrom(1, 7, -7, 64, 128),
    of: fc.integer({ min: 1, max: 6 }),
    outcomes: fc.tuple(outcome, outcome),
  }),
  { maxLength: 60 },
)

test('they are the counts that lists of points give, joined and thrown away as well', () => {
  fc.assert(
    fc.property(points, fc.nat({ max: 5 }), (all, least) => {
      // Cases come one after the other.
      const inOrder = [...all].sort((a, b) => a.of - b.of)
      const table = emptyOutcomes(2)
      for (const { hash, of, outcomes } of inOrder) {
        const found = findOutcomes(table, hash)
        countPoint(table, found === NOWHERE ? addOutcomes(table, hash) : found, { outcomes, of })
      }
      const hashes = [...new Set(inOrder.map(({ hash }) => hash))]
      const plain = new Map(hashes.map((hash) => [hash, countsOf(inOrder, hash)]))
      expect(new Map(allOutcomes(table))).toEqual(plain)
      const twice = emptyOutcomes(2)
      for (const each of [table, table]) {
        for (const [hash, counts] of allOutcomes(each)) joinOutcomes(twice, hash, counts)
      }
      const doubled = [...plain].map(([hash, counts]) => [hash, counts.map((n) => 2 * n)] as const)
      expect(new Map(allOutcomes(twice))).toEqual(new Map(doubled))
      keepMetMore(table, least)
      const kept = [...plain].filter(([, counts]) => Math.max(...counts) > least)
      expect(new Map(allOutcomes(table))).toEqual(new Map(kept))
    }),
  )
})

interface Point {
  readonly hash: number
  readonly of: number
  readonly outcomes: readonly Outcome[]
}

/** A case whose first point at a context lies behind the goal is not counted among its cases. */
function countsOf(all: readonly Point[], hash: number): number[] {
  const own = all.filter((point) => point.hash === hash)
  const firsts = new Set(own.filter((p, i) => own.findIndex((q) => q.of === p.of) === i))
  return [0, 1].flatMap((goal) => {
    const open = own.filter(({ outcomes }) => outcomes[goal] !== 'before')
    return [
      open.length,
      open.filter(({ outcomes }) => outcomes[goal] === 'came').length,
      open.filter((point) => firsts.has(point)).length,
    ]
  })
}
