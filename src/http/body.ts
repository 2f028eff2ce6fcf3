// Reads request bodies: any content type is taken for JSON, packed or not, and everything is bounded before
// it is parsed. SDKs send JSON as text/plain or as a form, so the content type says nothing.
import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ProblemError } from '../contract/problem.ts'
import type { App, Door } from './door.ts'
import { createInFlight, type Hold } from './in-flight.ts'
import type { HttpLimits } from './limits.ts'
import { tooLarge, unpackBody } from './unpack.ts'
import { keepUnreadable } from './unreadable.ts'

/** Replaces Fastify's own parsers by one that reads JSON under every content type. */
export function readBodies(app: App, door: Door): void {
  const { limits } = door
  const openHold = createInFlight(limits.inFlightBytesMax)
  app.removeAllContentTypeParsers()
  app.decorateRequest('bodyBytes', 0)
  app.decorateRequest('hold', null)
  // A malformed content type would be refused before any parser runs; without one the parser below is asked.
  app.addHook('onRequest', (request, _reply, done) => {
    request.raw.headers['content-type'] = undefined
    done()
  })
  app.addHook('preParsing', (request, reply, _payload, done) => {
    if (hasBody(request)) request.hold = releasedWith(reply, openHold())
    done()
  })
  app.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) =>
    readJson(request, payload, door),
  )
}

/** Was a body announced? */
export function hasBody(request: FastifyRequest): boolean {
  const { 'content-length': length, 'transfer-encoding': coding } = request.raw.headers
  return coding !== undefined || (length !== undefined && length !== '0')
}

/** Not with `finish`, which an aborted request never comes to. */
function releasedWith(reply: FastifyReply, hold: Hold): Hold {
  reply.raw.once('close', hold.release)
  return hold
}

async function readJson(
  request: FastifyRequest,
  payload: IncomingMessage,
  door: Door,
): Promise<unknown> {
  const { limits } = door
  const { 'content-length': length, 'content-encoding': encoding } = request.raw.headers
  if (Number(length ?? 0) > limits.bodyBytesMax) {
    if (Number(length) <= limits.drainBytesMax) await drain(payload, limits)
    throw tooLarge(limits.bodyBytesMax)
  }
  const packed = await collectBytes(payload, request.hold, limits)
  let bytes = packed
  try {
    bytes = await unpackBody(packed, encoding, limits.bodyBytesMax)
    if (bytes !== packed && request.hold?.grow(bytes.length) === false) throw crowded()
    request.bodyBytes = bytes.length
    return parse(bytes, limits)
  } catch (problem) {
    throw isUnreadable(problem, request)
      ? await keepUnreadable(door, request, { body: bytes, problem })
      : problem
  }
}

function isUnreadable(problem: unknown, request: FastifyRequest): problem is ProblemError {
  const isCollecting = request.routeOptions.config.scope === 'collect'
  return isCollecting && problem instanceof ProblemError && problem.code === 'BODY_UNREADABLE'
}

function collectBytes(
  payload: IncomingMessage,
  hold: Hold | null,
  limits: HttpLimits,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const take = (chunk: Buffer): void => {
      bytes += chunk.length
      if (bytes > limits.bodyBytesMax) refuse(tooLarge(limits.bodyBytesMax))
      else if (hold?.grow(chunk.length) === false) refuse(crowded())
      else chunks.push(chunk)
    }
    const refuse = (problem: ProblemError): void => {
      chunks.length = 0
      payload.off('data', take).off('end', finish)
      void drain(payload, limits).then(() => reject(problem))
    }
    const finish = (): void => resolve(joined(chunks))
    payload.on('data', take)
    payload.once('end', finish)
    payload.once('error', () =>
      reject(new ProblemError('BODY_UNREADABLE', 'The connection ended before the body did')),
    )
  })
}

/** Most bodies come in one piece; copying it would double its memory. */
function joined(chunks: readonly Buffer[]): Buffer {
  const [first, second] = chunks
  return first !== undefined && second === undefined ? first : Buffer.concat(chunks)
}

/**
 * Lets a refused client finish sending, within a bound. The answer to a body is given when this resolves: the
 * connection ends with it, and a client that is still sending then sees a reset, not the answer, and tries again.
 */
export function drain(payload: IncomingMessage, limits: HttpLimits): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0
    payload.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > limits.drainBytesMax) resolve()
    })
    payload.once('close', resolve)
    payload.once('end', resolve)
  })
}

function crowded(): ProblemError {
  return new ProblemError('OVERLOADED', 'Too many request bodies are being read at this moment')
}

/** JSON.parse needs no depth check: V8 parses without recursion. Whoever walks the value later needs one. */
function parse(bytes: Buffer, limits: HttpLimits): unknown {
  if (bytes.length === 0) return undefined
  if (bytes.length > limits.bodyTokensMax && tokensIn(bytes) > limits.bodyTokensMax) {
    throw new ProblemError(
      'BODY_TOO_LARGE',
      `The body holds more than ${limits.bodyTokensMax} values; send it in parts`,
    )
  }
  try {
    return JSON.parse(textOf(bytes))
  } catch {
    throw new ProblemError('BODY_UNREADABLE', 'Send the body as JSON in UTF-8')
  }
}

/** A byte order mark is no JSON, yet Windows tools write it. */
function textOf(bytes: Buffer): string {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return hasMark ? bytes.toString('utf8', 3) : bytes.toString('utf8')
}

const COMMA = 0x2c
const BRACKET = 0x5b
const BRACE = 0x7b
/** Also counts those inside texts: the bound is far above what honest text holds. */
function tokensIn(bytes: Buffer): number {
  let tokens = 0
  for (const byte of bytes) {
    if (byte === COMMA || byte === BRACE || byte === BRACKET) tokens++
  }
  return tokens
}
