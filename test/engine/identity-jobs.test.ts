// Training and trying through the doors: a call starts a job, every server of the database tells how it stands.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publicId } from '../../src/contract/identifier.ts'
import type { IdentityChange, IdentityJob } from '../../src/contract/identity-job.ts'
import { createServer } from '../../src/http/server.ts'
import { type Client, createClient } from '../../src/sdk/client.ts'
import { joinTestEngine, startTestEngine, type TestEngine } from '../support/engine.ts'
import { identifyAll, openRules, register } from '../support/people.ts'

const TIMEOUT = 60_000
const STRICT = { thresholds: { link: 50, review: 40, merge: 55 } }
let one: TestEngine
let two: TestEngine
let admin: Client
let agent: Client
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  const options = { definitions: { identity: await openRules() } }
  one = await startTestEngine(options)
  two = await joinTestEngine(one.url, options)
  admin = await clientOf(one, 'admin')
  agent = await clientOf(one, 'agent')
})
afterAll(async () => {
  for (const close of closing) await close()
  await two.stop()
  await one.stop()
})

async function clientOf({ engine }: TestEngine, role: string): Promise<Client> {
  const log = () => undefined
  const logger = { error: log, warn: log }
  const server = createServer(engine, { logger, version: '0.0.0-test' })
  closing.push(() => server.close())
  const { key } = await engine.createKey({ name: role, kind: 'read', role })
  return createClient({ url: await server.listen({ host: '127.0.0.1', port: 0 }), key })
}

async function ended({ id }: { readonly id: string }, client = admin): Promise<IdentityJob> {
  for (;;) {
    const job = await client.identityJob(id)
    if (job.state !== 'running') return job
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const models = async (): Promise<readonly string[]> => {
  const { rows } = await one.store.pool.query<{ model: string }>(
    "select version || ' ' || state as model from match_model order by version",
  )
  return rows.map(({ model }) => model)
}

describe('a training', () => {
  test('of too few records fails and says so', async () => {
    const job = await admin.trainIdentity({ entity: 'account' })
    expect(job).toMatchObject({ kind: 'train', entity: 'account', state: 'running', endedAt: null })
    expect(await ended(job)).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('too few account records'),
    })
  })

  test('brings a model into force, and another server tells what it came to', {
    timeout: TIMEOUT,
  }, async () => {
    await identifyAll(one, register(120))
    const job = await admin.trainIdentity()
    expect(await ended(job)).toMatchObject({
      state: 'done',
      trained: { version: 1, records: 360, sampled: 360, toLookAt: 0 },
    })
    expect(await two.engine.identityJob(job.id)).toEqual(await one.engine.identityJob(job.id))
    expect(await models()).toEqual(['1 active'])
  })

  test('is refused while another server trains', { timeout: TIMEOUT }, async () => {
    let mayEnd = (): void => undefined
    const end = new Promise<void>((resolve) => {
      mayEnd = resolve
    })
    let other: Promise<unknown> = end
    await new Promise<void>((begun) => {
      other = two.store.whileNobodyTrains('customer', () => {
        begun()
        return end
      })
    })
    await expect(admin.trainIdentity({ seed: 2 })).rejects.toMatchObject({
      code: 'CONFLICT',
      status: 409,
    })
    mayEnd()
    await other
    expect(await ended(await admin.trainIdentity({ seed: 2 }))).toMatchObject({ state: 'done' })
  })
})

describe('a definition', () => {
  test('is tried without being applied, and the changes come in pages', {
    timeout: TIMEOUT,
  }, async () => {
    const before = await models()
    const job = await ended(await admin.tryIdentity({ seed: 3, definition: STRICT }))
    expect(job).toMatchObject({
      kind: 'try',
      state: 'done',
      tried: { records: 360, replayed: 360, customersThen: 360, merges: 0 },
    })
    const splits = job.tried?.splits ?? 0
    expect(splits).toBeGreaterThan(80)
    const pages: IdentityChange[][] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await admin.identityChanges(job.id, { limit: 50, ...(cursor && { cursor }) })
      pages.push([...page.items])
      cursor = page.next
    }
    const all = pages.flat()
    expect(pages.slice(0, -1).every(({ length }) => length === 50)).toBe(true)
    expect(all).toHaveLength(splits)
    expect(new Set(all.map(({ customers }) => customers.join())).size).toBe(splits)
    expect(all[0]).toMatchObject({ kind: 'split', more: 0 })
    expect(all[0]?.records.length).toBeGreaterThan(1)
    expect((await admin.identityChanges(job.id, { kind: 'merge' })).items).toEqual([])
    expect(await models()).toEqual(before)
  })

  test('that could not be applied is not tried', async () => {
    const definition = { thresholds: { review: 5, link: 2 } }
    await expect(admin.tryIdentity({ definition })).rejects.toMatchObject({
      code: 'DEFINITION_INVALID',
      status: 422,
    })
  })

  test('is tried one at a time', { timeout: TIMEOUT }, async () => {
    const first = await admin.tryIdentity({ definition: STRICT })
    await expect(admin.tryIdentity({ definition: STRICT })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    expect(await ended(first)).toMatchObject({ state: 'done' })
  })
})

describe('a job', () => {
  test('is for those who may apply definitions', async () => {
    const { id } = await ended(await admin.trainIdentity({ entity: 'account' }))
    for (const asked of [
      () => agent.trainIdentity(),
      () => agent.tryIdentity({ definition: STRICT }),
      () => agent.identityJob(id),
      () => agent.identityChanges(id),
    ])
      await expect(asked()).rejects.toMatchObject({ code: 'SCOPE_MISSING' })
  })

  test('nobody started is not found', async () => {
    await expect(admin.identityJob('job_01h455vb4pex5vsknk084sn02q')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(admin.identityChanges('nonsense')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('whose server closes has failed, and so has one whose server was not heard of again', {
    timeout: TIMEOUT,
  }, async () => {
    const three = await joinTestEngine(one.url, { definitions: { identity: await openRules() } })
    const client = await clientOf(three, 'admin')
    const stopped = await client.tryIdentity({ definition: STRICT })
    await three.stop()
    await closing.pop()?.()
    expect(await admin.identityJob(stopped.id)).toMatchObject({
      state: 'failed',
      problem: 'The training was stopped',
    })
    const lost = { id: 'a'.repeat(32), kind: 'train', entity: 'customer', author: 'x' } as const
    const [id, at] = [publicId('job', lost.id), one.clock.now]
    await one.store.addJob({ ...lost, at }, 50)
    expect(await admin.identityJob(id)).toMatchObject({ state: 'running' })
    one.clock.now += 61_000
    expect(await admin.identityJob(id)).toMatchObject({
      state: 'failed',
      problem: 'The server that ran it was not heard of again',
    })
  })

  test('is forgotten when there are many newer ones', async () => {
    const older = {
      id: 'b'.repeat(32),
      at: 1,
      kind: 'try',
      entity: 'customer',
      author: 'x',
    } as const
    await one.store.addJob(older, 1_000)
    expect(await one.store.job(older.id)).toMatchObject({ state: 'running' })
    await one.store.addJob({ ...older, id: 'c'.repeat(32), at: one.clock.now }, 1)
    expect(await one.store.job(older.id)).toBeUndefined()
  })
})
