// The running system that stories are told to: a real engine, our HTTP door and our client in front of it.
import { expect } from 'vitest'
import type { ItemResult } from '../../src/contract/api.ts'
import { ConsentInput } from '../../src/contract/consent.ts'
import { ObjectiveInput } from '../../src/contract/objective.ts'
import { ProblemError } from '../../src/contract/problem.ts'
import { SituationUpdate } from '../../src/contract/situation.ts'
import { type View, ViewRequest } from '../../src/contract/view.ts'
import { createServer } from '../../src/http/server.ts'
import { AlidadeError, createClient } from '../../src/sdk/index.ts'
import { callerOf, startTestEngine } from '../support/engine.ts'
import { type Ask, type Step, timeBefore, withTimes } from './story.ts'

/** A view, or the code with which it was refused; `bytes` is the answer without its audit id. */
export type Answer =
  | { readonly kind: 'view'; readonly view: View; readonly bytes: string }
  | { readonly kind: 'refused'; readonly code: string; readonly bytes: string }

export interface World {
  readonly at: (now: number) => void
  readonly happen: (story: string, steps: readonly Step[], now: number) => Promise<void>
  /** The same question through all three doors. */
  readonly ask: (ask: Ask) => Promise<Readonly<Record<'engine' | 'http' | 'sdk', Answer>>>
  readonly stop: () => Promise<void>
}

export async function startWorld(): Promise<World> {
  const started = await startTestEngine({ understands: true })
  const { engine, clock } = started
  const silent = () => undefined
  const server = createServer(engine, { logger: { error: silent, warn: silent }, version: 'test' })
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  const keys = new Map<string, string>()

  async function keyFor({ role, subjects }: Ask['as']): Promise<string> {
    const name = JSON.stringify([role, subjects])
    const known = keys.get(name)
    if (known) return known
    const input = { name, kind: 'read' as const, role, ...(subjects && { subjects }) }
    const { key } = await engine.createKey(input)
    keys.set(name, key)
    return key
  }

  async function throughEngine(request: ViewRequest, key: string): Promise<Answer> {
    const caller = await engine.authenticate(key)
    if (!caller) throw new Error('The key was not accepted')
    try {
      return viewed(JSON.stringify(await engine.view(request, { ...caller, requestId: 'story' })))
    } catch (error) {
      if (error instanceof ProblemError) return refused(error.code)
      throw error
    }
  }

  async function throughHttp(payload: object, key: string): Promise<Answer> {
    const headers = { authorization: `Bearer ${key}` }
    const response = await server.inject({ method: 'POST', url: '/v1/view', headers, payload })
    return response.statusCode === 200
      ? viewed(response.payload)
      : refused(String(response.json()['code']))
  }

  async function throughSdk(request: ViewRequest, key: string): Promise<Answer> {
    const client = createClient({ url, key })
    try {
      return viewed(JSON.stringify(await client.view(request)))
    } catch (error) {
      if (error instanceof AlidadeError) return refused(String(error.code))
      throw error
    }
  }

  return {
    at: (now) => {
      clock.now = now
    },
    happen: async (story, steps, now) => {
      for (const [index, step] of steps.entries()) {
        const told = { step, now, at: timeBefore(now, step.at), id: `${story}/${now}/${index}` }
        await happenOne(engine, told)
      }
    },
    ask: async ({ as, request }) => {
      const key = await keyFor(as)
      const parsed = ViewRequest.parse(request)
      return {
        engine: await throughEngine(parsed, key),
        http: await throughHttp(request, key),
        sdk: await throughSdk(parsed, key),
      }
    },
    stop: async () => {
      server.server.closeAllConnections()
      await server.close()
      await started.stop()
    },
  }
}

function viewed(bytes: string): Answer {
  const view: View = JSON.parse(bytes)
  return { kind: 'view', view, bytes: bytes.replace(view.audit, 'aud') }
}

function refused(code: string): Answer {
  return { kind: 'refused', code, bytes: code }
}

interface Told {
  readonly step: Step
  readonly now: number
  /** ISO */
  readonly at: string
  readonly id: string
}

type Engine = Awaited<ReturnType<typeof startTestEngine>>['engine']

/** Everything a story tells must have been stored, or the story is about something else. */
async function happenOne(engine: Engine, told: Told): Promise<void> {
  const { step, at } = told
  const { source, consent } = step
  if (consent) {
    const input = ConsentInput.parse({ ...consent, effectiveAt: at, idempotencyKey: told.id })
    await engine.recordConsent(input, callerOf('admin', { source }))
    return
  }
  if (step.news) {
    const update = SituationUpdate.parse(withTimes(step.news, told.now))
    await engine.putSituation([update], callerOf('admin', { source }))
    return
  }
  if (step.objective) {
    const { customer, role, say } = step.objective
    const input = ObjectiveInput.parse({ ...say, idempotencyKey: told.id })
    await engine.sayObjective(customer, input, callerOf(role, { source, subjects: [customer] }))
    return
  }
  const results = step.object ? await putObject(engine, told) : await collect(engine, told)
  expect(results.map(({ status, reason }) => reason ?? status)).toEqual(['stored'])
}

async function putObject(engine: Engine, { step, at, id }: Told): Promise<readonly ItemResult[]> {
  const { object, source } = step
  if (!object) throw new Error('A step is an event, an object or a consent')
  const { customer, account, ...rest } = object
  const write = {
    ...rest,
    ...(customer && { customer }),
    ...(account && { account }),
    source,
    mode: 'full' as const,
    changedAt: at,
    messageId: id,
  }
  return (await engine.putObjects([write])).results
}

async function collect(engine: Engine, { step, at, id }: Told): Promise<readonly ItemResult[]> {
  const { event, ids, source } = step
  const externalIds = Object.entries(ids ?? {}).map(([type, value]) => ({ type, id: value }))
  const context = externalIds.length > 0 ? { context: { externalIds } } : {}
  const item = { ...event, ...context, messageId: id, timestamp: at }
  return (await engine.collect({ source, items: [item], bytes: 1_000 })).results
}
