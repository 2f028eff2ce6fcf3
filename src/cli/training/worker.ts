// Trains the matcher, or decides about records anew, in a thread of its own, so that the server goes on answering
// meanwhile.
import { parentPort, workerData } from 'node:worker_threads'
import { replay } from '../../core/identity/match/replay.ts'
import { chanceFrom } from '../../core/identity/match/train/chance.ts'
import { train } from '../../core/identity/match/train/train.ts'
import type { MatcherTask, TrainingTask } from './trainer.ts'

const task = workerData as MatcherTask
parentPort?.postMessage(task.kind === 'replay' ? replay(task) : trained(task))

function trained({ kind: _, records, seed, definition, ...options }: TrainingTask) {
  return train(records, {
    ...options,
    chance: chanceFrom(seed),
    ...(definition && { definition }),
  })
}
