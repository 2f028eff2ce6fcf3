// Trains language models in a worker thread.
import type { Linguist } from '../../engine/bearing/understanding.ts'
import { inThread } from './in-thread.ts'

export const learnInThread: Linguist = (task, signal) =>
  inThread<Uint8Array | undefined>('language-worker', task, signal)
