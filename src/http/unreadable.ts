// Keeps bodies of collecting calls that hold no readable event: SDKs drop what is answered 400, so a fault on the way
// would lose events unseen. Whoever runs the sender finds them among the set-aside items and may send them corrected.
import { isUtf8 } from 'node:buffer'
import type { FastifyRequest } from 'fastify'
import { ProblemError } from '../contract/problem.ts'
import type { Caller } from '../engine/api.ts'
import { collectingCaller, sourceOf } from './auth.ts'
import type { Door } from './door.ts'

const LIBRARY_CHARACTERS_MAX = 200

/**
 * Keeps a body under the source of its sender and answers the problem to send. Of strangers nothing is kept.
 * @param body the bytes as they came, or what was read where it is JSON
 */
export async function keepUnreadable(
  door: Door,
  request: FastifyRequest,
  { body, problem }: { readonly body: unknown; readonly problem: ProblemError },
): Promise<ProblemError> {
  const caller = await senderOf(door, request)
  if (!caller) return problem
  const id = await door.engine.keepBody({
    source: sourceOf(caller),
    body: Buffer.isBuffer(body) ? textOf(body) : body,
    reason: `${request.method} ${request.routeOptions.url}: ${problem.message}`,
    library: request.headers['user-agent']?.slice(0, LIBRARY_CHARACTERS_MAX),
  })
  return new ProblemError(problem.code, `${problem.message}. What came is set aside as ${id}`)
}

/** A key in the body cannot be read either, so only headers and the query tell who sent it. */
async function senderOf(door: Door, request: FastifyRequest): Promise<Caller | undefined> {
  try {
    return await collectingCaller(door.engine, request, undefined)
  } catch (error) {
    if (error instanceof ProblemError && error.status < 500) return undefined
    throw error
  }
}

/** No stored text holds a NUL character. */
function textOf(bytes: Buffer): string {
  return isUtf8(bytes) && !bytes.includes(0)
    ? bytes.toString('utf8')
    : `base64:${bytes.toString('base64')}`
}
