// A crowd is refused before its bodies are read, and every client reads the refusal rather than a reset.
import { Agent, request as httpRequest } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { closeDoors, createDoor, listen } from './door.ts'
import { ADMIN_KEY, overloaded, WRITE_KEY } from './fake-engine.ts'

afterEach(closeDoors)

const writer = { authorization: `Basic ${btoa(`${WRITE_KEY}:`)}` }
const admin = { authorization: `Bearer ${ADMIN_KEY}` }

test.each([
  ['POST', '/v1/batch', '{"this is": no JSON'],
  ['POST', '/v1/t', '{'],
  ['PUT', '/v1/objects/order/1', '{"body":{}}'],
] as const)('%s %s is refused without a look at its body', async (method, url, payload) => {
  const { server, refusals, calls, objects } = createDoor()
  refusals.push(overloaded(3))
  const answer = await server.inject({ method, url, headers: writer, payload })
  expect([answer.statusCode, answer.json().code]).toEqual([429, 'OVERLOADED'])
  expect(answer.headers['retry-after']).toBe('3')
  expect([calls, objects]).toEqual([[], []])
})

test('the refusal names other origins, or a browser would see a network error', async () => {
  const { server, refusals } = createDoor()
  refusals.push(overloaded())
  const headers = { ...writer, origin: 'https://shop.example' }
  const answer = await server.inject({ method: 'POST', url: '/v1/t', headers, payload: '{}' })
  expect(answer.headers['access-control-allow-origin']).toBe('https://shop.example')
})

test('reads and consents are let in while collecting is refused', async () => {
  const { server, refusals } = createDoor()
  refusals.push(overloaded())
  const view = { customer: 'user_id:1', purpose: 'service' }
  const consent = { customer: 'user_id:1', purpose: 'marketing', state: 'withdrawn' }
  const answers = await Promise.all([
    server.inject({ method: 'POST', url: '/v1/view', headers: admin, payload: view }),
    server.inject({ method: 'POST', url: '/v1/consents', headers: admin, payload: consent }),
    server.inject({ url: '/v1/projects/x/settings', headers: writer }),
  ])
  expect(answers.map((answer) => answer.statusCode)).toEqual([200, 201, 200])
})

test.each([
  ['with a length', { 'content-length': String(3 * 1024 * 1024) }],
  ['in chunks', {}],
])(
  'a client that is still sending %s reads the refusal, and its connection goes on',
  async (_how, headers) => {
    const { server, refusals } = createDoor()
    const url = await listen(server)
    refusals.push(overloaded())
    const { sockets, statuses } = await sendTwice(url, { ...writer, ...headers })
    expect(statuses).toEqual([429, 400])
    expect(sockets).toBe(1)
  },
)

/** Two large bodies over one kept connection; the second is admitted, and is no JSON. */
async function sendTwice(url: string, headers: Readonly<Record<string, string>>) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let sockets = 0
  const send = (): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const request = httpRequest(
        `${url}/v1/batch`,
        { method: 'POST', agent, headers },
        (answer) => {
          answer.resume()
          answer.once('end', () => resolve(answer.statusCode))
        },
      )
      request.on('socket', () => {
        if (!request.reusedSocket) sockets++
      })
      request.on('error', reject)
      for (let i = 0; i < 3; i++) request.write(Buffer.alloc(1024 * 1024, ' '))
      request.end()
    })
  const statuses = [await send(), await send()]
  agent.destroy()
  return { sockets, statuses }
}
