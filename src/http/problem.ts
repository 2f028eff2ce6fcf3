// Turns everything that can go wrong into problem+json (RFC 9457): never a stack, always the request id.
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  hasZodFastifySchemaValidationErrors,
  isResponseSerializationError,
} from 'fastify-type-provider-zod'
import { PROBLEMS, type Problem, type ProblemCode, ProblemError } from '../contract/problem.ts'
import type { App, Door } from './door.ts'

/** How many faulty fields one answer names. */
const ERRORS_MAX = 20
/** Longer texts in an answer are cut: messages quote what the caller sent. */
const MESSAGE_CHARACTERS_MAX = 300

/** Installs the answers for thrown errors and for routes that do not exist. */
export function answerProblems(app: App, door: Door): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error, request)
    if (problem.status >= 500 && !(error instanceof ProblemError)) logFault(door, error, request)
    return sendProblem(reply, problem, door.limits.retryAfterSeconds)
  })
  app.setNotFoundHandler((_request, reply) =>
    sendProblem(
      reply,
      new ProblemError('NOT_FOUND', 'There is no such route; GET /docs lists them'),
      door.limits.retryAfterSeconds,
    ),
  )
}

/** Sends a problem as the answer of a request; 429 and 503 carry Retry-After in whole seconds. */
export function sendProblem(
  reply: FastifyReply,
  problem: ProblemError,
  retryAfterSeconds: number,
): FastifyReply {
  if (problem.status === 429 || problem.status === 503) {
    reply.header('retry-after', wholeSeconds(problem.retryAfterSeconds ?? retryAfterSeconds))
  }
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="alidade"')
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemBody(problem, reply.request.id)))
}

/** SDKs read integers only, and 0 would make them come back at once. */
function wholeSeconds(seconds: number): number {
  return Math.max(1, Math.ceil(seconds))
}

/** @param requestId absent when the request could not even be read */
function problemBody(problem: ProblemError, requestId: string | undefined): Problem {
  const body: Problem = {
    type: `/docs#${problem.code}`,
    title: PROBLEMS[problem.code][1],
    status: problem.status,
    code: problem.code,
    detail: problem.message,
  }
  if (problem.errors.length > 0) body.errors = problem.errors.slice(0, ERRORS_MAX)
  if (requestId !== undefined) body.requestId = requestId
  return body
}

function problemOf(error: unknown, request: FastifyRequest): ProblemError {
  if (error instanceof ProblemError) return error
  if (hasZodFastifySchemaValidationErrors(error)) return validationProblem(error, request)
  const status = statusOf(error)
  return status < 500 ? clientProblem(status) : fault(error)
}

function fault(cause: unknown): ProblemError {
  return new ProblemError('INTERNAL', 'Name the request id when you report this', { cause })
}

interface Faulty {
  readonly validation: readonly { readonly instancePath: string; readonly message?: string }[]
  readonly validationContext?: string | undefined
}

function validationProblem(error: Faulty, request: FastifyRequest): ProblemError {
  const errors = error.validation.slice(0, ERRORS_MAX).map((issue) => ({
    path: issue.instancePath.slice(0, MESSAGE_CHARACTERS_MAX),
    message: (issue.message ?? 'not as documented').slice(0, MESSAGE_CHARACTERS_MAX),
  }))
  const first = errors[0]
  return new ProblemError(
    validationCode(error.validationContext, request),
    first
      ? `${error.validationContext} ${first.path}: ${first.message}`
      : 'See the documented shape',
    { errors },
  )
}

function validationCode(context: string | undefined, request: FastifyRequest): ProblemCode {
  if (context === 'body') return request.routeOptions.config.bodyProblem ?? 'BODY_INVALID'
  return context === 'params' ? 'NOT_FOUND' : 'QUERY_INVALID'
}

const CLIENT_PROBLEMS: ReadonlyMap<number, readonly [ProblemCode, string]> = new Map([
  [404, ['NOT_FOUND', 'The path is not readable; GET /docs lists the routes']],
  [405, ['METHOD_NOT_ALLOWED', 'GET /docs lists the methods of each route']],
  [408, ['REQUEST_TIMEOUT', 'Send the whole request at once']],
  [413, ['BODY_TOO_LARGE', 'Send the body in parts']],
  [431, ['HEADERS_TOO_LARGE', 'Send fewer or shorter headers']],
])

/** Fastify's own refusals: only their status says something to a caller. */
function clientProblem(status: number): ProblemError {
  const [code, detail] = CLIENT_PROBLEMS.get(status) ?? [
    'BODY_UNREADABLE',
    'The request cannot be read',
  ]
  return new ProblemError(code, detail)
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500
  const status = error.statusCode
  return typeof status === 'number' && status >= 400 ? status : 500
}

function logFault(door: Door, error: unknown, request: FastifyRequest): void {
  const because =
    error instanceof Error && isResponseSerializationError(error) ? error.cause : undefined
  door.log.error(
    {
      err: error,
      because,
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url,
    },
    'a request failed through a fault of ours',
  )
}

/** Answers what is not even HTTP, straight on the socket, and closes it. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const problem = clientProblem(BROKEN_STATUS.get(error.code ?? '') ?? 400)
  const body = JSON.stringify(problemBody(problem, undefined))
  socket.end(
    `HTTP/1.1 ${problem.status} ${PROBLEMS[problem.code][1].split(' ', 1)[0]}\r\n` +
      'content-type: application/problem+json; charset=utf-8\r\n' +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    // A client that neither reads nor closes would keep the half-closed socket for ever.
    () => socket.destroy(),
  )
}

const BROKEN_STATUS: ReadonlyMap<string, number> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
  ['HPE_HEADER_OVERFLOW', 431],
])
