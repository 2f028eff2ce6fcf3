// The optional language model outside, played by a server of our own: what it is told, what becomes of what it says.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openAiProvider, providerOf } from '../../src/cli/openai-provider.ts'
import { type View, ViewRequest } from '../../src/contract/view.ts'
import { callerOf, collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
let server: Server
let told: string[] = []
let answer: (() => unknown) | 'never' = () => ''

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      told.push(body)
      if (answer === 'never') return
      const content = answer()
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ choices: [{ message: { content } }] }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const provider = openAiProvider({
    url: `http://127.0.0.1:${port}/v1`,
    model: 'tiny',
    key: undefined,
  })
  running = await startTestEngine({ provider })
  await collectFrom(running.engine, 'web', [
    {
      type: 'identify',
      userId: 'eva',
      messageId: 'eva',
      traits: { name: 'Eva Ek', email: 'eva@x.io', health_note: 'asthma' },
    },
    {
      type: 'track',
      event: 'Chat Message Received',
      userId: 'eva',
      messageId: 'eva-chat',
      channel: 'chat',
      properties: { text: 'the thing blinks' },
    },
    {
      type: 'track',
      event: 'Opportunity Opened',
      userId: 'eva',
      messageId: 'eva-deal',
      properties: { title: 'Secret deal' },
    },
  ])
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await running.stop()
})
beforeEach(() => {
  told = []
})

const look = (more: object = { summary: true }): Promise<View> =>
  running.engine.view(
    ViewRequest.parse({ customer: 'user_id:eva', purpose: 'service', channel: 'phone', ...more }),
    callerOf('agent'),
  )

async function audited(): Promise<readonly { actor: string; lens: string }[]> {
  const { rows } = await running.store.pool.query('select actor, lens from access order by at, id')
  return rows
}

test('nobody is told anything unless a summary is asked for, and an address is set', async () => {
  await look({})
  expect(told).toEqual([])
  expect(providerOf({})).toBeUndefined()
  expect(providerOf({ ALIDADE_PROVIDER_URL: 'http://127.0.0.1:1/v1' })?.name).toBe(
    'default at 127.0.0.1:1',
  )
})

test('links and pictures that it writes are left out, their words stay', async () => {
  answer = () =>
    JSON.stringify({
      summary: 'Pay [here](http://evil.example/a) ![now](https://evil.example/b.png), at once',
    })
  expect((await look()).summary?.text).toBe('Pay here now, at once')
})

test('it is told what the lens shows and no more, and the log knows', async () => {
  answer = () =>
    'Sure: {"summary": "Eva says that <b>it</b> blinks. See http://evil.example/x", "job": "set-up"}'
  const before = (await audited()).length
  const view = await look()
  expect(told).toHaveLength(1)
  expect(told[0]).toContain('the thing blinks')
  expect(told[0]).not.toMatch(/asthma|Secret deal/)
  expect(view.summary).toMatchObject({ basis: 'inferred', by: expect.stringMatching(/^tiny at /) })
  expect(view.summary?.text).toBe('Eva says that bit/b blinks. See link left out')
  expect(view.objective).toMatchObject({ job: 'set-up', basis: 'inferred', confidence: 0.5 })
  const rows = (await audited()).slice(before)
  expect(rows).toHaveLength(2)
  expect(
    rows.some(({ actor, lens }) => /^provider tiny/.test(actor) && / to tiny/.test(lens)),
  ).toBe(true)
})

test('nonsense, jobs that do not exist and silence leave the view as it is', async () => {
  for (const said of ['no json here', '{"job": "rob-a-bank"}', '{"summary": 7}']) {
    answer = () => said
    const view = await look()
    expect([view.summary, view.objective?.job]).toEqual([undefined, 'unknown'])
    expect(view.customer?.name).toBe('Eva Ek')
  }
  answer = 'never'
  const startedAt = performance.now()
  const view = await look()
  expect(view.summary).toBeUndefined()
  expect(performance.now() - startedAt).toBeLessThan(8_000)
}, 20_000)
