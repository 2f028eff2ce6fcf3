// How frequent values are among customers: agreeing on a rare surname says more than agreeing on a common one.
// Records that are likely one customer count once, or everybody's own values would look common.
import type { Features } from '../compare/bench.ts'
import { PERSONAL_ROLES, TELLING_ROLES } from '../roles/role.ts'
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
  sample: Sample,
  attribute: number,
  groups: Int32Array,
): Frequencies {
  const { bench, features } = sample
  const counts = new Map<number, number>()
  const seen = new Set<string>()
  const filled = new Set<number>()
  const isTold = tellingOf(sample, attribute)
  for (const [at, own] of features.entries()) {
    const group = groups[at] as number
    for (const value of own.values[attribute] ?? []) {
      filled.add(group)
      if (!isTold(own)) continue
      const holding = `${group} ${value}`
      if (seen.has(holding)) continue
      seen.add(holding)
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
  }
  const all = Math.max(1, filled.size)
  const least = isOwnValue(sample, attribute) ? HOME_MAX : 1
  const listed = [...counts]
    .filter(([, count]) => count > least)
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, VALUES_MAX)
    .map(([value, count]) => [bench.textOf(attribute, value), count / all] as const)
  return { frequencies: Object.fromEntries(listed), frequencyOfOthers: 0.7 / all }
}

/** A value of one's own that so many hold is one of a home, which the people who look alike account for. */
const HOME_MAX = 4

function isOwnValue({ bench }: Sample, attribute: number): boolean {
  const role = bench.schema.attributes[attribute]?.role
  return role !== undefined && PERSONAL_ROLES.has(role)
}

/**
 * Who does not say who she is (a visit that leaves an e-mail address) is no further holder of a value that is meant
 * to be one person's own: most likely she is the one who is known by it.
 */
function tellingOf(sample: Sample, attribute: number): (own: Features) => boolean {
  const { attributes } = sample.bench.schema
  const telling = attributes.flatMap(({ role }, at) => (TELLING_ROLES.has(role) ? [at] : []))
  if (telling.length === 0 || !isOwnValue(sample, attribute)) return () => true
  return ({ values }) => telling.some((at) => (values[at]?.length ?? 0) > 0)
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
