// What happens when the user stops the program: work that leaves nothing behind, and work that ends by itself.
import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs `clean` when the user stops the program and then ends it as the signal would have.
 * @returns what to call when there is nothing to clean any more
 */
export function onStop(clean: () => Promise<unknown>): () => void {
  const stop = (signal: NodeJS.Signals): void => {
    const end = (): never => process.exit(128 + constants.signals[signal])
    clean().then(end, end)
  }
  for (const signal of SIGNALS) process.once(signal, stop)
  return () => {
    for (const signal of SIGNALS) process.off(signal, stop)
  }
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
