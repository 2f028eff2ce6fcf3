// Runs a server until somebody stops it: Ctrl-C, SIGTERM, SIGHUP, or a database that cannot be kept running.
import { EXIT, type ExitCode, failureOf } from './exit.ts'
import { letHeapGrow } from './heap-growth.ts'
import { listenForStop } from './on-stop.ts'
import { type ServeSettings, type Serving, serve } from './serve.ts'

/**
 * @param settings `prepare` gets a signal that is aborted when the user stops the start
 * @param ready says where it serves; runs once it does
 */
export async function runServer(
  settings: Omit<ServeSettings, 'prepare'> & {
    readonly prepare?: (opened: Serving['opened'], stop: AbortSignal) => Promise<void>
  },
  ready: (serving: Serving) => Promise<void>,
): Promise<ExitCode> {
  letHeapGrow()
  const stop = listenForStop()
  const { prepare, ...rest } = settings
  try {
    const serving = await serve({
      ...rest,
      ...(prepare && { prepare: (opened) => prepare(opened, stop.signal) }),
    })
    return await serveUntilStopped(serving, { stop: stop.signal, ready, log: settings.log })
  } catch (error) {
    if (stop.signal.aborted && isAbort(error)) {
      settings.log('Stopped before it was ready; the next start goes on.')
      return EXIT.ok
    }
    throw error
  } finally {
    stop.forget()
  }
}

async function serveUntilStopped(
  serving: Serving,
  {
    stop,
    ready,
    log,
  }: {
    readonly stop: AbortSignal
    readonly ready: (serving: Serving) => Promise<void>
    readonly log: (line: string) => void
  },
): Promise<ExitCode> {
  try {
    if (!stop.aborted) await ready(serving)
    const failure = await Promise.race([stopped(stop), serving.failed])
    if (!failure) return EXIT.ok
    const { message, exitCode } = failureOf(failure)
    log(message)
    return exitCode
  } finally {
    log('Stopping: open requests end, then the database stops.')
    await serving.close()
    log('Stopped.')
  }
}

function stopped(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
