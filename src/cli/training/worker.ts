// Trains in a thread of its own, so that the server goes on answering meanwhile.
import { parentPort, workerData } from 'node:worker_threads'
import { chanceFrom } from '../../core/identity/match/train/chance.ts'
import { train } from '../../core/identity/match/train/train.ts'
import type { TrainingTask } from './trainer.ts'

const { records, seed, definition, ...task } = workerData as TrainingTask
parentPort?.postMessage(
  train(records, { ...task, chance: chanceFrom(seed), ...(definition && { definition }) }),
)
