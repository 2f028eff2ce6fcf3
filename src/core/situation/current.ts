// What a signal says now. Past its time a value is unknown: better no answer than an old one.
import type { Signal } from '../../contract/situation.ts'
import { type SituationState, signalKey } from './fold.ts'

/** Clocks of sources differ; a measurement a little ahead of ours is now, one far ahead is not believed. */
export const AHEAD_MS_MAX = 300_000

export interface Asked {
  readonly capability: string
  readonly metric: Signal['metric']
  /** absent: of the capability as a whole */
  readonly item?: string | undefined
  /** when the signal does not say itself how long it holds */
  readonly ttlSeconds: number
  /** ms */
  readonly now: number
}

/** Measurements that still hold, newest first. */
export function liveSamples(state: SituationState, asked: Asked): readonly Signal[] {
  const samples = state.signals.get(signalKey(asked)) ?? []
  return samples.filter((one) => isLive(one, asked))
}

/** The newest that holds, or undefined = unknown. */
export function currentSignal(state: SituationState, asked: Asked): Signal | undefined {
  const samples = state.signals.get(signalKey(asked)) ?? []
  return samples.find((one) => isLive(one, asked))
}

function isLive({ at, ttlSeconds }: Signal, asked: Asked): boolean {
  const age = asked.now - Date.parse(at)
  return age >= -AHEAD_MS_MAX && age <= (ttlSeconds ?? asked.ttlSeconds) * 1000
}
