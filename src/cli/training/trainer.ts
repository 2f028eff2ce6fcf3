// Trains the matcher, and tries models out, in a worker thread.
import type { Model } from '../../core/identity/match/model.ts'
import type { Trainer } from '../../engine/match/train.ts'
import type { Replayer } from '../../engine/match/try.ts'
import { inThread } from './in-thread.ts'

type Asked = Parameters<Trainer>
type Replay = Parameters<Replayer>[0]
export type TrainingTask = Asked[1] & { readonly kind: 'train'; readonly records: Asked[0] }
export type MatcherTask = TrainingTask | (Replay & { readonly kind: 'replay' })

export const trainInThread: Trainer = (records, options, signal) => {
  const task: MatcherTask = { kind: 'train', records, ...options }
  return inThread<Model>('worker', task, signal)
}

export const replayInThread: Replayer = (replay, signal) => {
  const task: MatcherTask = { kind: 'replay', ...replay }
  return inThread<ReadonlyMap<string, string>>('worker', task, signal)
}
