// How many pairs of records know the same things: not to know something is no evidence, so a pattern of levels can
// only be as frequent as the pairs that know its attributes and no other.
import type { Features } from '../compare/bench.ts'
import { NAME_LEVELS } from '../compare/name-part.ts'
import type { Sample } from './sample.ts'

/** Kinds of records by what they know; among more hardly any pattern repeats. */
const SHAPES_MAX = 2_000
/** Two halves of a whole number, each of which logic works on: so many attributes can be told apart. */
const HALF = 26
const RADIX = 2 ** HALF

interface Shape {
  readonly low: number
  readonly high: number
  count: number
}

/** Number of all pairs of the sample that know what a pattern knows; undefined where records are too manifold. */
export function createKnownPairs({
  bench,
  features,
}: Sample): ((levels: Int8Array) => number) | undefined {
  if (bench.kinds.length > 2 * HALF) return undefined
  const shapes = shapesOf(features)
  if (shapes.length > SHAPES_MAX) return undefined
  const pairs = new Map<number, number>()
  for (let a = 0; a < shapes.length; a++) {
    for (let b = a; b < shapes.length; b++) {
      const [one, other] = [shapes[a] as Shape, shapes[b] as Shape]
      const key = (one.high & other.high) * RADIX + (one.low & other.low)
      const own = a === b ? (one.count * (one.count - 1)) / 2 : one.count * other.count
      pairs.set(key, (pairs.get(key) ?? 0) + own)
    }
  }
  const given = bench.schema.attributes.findIndex(({ role }) => role === 'given_name')
  const family = bench.schema.attributes.findIndex(({ role }) => role === 'family_name')
  return (levels) => {
    const isTurned = levels[given] === NAME_LEVELS.swapped
    // Names in each other's column are told by one level for both.
    const { low, high } = halves(levels.length, (at) =>
      at === family && isTurned ? true : (levels[at] as number) >= 0,
    )
    return pairs.get(high * RADIX + low) ?? 0
  }
}

function shapesOf(features: readonly Features[]): readonly Shape[] {
  const shapes = new Map<number, Shape>()
  for (const { values } of features) {
    const { low, high } = halves(values.length, (at) => (values[at]?.length ?? 0) > 0)
    const key = high * RADIX + low
    const shape = shapes.get(key) ?? { low, high, count: 0 }
    shape.count++
    shapes.set(key, shape)
  }
  return [...shapes.values()]
}

function halves(
  length: number,
  isKnown: (at: number) => boolean,
): { readonly low: number; readonly high: number } {
  let low = 0
  let high = 0
  for (let at = 0; at < length; at++) {
    if (!isKnown(at)) continue
    if (at < HALF) low |= 1 << at
    else high |= 1 << (at - HALF)
  }
  return { low, high }
}
