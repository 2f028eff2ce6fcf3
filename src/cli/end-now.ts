// The end of a process in which something may still be open.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Ends the process with this exit code, whatever is open.
 *
 * Before it ends Node waits for its compiling threads. One that waits for room in the heap, which the main thread alone
 * can make, kept it for ever (nodejs/node#54918): so room is made first.
 */
export function endNow(code: number): never {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
  process.exit(code)
}
