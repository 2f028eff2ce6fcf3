// How frequent values are among customers: agreeing on a rare surname says more than agreeing on a common one.
// Records that are likely one customer count once, or everybody's own values would look common.
import type { LikelyPair } from './choose-keys.ts'
import type { Sample } from './sample.ts'

export interface Frequencies {
  readonly frequencies: Readonly<Record<string, number>>
  readonly frequencyOfOthers: number
}

/** Values listed per attribute; the others count as rare. */
const VALUES_MAX = 20_000
/** A larger group is more likely an error than a customer: its records count one by one. */
const GROUP_MAX = 40

export function learnFrequencies(
  { bench, features }: Sample,
  attribute: number,
  groups: Int32Array,
): Frequencies {
  const counts = new Map<number, number>()
  const seen = new Set<string>()
  const filled = new Set<number>()
  for (const [at, { values }] of features.entries()) {
    const group = groups[at] as number
    for (const value of values[attribute] ?? []) {
      filled.add(group)
      const own = `${group} ${value}`
      if (seen.has(own)) continue
      seen.add(own)
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
  }
  const all = Math.max(1, filled.size)
  const listed = [...counts]
    .filter(([, count]) => count > 1)
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, VALUES_MAX)
    .map(([value, count]) => [bench.textOf(attribute, value), count / all] as const)
  return { frequencies: Object.fromEntries(listed), frequencyOfOthers: 0.7 / all }
}

/** Per record the first record of its group: records joined by likely pairs. */
export function groupsOf(size: number, likely: readonly LikelyPair[]): Int32Array {
  const parent = Int32Array.from({ length: size }, (_, at) => at)
  const root = (at: number): number => {
    let top = at
    while (parent[top] !== top) top = parent[top] as number
    let next = at
    while (parent[next] !== top) [next, parent[next]] = [parent[next] as number, top]
    return top
  }
  for (const { a, b } of likely) {
    const [x, y] = [root(a), root(b)]
    if (x !== y) parent[Math.max(x, y)] = Math.min(x, y)
  }
  const sizes = new Int32Array(size)
  for (let at = 0; at < size; at++) sizes[root(at)] = (sizes[root(at)] as number) + 1
  return Int32Array.from({ length: size }, (_, at) => {
    const top = root(at)
    return (sizes[top] as number) > GROUP_MAX ? at : top
  })
}
