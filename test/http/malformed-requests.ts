// Malformed requests over every route of the OpenAPI document, as many as are asked for; and what a good answer to
// each of them is: a documented status, never a 5xx, never a stack. Used in process and over real connections.
import fc from 'fast-check'
import { openapiDocument } from '../../src/http/openapi-document.ts'
import { MALFORMED_CASES } from '../../src/testing/stream/malformed.ts'
import { almostRight } from './almost-right.ts'

export interface MalformedRequest {
  readonly method: string
  /** with its query, percent-encoded */
  readonly url: string
  /** as the document writes it */
  readonly route: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** statuses that the document names for this route */
  readonly documented: readonly string[]
}

export interface FuzzKeys {
  readonly admin: string
  readonly write: string
}

/** Values that broke databases, parsers or dates before. */
const POISON = [
  '\u0000',
  '\ud800',
  'a\u0000b',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  "' OR 1=1 --",
  '%00',
  '%ff',
  '\u202e\u200b',
  'now',
  'infinity',
  '-infinity',
  '2026-02-30T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '2026-12-31T23:59:60Z',
  'x'.repeat(10_000),
  'user_id:1',
  'email:',
  ':',
  1e308,
  -0,
  9_007_199_254_740_993n.toString(),
  null,
  true,
  [],
  {},
  [[[[[[]]]]]],
] as const

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Readonly<Record<string, unknown>>
  readonly security?: readonly Readonly<Record<string, unknown>>[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}
interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>
}

const document = await openapiDocument({ version: '0.0.0-test' })
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    operation: operation as Operation,
  })),
)
/** How many routes and methods the document has. */
export const OPERATIONS = operations.length

const poison = fc.oneof(fc.constantFrom(...POISON), fc.string({ unit: 'binary' }), fc.jsonValue())
const text = poison.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
const timestamp = '2026-06-30T12:00:00.000Z'
const collected = fc
  .tuple(fc.constantFrom(...MALFORMED_CASES), fc.uuid(), fc.boolean())
  .map(([one, id, isBatch]) => {
    const item = one.text({ messageId: id, timestamp, userId: `poison-${id}` })
    return isBatch ? `{"batch":[${item}]}` : item
  })

function bodyOf({ requestBody }: Operation): fc.Arbitrary<string | undefined> {
  if (!requestBody) return fc.constant(undefined)
  const [content] = Object.values(requestBody.content)
  const names = Object.keys(content?.schema.properties ?? { batch: 1, userId: 1, event: 1 })
  const shaped = fc.dictionary(fc.constantFrom(...names, 'unknown'), poison)
  return fc.oneof(
    { weight: 4, arbitrary: shaped.map((value) => JSON.stringify(value)) },
    { weight: 2, arbitrary: poison.map((value) => JSON.stringify(value)) },
    { weight: 2, arbitrary: collected },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: shaped.map((value) => JSON.stringify(value).slice(0, -2)) },
  )
}

export function malformedRequests(keys: FuzzKeys): fc.Arbitrary<MalformedRequest> {
  return fc.oneof(
    { weight: 3, arbitrary: wrongAllOver(keys) },
    { weight: 1, arbitrary: wrongInOnePlace(keys) },
  )
}

function wrongInOnePlace({ admin, write }: FuzzKeys): fc.Arbitrary<MalformedRequest> {
  return almostRight.map(({ method, route, url, body }) => {
    const known = operations.find((one) => one.path === route && one.method === method)
    const isCollecting = known?.operation.security?.some((scheme) => 'writeKey' in scheme)
    return {
      ...{ method, route, url, body },
      headers: { authorization: `Bearer ${isCollecting ? write : admin}` },
      documented: Object.keys(known?.operation.responses ?? {}),
    }
  })
}

function wrongAllOver({ admin, write }: FuzzKeys): fc.Arbitrary<MalformedRequest> {
  return fc.constantFrom(...operations).chain(({ method, path, operation }) => {
    const names = (operation.parameters ?? []).map((parameter) => parameter.name)
    return fc
      .record({
        fillings: fc.array(text, { minLength: 2, maxLength: 2 }),
        query: fc.dictionary(fc.constantFrom(...names, 'purpose', 'unknown'), text),
        key: fc.constantFrom(admin, admin, admin, write, '\u00ff', ''),
        scheme: fc.constantFrom('Bearer ', 'Bearer ', 'Basic ', ''),
        body: bodyOf(operation),
        encoding: fc.constantFrom(undefined, undefined, undefined, undefined, 'gzip', 'zip'),
      })
      .map((parts) => ({
        method,
        url: urlOf(path, parts),
        route: path,
        headers: {
          authorization: parts.scheme + parts.key,
          ...(parts.encoding !== undefined && { 'content-encoding': parts.encoding }),
        },
        body: parts.body,
        documented: Object.keys(operation.responses),
      }))
  })
}

function urlOf(
  path: string,
  parts: {
    readonly fillings: readonly string[]
    readonly query: Readonly<Record<string, string>>
  },
): string {
  const fillings = parts.fillings.map(encode)
  const filled = path.replaceAll(/\{\w+\}/g, () => fillings.pop() ?? 'x')
  const query = Object.entries(parts.query).map(([name, value]) => `${name}=${encode(value)}`)
  return `${filled}?${query.join('&')}`
}

/** A lone surrogate has no UTF-8; such bytes are sent as they would come from a broken client. */
function encode(value: string): string {
  try {
    return encodeURIComponent(value)
  } catch {
    return '%ed%a0%80'
  }
}

/** What is wrong with an answer, in words; undefined = nothing. */
export function faultOfAnswer(
  { method, route, documented }: MalformedRequest,
  { status, body }: { readonly status: number; readonly body: string },
): string | undefined {
  const what = `${method} ${route} answered ${status}`
  if (status >= 500) return `${what}: ${body.slice(0, 300)}`
  if (!documented.includes(String(status))) return `${what}, which is not documented`
  if (/ at .*\.(ts|js):\d+/.test(body)) return `${what} with a stack: ${body.slice(0, 300)}`
  if (status < 400 || saysStatus(body, status)) return undefined
  return `${what} without a problem document: ${body.slice(0, 300)}`
}

function saysStatus(body: string, status: number): boolean {
  try {
    return (JSON.parse(body) as { readonly status?: unknown }).status === status
  } catch {
    return false
  }
}
