// Work that leaves nothing behind when the user stops the program in the middle of it.
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
