// Trains in a thread of its own, so that the server goes on answering meanwhile.
import { parentPort, workerData } from 'node:worker_threads'
import { chanceFrom } from '../../core/identity/match/train/chance.ts'
import { train } from '../../core/identity/match/train/train.ts'
import type { TrainingTask } from './trainer.ts'

const { records, seed, horizon, definition } = workerData as TrainingTask
parentPort?.postMessage(
  train(records, { chance: chanceFrom(seed), horizon, ...(definition && { definition }) }),
)
