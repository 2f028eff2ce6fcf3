// What happens when the user stops the program: work that leaves nothing behind, and work that ends by itself.
import { constants } from 'node:os'
import { endNow } from './end-now.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

type Clean = () => Promise<unknown>

/** The latest first: what was opened last is closed first. */
const cleaning: Clean[] = []

/**
 * Runs `clean` when the user stops the program and then ends it as the signal would have, once all that was asked
 * for is done. A second signal changes nothing, see `listenForStop`.
 * @returns what to call when there is nothing to clean any more
 */
export function onStop(clean: Clean): () => void {
  if (cleaning.length === 0) for (const signal of SIGNALS) process.on(signal, stop)
  cleaning.unshift(clean)
  return () => {
    const at = cleaning.indexOf(clean)
    if (at >= 0) cleaning.splice(at, 1)
    if (cleaning.length === 0 && !isStopping) {
      for (const signal of SIGNALS) process.off(signal, stop)
    }
  }
}

let isStopping = false

function stop(signal: NodeJS.Signals): void {
  if (isStopping) return
  isStopping = true
  void cleanAll().then(() => endNow(128 + constants.signals[signal]))
}

/** One after the other, and what fails keeps none of the others from being done; one may forget another. */
async function cleanAll(): Promise<void> {
  for (let clean = cleaning.shift(); clean; clean = cleaning.shift()) await clean().catch(() => {})
}

/**
 * For work that ends by itself once the signal is aborted.
 * A second signal changes nothing: npm passes on what the terminal has sent us already, and stopping the database
 * half way would leave it running. Everything is bounded in time.
 */
export function listenForStop(): { readonly signal: AbortSignal; readonly forget: () => void } {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  for (const name of SIGNALS) process.on(name, abort)
  return {
    signal: controller.signal,
    forget: () => {
      for (const name of SIGNALS) process.off(name, abort)
    },
  }
}
