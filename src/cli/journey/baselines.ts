// What anyone could say without a model: after this step that one usually comes; a case usually takes so long.
import { END } from '../../core/journey/model/map.ts'
import type { LogCase } from './read-log.ts'
import { median } from './scores.ts'

export interface Baselines {
  /** the most frequent next step given the last one; undefined = before the first */
  readonly usual: (last: string | undefined) => string
  /** ms: the median time left over all points of all cases */
  readonly medianLeft: number
}

export function baselinesOf(cases: readonly LogCase[]): Baselines {
  const counts = new Map<string, Map<string, number>>()
  const left: number[] = []
  for (const { steps, isOpen } of cases) {
    const end = steps.at(-1)?.at ?? 0
    steps.forEach(({ step, at }, i) => {
      countOne(counts, steps[i - 1]?.step ?? '', step)
      if (!isOpen && i < steps.length - 1) left.push(end - at)
    })
    if (!isOpen) countOne(counts, steps.at(-1)?.step ?? '', END)
  }
  const most = new Map([...counts].map(([last, next]) => [last, commonest(next)]))
  return { usual: (last) => most.get(last ?? '') ?? END, medianLeft: median(left) }
}

function countOne(counts: Map<string, Map<string, number>>, last: string, next: string): void {
  const after = counts.get(last) ?? new Map<string, number>()
  counts.set(last, after)
  after.set(next, (after.get(next) ?? 0) + 1)
}

function commonest(counts: ReadonlyMap<string, number>): string {
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best))[0]
}
