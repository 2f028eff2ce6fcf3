// Connections that only hold memory are closed; those that wait for our own work are not.
import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { closeDoors, createDoor, listen } from './door.ts'
import { ADMIN_KEY } from './fake-engine.ts'

afterEach(closeDoors)

const SHORT = { answerTimeoutMs: 300, checkEveryMs: 50, keepAliveTimeoutMs: 200 }
const DOCUMENT = 'GET /v1/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n'

test('a client that asks for much and reads nothing is closed, whatever it sends meanwhile', async () => {
  const { server } = createDoor({ limits: SHORT })
  const socket = await open(await listen(server))
  socket.pause()
  socket.write(DOCUMENT.repeat(15))
  const drip = setInterval(() => socket.write('\r\n'), 30)
  const tookMs = await untilClosed(socket)
  clearInterval(drip)
  expect(tookMs).toBeLessThan(8_000)
}, 15_000)

test('a client that reads slowly but steadily gets everything', async () => {
  const { server } = createDoor({ limits: SHORT })
  const socket = await open(await listen(server))
  let bytes = 0
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    socket.pause()
    setTimeout(() => socket.resume(), 5)
  })
  socket.write(DOCUMENT.repeat(15))
  const length = (await server.inject({ url: '/v1/openapi.json' })).rawPayload.length
  const deadline = Date.now() + 20_000
  while (bytes < length * 15 && Date.now() < deadline) await sleep(20)
  expect(bytes).toBeGreaterThan(length * 15)
  socket.destroy()
}, 30_000)

test('more requests at once on one connection than are allowed close it', async () => {
  const { server, engine } = createDoor({ limits: { pipelinedMax: 5 } })
  Object.assign(engine, { health: () => new Promise(() => undefined) })
  const socket = await open(await listen(server))
  socket.write('GET /health HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(6))
  expect(await untilClosed(socket)).toBeLessThan(8_000)
})

test('empty lines do not keep an idle connection open', async () => {
  const { server } = createDoor({ limits: { ...SHORT, idleGraceMs: 100 } })
  const socket = await open(await listen(server))
  socket.on('data', () => undefined)
  socket.write('GET /version HTTP/1.1\r\nhost: x\r\n\r\n')
  const drip = setInterval(() => socket.write('\r\n'), 30)
  const tookMs = await untilClosed(socket)
  clearInterval(drip)
  expect(tookMs).toBeLessThan(5_000)
}, 15_000)

test('an answer that takes long to make is waited for', async () => {
  const { server, engine } = createDoor({ limits: SHORT })
  Object.assign(engine, { search: () => sleep(1_000).then(() => []) })
  const url = await listen(server)
  const answer = await fetch(`${url}/v1/customers?q=ann&purpose=service`, {
    headers: { authorization: `Bearer ${ADMIN_KEY}` },
  })
  expect(answer.status).toBe(200)
})

function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket))
    socket.on('error', reject)
  })
}

/** ms until the other side has closed it; a client that reads nothing learns it by writing */
function untilClosed(socket: Socket): Promise<number> {
  const began = performance.now()
  return new Promise((resolve) => {
    for (const event of ['error', 'close', 'end'] as const) {
      socket.once(event, () => {
        socket.destroy()
        resolve(performance.now() - began)
      })
    }
  })
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
