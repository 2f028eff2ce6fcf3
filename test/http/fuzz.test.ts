// Malformed input over every route of the OpenAPI document: each answer is one of the documented ones, never
// a 5xx, never a stack. FUZZ_RUNS sets how many requests are made (default 3,000) and FUZZ_SEED which ones.
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { openapiDocument } from '../../src/http/openapi-document.ts'
import { createServer } from '../../src/http/server.ts'
import { startTestEngine } from '../support/engine.ts'
import { closeDoors, createDoor } from './door.ts'
import { ADMIN_KEY, WRITE_KEY } from './fake-engine.ts'

afterEach(closeDoors)

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 3_000)

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

const poison = fc.oneof(fc.constantFrom(...POISON), fc.string({ unit: 'binary' }), fc.jsonValue())
const text = poison.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))

function bodyOf({ requestBody }: Operation): fc.Arbitrary<string | undefined> {
  if (!requestBody) return fc.constant(undefined)
  const [content] = Object.values(requestBody.content)
  const names = Object.keys(content?.schema.properties ?? { batch: 1, userId: 1, event: 1 })
  const shaped = fc.dictionary(fc.constantFrom(...names, 'unknown'), poison)
  return fc.oneof(
    { weight: 4, arbitrary: shaped.map((value) => JSON.stringify(value)) },
    { weight: 2, arbitrary: poison.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: shaped.map((value) => JSON.stringify(value).slice(0, -2)) },
  )
}

const requests = fc.constantFrom(...operations).chain(({ method, path, operation }) => {
  const names = (operation.parameters ?? []).map((parameter) => parameter.name)
  return fc.record({
    method: fc.constant(method),
    path: fc.constant(path),
    operation: fc.constant(operation),
    fillings: fc.array(text, { minLength: 2, maxLength: 2 }),
    query: fc.dictionary(fc.constantFrom(...names, 'purpose', 'unknown'), text),
    key: fc.constantFrom(ADMIN_KEY, ADMIN_KEY, ADMIN_KEY, WRITE_KEY, '\u00ff', ''),
    scheme: fc.constantFrom('Bearer ', 'Bearer ', 'Basic ', ''),
    body: bodyOf(operation),
    encoding: fc.constantFrom(undefined, undefined, undefined, undefined, 'gzip', 'zip'),
  })
})

interface Opened {
  readonly server: FastifyInstance
  readonly logged: object[]
  stop(): Promise<void>
}

async function openFake(): Promise<Opened> {
  const { server, logged } = createDoor()
  return { server, logged, stop: closeDoors }
}

async function openReal(): Promise<Opened> {
  const { engine, stop } = await startTestEngine()
  await engine.createKeyWith({ name: 'admin', kind: 'read', role: 'admin' }, ADMIN_KEY)
  await engine.createKeyWith({ name: 'shop', kind: 'write', source: 'shop' }, WRITE_KEY)
  const logged: object[] = []
  const keep = (fields: object): void => void logged.push(fields)
  const server = createServer(engine, { logger: { error: keep, warn: keep }, version: '0' })
  const stopAll = async (): Promise<void> => {
    await server.close()
    await stop()
  }
  return { server, logged, stop: stopAll }
}

test.each([
  ['an engine in memory', openFake],
  ['the real engine', openReal],
])(
  `${RUNS} malformed requests to %s are answered as documented`,
  { timeout: 900_000 },
  async (_name, open) => {
    const { server, logged, stop } = await open()
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const fillings = request.fillings.map((filling) => encode(filling))
        const url = request.path.replaceAll(/\{\w+\}/g, () => fillings.pop() ?? 'x')
        const query = Object.entries(request.query).map(
          ([name, value]) => `${name}=${encode(value)}`,
        )
        const answer = await server.inject({
          method: request.method as 'GET',
          url: `${url}?${query.join('&')}`,
          headers: {
            authorization: request.scheme + request.key,
            ...(request.encoding !== undefined && { 'content-encoding': request.encoding }),
          },
          ...(request.body !== undefined && { payload: request.body }),
        })
        const status = String(answer.statusCode)
        seen.add(`${request.method} ${request.path} ${status}`)
        expect(Object.keys(request.operation.responses)).toContain(status)
        expect(answer.statusCode).toBeLessThan(500)
        // Emptied each time: what one request left would be held against the next, and shrinking would fail.
        expect(logged.splice(0)).toEqual([])
        if (answer.statusCode >= 400)
          expect(answer.json()).toMatchObject({ status: answer.statusCode })
        expect(answer.body).not.toMatch(/ at .*\.(ts|js):\d+/)
      }),
      { numRuns: RUNS, ...seedOf() },
    )
    // Were every request refused for its key, the rest would prove nothing.
    expect([...seen].filter((row) => row.endsWith(' 200')).length).toBeGreaterThan(
      operations.length / 2,
    )
    await stop()
  },
)

/** A lone surrogate has no UTF-8; such bytes are sent as they would come from a broken client. */
function encode(value: string): string {
  try {
    return encodeURIComponent(value)
  } catch {
    return '%ed%a0%80'
  }
}

function seedOf(): { seed?: number } {
  const seed = process.env['FUZZ_SEED']
  return seed === undefined ? {} : { seed: Number(seed) }
}
