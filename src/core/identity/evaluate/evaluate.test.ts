// Figures against brute force over all pairs, and against cases that can be counted by hand.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pairsAmong } from './agreement.ts'
import { createCoverage } from './coverage.ts'
import { evaluate } from './evaluate.ts'

interface Row {
  readonly truth: string
  readonly customer: string
}

const rows = fc.array(
  fc.record({
    truth: fc.constantFrom('ann', 'bo', 'cy', 'di', 'eve'),
    customer: fc.constantFrom('1', '2', '3', '4', '5'),
  }),
  { maxLength: 24 },
)

const truthOf = (list: readonly Row[]) => new Map(list.map(({ truth }, at) => [`r${at}`, truth]))
const customerOf = (list: readonly Row[]) =>
  new Map(list.map(({ customer }, at) => [`r${at}`, customer]))
const evaluateRows = (list: readonly Row[]) =>
  evaluate({ truthOf: truthOf(list), customerOf: customerOf(list) })

/** Index pairs i < j. */
function pairsOf(list: readonly Row[]): readonly (readonly [Row, Row, number, number])[] {
  return list.flatMap((a, i) => list.slice(i + 1).map((b, k) => [a, b, i, i + 1 + k] as const))
}

const ratio = (part: number, whole: number, empty = 1) => (whole === 0 ? empty : part / whole)

describe('figures are those of brute force', () => {
  test('pairwise, over all pairs of records', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const pairs = pairsOf(list)
        const isTrue = ([a, b]: readonly [Row, Row, ...unknown[]]) => a.truth === b.truth
        const isFound = ([a, b]: readonly [Row, Row, ...unknown[]]) => a.customer === b.customer
        const found = pairs.filter(isFound).length
        const wanted = pairs.filter(isTrue).length
        const hits = pairs.filter((pair) => isTrue(pair) && isFound(pair)).length
        const { pairwise, truePairs } = evaluateRows(list)
        expect(truePairs).toBe(wanted)
        expect(pairwise.precision).toBeCloseTo(ratio(hits, found), 12)
        expect(pairwise.recall).toBeCloseTo(ratio(hits, wanted), 12)
        expect(pairwise.f1).toBeCloseTo(ratio(2 * hits, found + wanted), 12)
      }),
    )
  })

  test('B-cubed, record by record', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const mean = (of: (row: Row) => number) =>
          ratio(
            list.reduce((sum, row) => sum + of(row), 0),
            list.length,
          )
        const both = (row: Row) =>
          list.filter(({ truth, customer }) => truth === row.truth && customer === row.customer)
            .length
        const { bcubed } = evaluateRows(list)
        const inCustomer = (row: Row) => list.filter((o) => o.customer === row.customer).length
        const ofPerson = (row: Row) => list.filter((o) => o.truth === row.truth).length
        expect(bcubed.precision).toBeCloseTo(
          mean((row) => both(row) / inCustomer(row)),
          12,
        )
        expect(bcubed.recall).toBeCloseTo(
          mean((row) => both(row) / ofPerson(row)),
          12,
        )
      }),
    )
  })

  test('exact customers, over-merged customers and split people, set by set', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const groups = (key: keyof Row) =>
          [...new Set(list.map((row) => row[key]))].map((name) =>
            list.flatMap((row, at) => (row[key] === name ? [at] : [])).join(),
          )
        const people = groups('truth')
        const customers = groups('customer')
        const exact = customers.filter((members) => people.includes(members)).length
        const several = (key: keyof Row, of: keyof Row) =>
          [...new Set(list.map((row) => row[key]))].filter(
            (name) => new Set(list.filter((r) => r[key] === name).map((r) => r[of])).size > 1,
          ).length
        const figures = evaluateRows(list)
        expect(figures.exactCluster.f1).toBeCloseTo(
          ratio(2 * exact, people.length + customers.length),
          12,
        )
        expect(figures.overMerged).toBe(several('customer', 'truth'))
        expect(figures.overMergeRate).toBeCloseTo(
          ratio(several('customer', 'truth'), customers.length, 0),
          12,
        )
        expect(figures.splitRate).toBeCloseTo(
          ratio(several('truth', 'customer'), people.length, 0),
          12,
        )
      }),
    )
  })

  test('missed by blocking, from the list of what was compared', () => {
    const listed = rows.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.array(fc.tuple(fc.nat({ max: 23 }), fc.array(fc.nat({ max: 23 }), { maxLength: 6 })), {
          minLength: 1,
        }),
      ),
    )
    fc.assert(
      fc.property(listed, ([list, comparisons]) => {
        const coverage = createCoverage(truthOf(list))
        for (const [one, others] of comparisons) {
          coverage.compared(
            `r${one}`,
            others.map((other) => `r${other}`),
          )
        }
        const wasCompared = (i: number, j: number) =>
          comparisons.some(
            ([one, others]) =>
              (one === i && others.includes(j)) || (one === j && others.includes(i)),
          )
        const truePairs = pairsOf(list).filter(([a, b]) => a.truth === b.truth)
        const missed = truePairs.filter(
          ([a, b, i, j]) => a.customer !== b.customer && !wasCompared(i, j),
        )
        const { missedByBlocking } = evaluate({
          truthOf: truthOf(list),
          customerOf: customerOf(list),
          coverage,
        })
        expect(missedByBlocking).toBeCloseTo(ratio(missed.length, truePairs.length, 0), 12)
      }),
    )
  })
})

