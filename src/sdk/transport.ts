// One HTTP call with time-out and retries. A call is sent again only where that cannot do anything twice.
import { AlidadeError, errorOfAnswer } from './error.ts'

export interface TransportOptions {
  /** where Alidade runs, for example https://alidade.example.com */
  readonly url: string
  readonly key: string
  /** default: the global fetch */
  readonly fetch?: typeof fetch
  /** how often a failed call is sent again; default 5 */
  readonly retries?: number
  /** milliseconds one attempt may take; default 10,000 */
  readonly timeoutMs?: number
  /** milliseconds before the first retry, doubled for each further one; default 250 */
  readonly backoffMs?: number
}

export interface CallOptions {
  readonly signal?: AbortSignal
}

interface Call extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly query?: Readonly<Record<string, unknown>>
  /** JSON text */
  readonly body?: string
  /**
   * True: the call carries its own id or only reads, so it may be sent again after a lost answer.
   * False: it is sent again only when the server said that it did nothing (429, 503).
   */
  readonly isRepeatable: boolean
}

export type Send = <Answer>(call: Call) => Promise<Answer>

const RETRIES = 5
const TIMEOUT_MS = 10_000
const BACKOFF_MS = 250
/** A server may ask for more; waiting longer than this helps nobody. */
const WAIT_MS_MAX = 300_000
const BACKOFF_MS_MAX = 30_000

export function createTransport(options: TransportOptions): Send {
  const retries = options.retries ?? RETRIES
  return async <Answer>(call: Call): Promise<Answer> => {
    for (let attempt = 0; ; attempt++) {
      const outcome = await attemptCall<Answer>(options, call)
      if ('answer' in outcome) return outcome.answer
      if (attempt >= retries || !mayRetry(call, outcome.error)) throw outcome.error
      await pause(outcome.waitMs ?? backoff(options, attempt), call.signal)
    }
  }
}

type Outcome<Answer> =
  | { readonly answer: Answer }
  | { readonly error: AlidadeError; readonly waitMs: number | undefined }

async function attemptCall<Answer>(
  options: TransportOptions,
  call: Call,
): Promise<Outcome<Answer>> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS)
  try {
    const response = await fetchOnce(options, call, timeout)
    if (!response.ok) {
      return { error: await errorOfAnswer(response), waitMs: retryAfterMs(response) }
    }
    const answer = response.status === 204 ? undefined : await response.json()
    return { answer: answer as Answer }
  } catch (cause) {
    if (call.signal?.aborted) throw cause
    return { error: lostAnswer(cause, timeout), waitMs: undefined }
  }
}

function fetchOnce(options: TransportOptions, call: Call, timeout: AbortSignal): Promise<Response> {
  const send = options.fetch ?? fetch
  return send(addressOf(options.url, call), {
    method: call.method,
    headers: {
      authorization: `Bearer ${options.key}`,
      ...(call.body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(call.body !== undefined && { body: call.body }),
    // An answer from another place would not be Alidade's.
    redirect: 'error',
    signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
  })
}

function addressOf(url: string, call: Call): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) query.set(name, String(value))
  }
  const text = query.toString()
  return `${url.replace(/\/+$/, '')}${call.path}${text === '' ? '' : `?${text}`}`
}

function lostAnswer(cause: unknown, timeout: AbortSignal): AlidadeError {
  return timeout.aborted
    ? new AlidadeError('TIMEOUT', 'The server did not answer in time', { cause })
    : new AlidadeError('NETWORK', 'The server could not be reached', { cause })
}

/** Answers that promise nothing was done. */
const NOTHING_DONE: ReadonlySet<number> = new Set([429, 503])

export function isTransient(error: AlidadeError): boolean {
  const { status } = error
  return status === undefined || status === 408 || status === 429 || status >= 500
}

function mayRetry(call: Call, error: AlidadeError): boolean {
  if (!isTransient(error)) return false
  return call.isRepeatable || (error.status !== undefined && NOTHING_DONE.has(error.status))
}

function retryAfterMs(response: Response): number | undefined {
  const header = response.headers.get('retry-after')
  if (header === null) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), WAIT_MS_MAX) : undefined
}

/** Half of it is chance, so that clients which failed together do not come back together. */
function backoff(options: TransportOptions, attempt: number): number {
  const full = Math.min((options.backoffMs ?? BACKOFF_MS) * 2 ** attempt, BACKOFF_MS_MAX)
  return full / 2 + Math.random() * (full / 2)
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
