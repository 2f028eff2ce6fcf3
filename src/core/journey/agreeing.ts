// The chance to arrive, made to agree with what is said to follow: who will most likely be turned away next cannot at
// the same time be likely to arrive.
import { END } from './model/map.ts'
import type { NextStep } from './model/read.ts'

export interface GoalChance {
  readonly goal: string
  /** 0..1, with a band around it */
  readonly p: number
  readonly low: number
  readonly high: number
}

/**
 * Chances read from the path alone are held between what arrives with the next step and what is left beside the steps
 * after which the goal cannot come any more. `next` is all that may follow; `lost` are stages that end without arriving.
 */
export function agreeing<One extends GoalChance>(
  chance: One,
  next: readonly NextStep[],
  lost: ReadonlySet<string>,
): One {
  const shareOf = (isMeant: (step: string) => boolean): number =>
    next.reduce((sum, { step, p }) => (isMeant(step) ? sum + p : sum), 0)
  const least = shareOf((step) => step === chance.goal)
  const most = 1 - shareOf((step) => step === END || lost.has(step))
  const p = Math.max(0, Math.min(1, Math.max(least, Math.min(most, chance.p))))
  const moved = p - chance.p
  const held = (share: number): number => Math.max(0, Math.min(1, share + moved))
  return { ...chance, p, low: held(chance.low), high: held(chance.high) }
}
