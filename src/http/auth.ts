// Who is calling? Native routes take one way, `Authorization: Bearer alk_...`, before the body is read.
// Collecting routes take every way that Segment, RudderStack, Jitsu and Dittofeed clients use.
import type { FastifyRequest } from 'fastify'
import { ProblemError } from '../contract/problem.ts'
import type { Caller, Engine } from '../engine/api.ts'
import type { App, Door, Scope } from './door.ts'

/** A longer text is no key; it is not even looked up. */
const KEY_CHARACTERS_MAX = 300

/** Asks every route for its key; `open` routes need none, collecting ones ask after reading the body. */
export function askForKeys(app: App, door: Door): void {
  app.decorateRequest('caller', null)
  app.addHook('onRequest', async (request) => {
    const scope = request.routeOptions.config.scope
    if (scope === undefined || scope === 'open' || scope === 'collect') return
    request.caller = await authenticate(door.engine, request, scope, bearerKeys(request))
  })
}

/** The caller of a route that asked for a key. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller) return request.caller
  throw new ProblemError('KEY_MISSING', 'Send Authorization: Bearer alk_...')
}

/**
 * The caller of a collecting route.
 * @param writeKey `writeKey` of the body, if it had one
 */
export async function collectingCaller(
  engine: Engine,
  request: FastifyRequest,
  writeKey: unknown,
): Promise<Caller> {
  const caller = await authenticate(engine, request, 'collect', writeKeys(request, writeKey))
  request.caller = caller
  return caller
}

/** Keys of people and of servers without a source of their own write as this one. */
const API_SOURCE = 'api'

export function sourceOf(caller: Caller): string {
  return caller.source ?? API_SOURCE
}

/** Tries the keys in order; the first one known decides, so a stale key beside a good one does no harm. */
async function authenticate(
  engine: Engine,
  request: FastifyRequest,
  scope: Scope,
  keys: readonly string[],
): Promise<Caller> {
  for (const key of keys) {
    const known = await engine.authenticate(key)
    if (known) return allowed({ ...known, requestId: request.id }, scope)
  }
  throw keys.length === 0
    ? new ProblemError(
        'KEY_MISSING',
        'Send Authorization: Bearer alk_... (collecting: the write key)',
      )
    : new ProblemError('KEY_INVALID', 'Create a key with: alidade keys create')
}

function allowed(caller: Caller, scope: Scope): Caller {
  if (caller.scopes.has(scope)) return caller
  throw new ProblemError('SCOPE_MISSING', `The key lacks the scope ${scope}`)
}

function bearerKeys(request: FastifyRequest): string[] {
  const [scheme, value] = splitAuthorization(request.headers.authorization)
  return scheme === 'bearer' ? usable([value]) : []
}

/**
 * Every key a collecting request may carry: Basic user name, bearer, raw Authorization (Dittofeed),
 * X-Write-Key as `id:secret` (Jitsu), body, query.
 */
function writeKeys(request: FastifyRequest, writeKey: unknown): string[] {
  const query = request.query as { readonly writeKey?: unknown }
  const jitsu = request.headers['x-write-key']
  return usable([
    ...authorizationKeys(request.headers.authorization),
    ...(typeof jitsu === 'string' ? [jitsu, afterColon(jitsu), beforeColon(jitsu)] : []),
    writeKey,
    query.writeKey,
  ])
}

/** The key as the caller of a collecting route wrote it, in whichever place. */
export function keyOf(request: FastifyRequest): string | undefined {
  return writeKeys(request, undefined)[0]
}

function authorizationKeys(header: string | undefined): string[] {
  const [scheme, value] = splitAuthorization(header)
  if (scheme === 'basic') return basicKeys(value)
  return scheme === 'bearer' ? [value] : [value, afterColon(value)]
}

/** SDKs send the key as user name, with or without the colon; some tools as password. */
function basicKeys(value: string): string[] {
  const text = Buffer.from(value, 'base64').toString('utf8')
  return [beforeColon(text), afterColon(text)]
}

/** `Basic x` -> ['basic', 'x']; a header without a known scheme -> ['', header]. */
function splitAuthorization(header: string | undefined): readonly [string, string] {
  const text = (header ?? '').trim()
  const at = text.indexOf(' ')
  const scheme = text.slice(0, Math.max(at, 0)).toLowerCase()
  return scheme === 'basic' || scheme === 'bearer'
    ? [scheme, text.slice(at + 1).trim()]
    : ['', text]
}

function beforeColon(text: string): string {
  const at = text.indexOf(':')
  return at < 0 ? text : text.slice(0, at)
}

function afterColon(text: string): string {
  const at = text.indexOf(':')
  return at < 0 ? '' : text.slice(at + 1)
}

function usable(keys: readonly unknown[]): string[] {
  const texts = keys.filter(
    (key) => typeof key === 'string' && key.length > 0 && key.length <= KEY_CHARACTERS_MAX,
  )
  return [...new Set(texts as string[])]
}
