// Malformed input over every route of the OpenAPI document: each answer is one of the documented ones, never
// a 5xx, never a stack. FUZZ_RUNS sets how many requests are made (default 3,000) and FUZZ_SEED which ones.
// Over real connections and in great numbers: npm run campaign -- malformed.
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { createServer } from '../../src/http/server.ts'
import { startTestEngine } from '../support/engine.ts'
import { closeDoors, createDoor } from './door.ts'
import { ADMIN_KEY, WRITE_KEY } from './fake-engine.ts'
import { faultOfAnswer, malformedRequests, OPERATIONS } from './malformed-requests.ts'

afterEach(closeDoors)

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 3_000)
const requests = malformedRequests({ admin: ADMIN_KEY, write: WRITE_KEY })

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
        const { method, url, headers, body } = request
        const answer = await server.inject({
          ...{ method: method as 'GET', url, headers },
          ...(body !== undefined && { payload: body }),
        })
        seen.add(`${method} ${request.route} ${answer.statusCode}`)
        expect(faultOfAnswer(request, { status: answer.statusCode, body: answer.body })).toBe(
          undefined,
        )
        // Emptied each time: what one request left would be held against the next, and shrinking would fail.
        expect(logged.splice(0)).toEqual([])
      }),
      { numRuns: RUNS, ...seedOf() },
    )
    // Were every request refused for its key, the rest would prove nothing.
    expect([...seen].filter((row) => row.endsWith(' 200')).length).toBeGreaterThan(OPERATIONS / 2)
    await stop()
  },
)

function seedOf(): { seed?: number } {
  const seed = process.env['FUZZ_SEED']
  return seed === undefined ? {} : { seed: Number(seed) }
}
