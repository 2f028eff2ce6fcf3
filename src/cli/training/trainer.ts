// Trains the matcher in a worker thread.
import type { Model } from '../../core/identity/match/model.ts'
import type { Trainer } from '../../engine/match/train.ts'
import { inThread } from './in-thread.ts'

type Asked = Parameters<Trainer>
export type TrainingTask = Asked[1] & { readonly records: Asked[0] }

export const trainInThread: Trainer = (records, options, signal) => {
  const task: TrainingTask = { records, ...options }
  return inThread<Model>('worker', task, signal)
}