describe('figures that can be counted by hand', () => {
  const list = (text: string): readonly Row[] =>
    text.split(' ').map((word) => ({ truth: word.charAt(0), customer: word.charAt(1) }))

  test('the right answer under other names is perfect', () => {
    expect(evaluateRows(list('a1 a1 b2 c3 c3 c3'))).toMatchObject({
      records: 6,
      people: 3,
      customers: 3,
      truePairs: 4,
      pairwise: { precision: 1, recall: 1, f1: 1 },
      bcubed: { precision: 1, recall: 1, f1: 1 },
      exactCluster: { f1: 1 },
      overMergeRate: 0,
      splitRate: 0,
      largestCustomer: 3,
      largestPerson: 3,
    })
  })

  test('all in one customer finds everything and is worth little', () => {
    const { pairwise, overMergeRate, exactCluster } = evaluateRows(list('a1 a1 b1 b1'))
    expect(pairwise).toEqual({ precision: 2 / 6, recall: 1, f1: 0.5 })
    expect(overMergeRate).toBe(1)
    expect(exactCluster.f1).toBe(0)
  })

  test('nobody joined claims nothing wrong and finds nothing', () => {
    expect(evaluateRows(list('a1 a2 b3')).pairwise).toEqual({ precision: 1, recall: 0, f1: 0 })
  })

  test('records without a label are not counted, lost records are customers of their own', () => {
    const figures = evaluate({
      truthOf: new Map([
        ['x', 'ann'],
        ['y', 'ann'],
        ['z', 'ann'],
      ]),
      customerOf: new Map([
        ['x', '1'],
        ['unlabelled', '1'],
      ]),
    })
    expect(figures).toMatchObject({ records: 3, customers: 3, pairwise: { recall: 0 } })
  })

  test('the review band tells how many pairs wait and how many of them are right', () => {
    const truth = truthOf(list('a1 a2 b3'))
    const review = [
      { a: 'r0', b: 'r1' },
      { a: 'r1', b: 'r2' },
      { a: 'r0', b: 'nobody' },
    ]
    const figures = evaluate({ truthOf: truth, customerOf: new Map(), review })
    expect(figures.review).toEqual({ size: 3, yield: 0.5 })
    expect(evaluate({ truthOf: truth, customerOf: new Map() }).review.yield).toBeNull()
  })

  test('where a resolver tells nothing of its comparisons, nothing is said about blocking', () => {
    expect(evaluateRows(list('a1 a2')).missedByBlocking).toBeNull()
  })

  test('pairs stay exact where the product of both numbers is above 2^53', () => {
    expect(BigInt(pairsAmong(90_000_000))).toBe((90_000_000n * 89_999_999n) / 2n)
    expect(BigInt(pairsAmong(89_999_999))).toBe((89_999_999n * 89_999_998n) / 2n)
  })
})
