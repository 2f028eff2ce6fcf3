// A model learns the cases of a log: those that ended with their end, those that go on without one.
import {
  type JourneyModel,
  learnCase,
  learnStep,
  openCase,
  watchCase,
} from '../../core/journey/model/model.ts'
import type { LogCase } from './read-log.ts'

/**
 * Of a case that goes on it is learned what followed what, and that it has waited until the newest step of all: then
 * the quick ones, which are all that have ended of late, are not taken for all.
 */
export function learnLog(model: JourneyModel, cases: readonly LogCase[]): void {
  for (const { id, steps, isOpen } of cases) {
    if (isOpen) learnOpen(model, id, steps)
    else learnCase(model, id, steps)
  }
  const now = cases.reduce((newest, { steps }) => Math.max(newest, steps.at(-1)?.at ?? newest), 0)
  for (const { id, steps, isOpen } of cases) if (isOpen) watchCase(model, id, steps, now)
}

function learnOpen(model: JourneyModel, id: string, steps: LogCase['steps']): void {
  const open = openCase(model, id)
  for (const step of steps) learnStep(model, open, step)
}
