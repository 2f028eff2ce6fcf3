// What followed each context: the packed table says the same as plain maps would, whatever is noted, faded, joined or
// thrown away.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NOWHERE } from './context-index.ts'
import {
  addContext,
  COMMONEST_MAX,
  commonest,
  contextsWithFollowers,
  emptyFollowers,
  type Followers,
  findContext,
  joinContext,
  keepMetMore,
  metAt,
  noteFollower,
  placeOfStep,
  stepAt,
  timesAt,
} from './followers.ts'
import { mix } from './hash.ts'

interface Plain {
  n: number
  readonly times: Map<number, number>
}

/** The same said plainly: every number faded each time. */
function notePlainly(plain: Map<number, Plain>, hash: number, step: number, memory: number): void {
  const known = plain.get(hash) ?? { n: 0, times: new Map<number, number>() }
  plain.set(hash, known)
  if (known.n >= memory) {
    known.n *= 1 - 1 / memory
    for (const [each, times] of known.times) known.times.set(each, times * (1 - 1 / memory))
  }
  known.n++
  known.times.set(step, (known.times.get(step) ?? 0) + 1)
}

function note(table: Followers, hash: number, step: number, memory: number): void {
  if (findContext(table, hash) === NOWHERE) addContext(table, hash, step)
  else noteFollower(table, { hash, step, memory })
}

function expectSame(table: Followers, plain: ReadonlyMap<number, Plain>): void {
  expect(table.index.size).toBe(plain.size)
  for (const [hash, { n, times }] of plain) {
    const at = findContext(table, hash)
    expect(metAt(table, at)).toBeCloseTo(n, 6)
    // In the order in which they were first seen: the likeliest of equals is the first.
    const steps = [...times.keys()].map((_, place) => stepAt(table, at, place))
    expect(steps).toEqual([...times.keys()])
    for (const [step, often] of times) {
      expect(timesAt(table, at, placeOfStep(table, at, step))).toBeCloseTo(often, 6)
    }
    expect(placeOfStep(table, at, 99_999)).toBe(NOWHERE)
  }
}

/** Few contexts and many followers, among them the two hashes that stand for each other's place. */
const noted = fc.array(
  fc.record({
    hash: fc.constantFrom(1, 7, -7, 64, 128, mix(1, 2)),
    step: fc.oneof(fc.nat({ max: 4 }), fc.nat({ max: 600 })),
  }),
  { maxLength: 1500, size: 'max' },
)

describe('a table of followers', () => {
  test('says what plain maps would say, also faded and where very many follow', () => {
    fc.assert(
      fc.property(noted, fc.constantFrom(5, 40, 300), (all, memory) => {
        const table = emptyFollowers()
        const plain = new Map<number, Plain>()
        for (const { hash, step } of all) {
          note(table, hash, step, memory)
          notePlainly(plain, hash, step, memory)
        }
        expectSame(table, plain)
      }),
      { numRuns: 40 },
    )
  })

  test('fades on for ever', () => {
    const table = emptyFollowers()
    const plain = new Map<number, Plain>()
    for (let i = 0; i < 20_000; i++) {
      note(table, 3, i % 5, 40)
      notePlainly(plain, 3, i % 5, 40)
    }
    expectSame(table, plain)
  })

  test('knows the commonest of very many at once', () => {
    const table = emptyFollowers()
    const plain = new Map<number, Plain>()
    for (let i = 0; i < 4_000; i++) {
      const step = Math.floor(300 * ((mix(i, 5) >>> 0) / 2 ** 32) ** 3)
      note(table, 3, step, 1e9)
      notePlainly(plain, 3, step, 1e9)
    }
    const at = findContext(table, 3)
    const most = commonest(table, at).map((place) => timesAt(table, at, place))
    const all = [...(plain.get(3)?.times.values() ?? [])].sort((a, b) => b - a)
    expect(all.length).toBeGreaterThan(128)
    expect(most).toEqual(all.slice(0, COMMONEST_MAX))
  })

  test('two that are joined say what one would that saw all', () => {
    fc.assert(
      fc.property(noted, noted, (some, others) => {
        const [a, b, whole] = [emptyFollowers(), emptyFollowers(), emptyFollowers()]
        for (const { hash, step } of some) note(a, hash, step, 1e9)
        for (const { hash, step } of others) note(b, hash, step, 1e9)
        for (const { hash, step } of [...some, ...others]) note(whole, hash, step, 1e9)
        for (const context of contextsWithFollowers(b)) joinContext(a, context)
        const sorted = (table: Followers) =>
          [...contextsWithFollowers(table)].sort((x, y) => x.hash - y.hash)
        expect(sorted(a)).toEqual(sorted(whole))
      }),
      { numRuns: 40 },
    )
  })

  test('what is thrown away leaves the others as they were', () => {
    fc.assert(
      fc.property(noted, fc.nat({ max: 200 }), (all, least) => {
        const table = emptyFollowers()
        const plain = new Map<number, Plain>()
        for (const { hash, step } of all) {
          note(table, hash, step, 40)
          notePlainly(plain, hash, step, 40)
        }
        keepMetMore(table, least)
        for (const [hash, { n }] of plain) if (n <= least) plain.delete(hash)
        expectSame(table, plain)
        for (const { hash, step } of all) {
          note(table, hash, step, 40)
          notePlainly(plain, hash, step, 40)
        }
        expectSame(table, plain)
      }),
      { numRuns: 40 },
    )
  })
})
