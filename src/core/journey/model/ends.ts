// Where a journey leads that nobody has designed: the steps with which cases usually end, found in the cases alone.
import { GOALS_MAX } from './destination.ts'
import type { Step } from './walk.ts'

/** What fewer cases end with is chance, not where people go. */
const CASES_SHARE_MIN = 0.05
/** A step that is the last one less often is passed through. More cannot be asked: what is reached is often filed after. */
const LAST_SHARE_MIN = 1 / 3

/** The destinations of these ended cases, the most frequent first. A case of one step went nowhere and does not count. */
export function usualEnds(cases: Iterable<readonly Step[]>): readonly string[] {
  const ended = new Map<string, number>()
  const taken = new Map<string, number>()
  let count = 0
  for (const steps of cases) {
    const last = steps.at(-1)
    if (last === undefined || steps.length < 2) continue
    count++
    addTo(ended, last.step)
    for (const { step } of steps) addTo(taken, step)
  }
  return [...ended]
    .filter(([step, n]) => {
      return n >= CASES_SHARE_MIN * count && n >= LAST_SHARE_MIN * (taken.get(step) ?? 0)
    })
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, GOALS_MAX)
    .map(([step]) => step)
}

function addTo(counts: Map<string, number>, step: string): void {
  counts.set(step, (counts.get(step) ?? 0) + 1)
}
