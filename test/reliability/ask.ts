// One HTTP request, as raw as Node allows: the path goes out as it is given, nothing is followed or retried.
import { Agent, type IncomingHttpHeaders, request } from 'node:http'

export interface Question {
  readonly port: number
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** absent: keep-alive connections shared by all campaigns of this process */
  readonly agent?: Agent
  readonly msMax?: number
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly tookMs: number
}

/** A server that says nothing for so long hangs. */
export const HANG_MS = 40_000
const shared = new Agent({ keepAlive: true, maxSockets: 512 })

/** Resolves with any answer; rejects when the connection breaks or nothing comes in time. */
export function ask(question: Question): Promise<Answer> {
  const { port, method = 'GET', path, headers = {}, body, agent = shared } = question
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, agent, headers })
    const timer = setTimeout(() => sent.destroy(new Hang()), question.msMax ?? HANG_MS)
    const fail = (error: Error): void => {
      clearTimeout(timer)
      reject(error)
    }
    sent.once('error', fail)
    sent.once('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', fail)
      response.once('end', () => {
        clearTimeout(timer)
        const { statusCode: status = 0, headers } = response
        const tookMs = performance.now() - began
        resolve({ status, headers, body: Buffer.concat(chunks).toString(), tookMs })
      })
    })
    sent.end(body)
  })
}

/** No answer at all in the time given. */
export class Hang extends Error {
  constructor() {
    super('no answer')
    this.name = 'Hang'
  }
}

/** A JSON body with a key. */
export function post(port: number, path: string, key: string, body: unknown): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  return ask({ port, method: 'POST', path, headers, body: text })
}

export function get(port: number, path: string, key: string): Promise<Answer> {
  return ask({ port, path, headers: { authorization: `Bearer ${key}` } })
}
