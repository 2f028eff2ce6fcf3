// The destinations of a log that nobody described: the steps with which cases usually end.
import type { LogCase } from './read-log.ts'

const GOALS_MAX = 2
/** Endings rarer than this are accidents. */
const SHARE_MIN = 0.02

export function goalsOf(cases: readonly LogCase[]): readonly string[] {
  const endings = new Map<string, number>()
  const ended = cases.filter(({ isOpen }) => !isOpen)
  for (const { steps } of ended) {
    const last = steps.at(-1)?.step
    if (last !== undefined) endings.set(last, (endings.get(last) ?? 0) + 1)
  }
  return [...endings]
    .filter(([, times]) => times >= ended.length * SHARE_MIN)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, GOALS_MAX)
    .map(([step]) => step)
}
