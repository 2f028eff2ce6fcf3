// Runs one task in a worker thread and ends it when nobody waits any more.
import { Worker } from 'node:worker_threads'

/** Longer than any honest training: a thread that hangs is ended. */
const TRAINING_MS_MAX = 10 * 60_000
/** A training makes little that is short-lived; a young generation as large as the server's would only cost memory. */
const YOUNG_MB_MAX = 8

/**
 * @param program name of the worker beside this file, without its ending: the packed program has .js, the repository .ts
 * Throws what the training throws, or that it took too long or was stopped.
 */
export function inThread<Result>(
  program: string,
  task: object,
  signal?: AbortSignal,
): Promise<Result> {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(`./${program}.${ending}`, import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB_MAX },
      workerData: task,
    })
    const timer = setTimeout(() => {
      reject(new Error(`The training took longer than ${TRAINING_MS_MAX / 60_000} minutes`))
      void worker.terminate()
    }, TRAINING_MS_MAX)
    timer.unref()
    const stop = (): void => {
      reject(new Error('The training was stopped'))
      void worker.terminate()
    }
    if (signal?.aborted) stop()
    signal?.addEventListener('abort', stop, { once: true })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      reject(new Error(`The training ended early, with ${code}`))
    })
  })
}
