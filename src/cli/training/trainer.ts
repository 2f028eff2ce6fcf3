// Runs the training in a worker thread.
import { Worker } from 'node:worker_threads'
import type { Model } from '../../core/identity/match/model.ts'
import type { Trainer } from '../../engine/match/train.ts'

type Asked = Parameters<Trainer>
export type TrainingTask = Asked[1] & { readonly records: Asked[0] }

/** Longer than any honest training: a thread that hangs is ended. */
const TRAINING_MS_MAX = 10 * 60_000

/** The packed program has .js beside it, the repository .ts. */
const PROGRAM = new URL(
  import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js',
  import.meta.url,
)

/** Throws what the training throws, or that it took too long. */
export const trainInThread: Trainer = (records, options, signal) =>
  new Promise<Model>((resolve, reject) => {
    const task: TrainingTask = { records, ...options }
    const worker = new Worker(PROGRAM, { workerData: task })
    const timer = setTimeout(() => {
      reject(new Error(`The training took longer than ${TRAINING_MS_MAX / 60_000} minutes`))
      void worker.terminate()
    }, TRAINING_MS_MAX)
    timer.unref()
    const stop = (): void => {
      reject(new Error('The training was stopped'))
      void worker.terminate()
    }
    signal?.addEventListener('abort', stop, { once: true })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      reject(new Error(`The training ended early, with ${code}`))
    })
  })
