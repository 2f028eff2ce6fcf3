// Bodies: any content type, any encoding, and every size bounded before it can hurt.
import { request as httpRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { closeDoors, createDoor, listen, type TestDoor } from './door.ts'
import { WRITE_KEY } from './fake-engine.ts'

afterEach(closeDoors)

const basic = `Basic ${btoa(`${WRITE_KEY}:`)}`
const json = JSON.stringify({
  batch: [{ type: 'track', event: 'A', userId: 'u', messageId: 'm1' }],
})

function send(door: TestDoor, payload: string | Buffer, headers: Record<string, string> = {}) {
  return door.server.inject({
    method: 'POST',
    url: '/v1/batch',
    headers: { authorization: basic, ...headers },
    payload,
  })
}

test.each([
  'application/json',
  'application/json;charset=UTF-8',
  'text/plain',
  'text/plain;charset=UTF-8',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'not a media type',
  ';;;',
  '',
])('JSON under the content type %j is read', async (type) => {
  const door = createDoor()
  const answer = await send(door, json, { 'content-type': type })
  expect(answer.json()).toMatchObject({ success: true, accepted: 1 })
  expect(door.calls[0]?.bytes).toBe(json.length)
})

describe('encodings', () => {
  test.each([
    ['gzip', gzipSync(json)],
    ['x-gzip', gzipSync(json)],
    ['GZIP', gzipSync(json)],
    ['deflate', deflateSync(json)],
    ['deflate', deflateRawSync(json)],
    ['br', brotliCompressSync(json)],
    ['identity', Buffer.from(json)],
    ['', gzipSync(json)],
  ])('%j is unpacked', async (encoding, payload) => {
    const answer = await send(createDoor(), payload, { 'content-encoding': encoding })
    expect(answer.json()).toMatchObject({ accepted: 1 })
  })

  test('an unknown one is 415', async () => {
    const answer = await send(createDoor(), json, { 'content-encoding': 'zip' })
    expect([answer.statusCode, answer.json().code]).toEqual([415, 'ENCODING_UNSUPPORTED'])
  })

  test.each(['gzip', 'deflate', 'br'])('%s that is none is 400', async (encoding) => {
    const answer = await send(createDoor(), json, { 'content-encoding': encoding })
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'BODY_UNREADABLE'])
  })

  test('half a gzip is 400', async () => {
    const answer = await send(createDoor(), gzipSync(json).subarray(0, 40), {
      'content-encoding': 'gzip',
    })
    expect(answer.statusCode).toBe(400)
  })

  test.each([
    ['gzip', gzipSync(Buffer.alloc(64 * 1024 * 1024, '['))],
    ['br', brotliCompressSync(Buffer.alloc(64 * 1024 * 1024, ' '))],
  ])('a %s bomb is 413', async (encoding, payload) => {
    const answer = await send(createDoor(), payload, { 'content-encoding': encoding })
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'BODY_TOO_LARGE'])
  })
})

describe('sizes', () => {
  test('above 4 MB is 413', async () => {
    const answer = await send(createDoor(), `{"batch":["${'x'.repeat(4 * 1024 * 1024)}"]}`)
    expect(answer.statusCode).toBe(413)
  })

  test('a stream without a length is cut off and answered with 413', async () => {
    const { server } = createDoor()
    expect(await streamed(await listen(server), 12)).toBe(413)
  })

  test.each([
    ['with its length', { 'content-length': String(5 * 1024 * 1024) }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('a client that sends all before it reads gets the 413: %s', async (_how, headers) => {
    const { server } = createDoor()
    expect(await sentSlowly(await listen(server), headers, 5)).toMatch(/^HTTP\/1.1 413 /)
  })

  test('and the 429, when there is no room for its body', async () => {
    const { server } = createDoor({ limits: { inFlightBytesMax: 1024 * 1024 } })
    const headers = { 'content-length': String(3 * 1024 * 1024) }
    expect(await sentSlowly(await listen(server), headers, 3)).toMatch(/^HTTP\/1.1 429 /)
  })

  test('millions of small values are refused before they are parsed', async () => {
    const answer = await send(createDoor(), `{"batch":[${'{},'.repeat(1_000_000)}1]}`)
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'BODY_TOO_LARGE'])
  })

  test('100,000 brackets inside one another reach the engine as one item', async () => {
    const door = createDoor()
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    const answer = await send(door, `{"batch":[{"userId":"u","properties":${deep}}]}`)
    // The fake engine walks the value by recursion, which the real one must not.
    expect(door.calls).toHaveLength(1)
    expect([200, 500]).toContain(answer.statusCode)
  })

  test('a native route with 100,000 brackets answers a problem', async () => {
    const { server } = createDoor()
    const answer = await server.inject({
      method: 'POST',
      url: '/v1/view',
      headers: { authorization: `Bearer ${'alk_r_'.padEnd(53, 'a')}` },
      payload: '['.repeat(100_000) + ']'.repeat(100_000),
    })
    expect(answer.statusCode).toBe(400)
  })

  test('more bodies at once than there is room for are told to come back', async () => {
    const door = createDoor({ limits: { inFlightBytesMax: 1_000 } })
    const answer = await send(door, JSON.stringify({ batch: [{ userId: 'x'.repeat(2_000) }] }))
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '2'])
  })

  test('the room is given back after each answer', async () => {
    const door = createDoor({ limits: { inFlightBytesMax: 1_000 } })
    for (let i = 0; i < 50; i++) expect((await send(door, json)).statusCode).toBe(200)
    expect((await send(door, gzipSync(json), { 'content-encoding': 'gzip' })).statusCode).toBe(200)
    for (let i = 0; i < 50; i++) expect((await send(door, '{')).statusCode).toBe(400)
    expect((await send(door, json)).statusCode).toBe(200)
  })
})

test('a body in many pieces is put together', async () => {
  const door = createDoor()
  const url = await listen(door.server)
  const status = await new Promise((resolve, reject) => {
    const request = httpRequest(
      `${url}/v1/batch`,
      { method: 'POST', headers: { authorization: basic } },
      (answer) => resolve(answer.resume().statusCode),
    )
    request.on('error', reject)
    const sendFrom = (at: number): void => {
      if (at >= json.length) request.end()
      else request.write(json.slice(at, at + 10), () => setTimeout(sendFrom, 1, at + 10))
    }
    sendFrom(0)
  })
  expect([status, door.calls[0]?.bytes]).toEqual([200, json.length])
})

test('a client that goes away in the middle of its body leaves its room to others', async () => {
  const door = createDoor({ limits: { inFlightBytesMax: 1_000 } })
  const url = new URL(await listen(door.server))
  for (let i = 0; i < 20; i++) {
    await new Promise<void>((resolve) => {
      const socket = connect(Number(url.port), url.hostname, () => {
        const head = `POST /v1/batch HTTP/1.1\r\nhost: x\r\ncontent-length: 900\r\n\r\n`
        socket.write(head + 'x'.repeat(800), () => setTimeout(() => socket.destroy(), 5))
      })
      socket.on('close', () => resolve())
    })
  }
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect((await send(door, JSON.stringify({ batch: ['x'.repeat(900)] }))).statusCode).toBe(200)
})

describe('text', () => {
  test.each(['', '{', '[1,', 'nonsense', '{"a":1}}', "{'a':1}"])('%j is 400', async (text) => {
    const answer = await send(createDoor(), text, { 'content-type': 'application/json' })
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'BODY_UNREADABLE'])
  })

  test('a byte order mark does no harm', async () => {
    expect((await send(createDoor(), `\uFEFF${json}`)).json()).toMatchObject({ accepted: 1 })
  })

  test('a key named __proto__ changes no prototype', async () => {
    const door = createDoor()
    await send(
      door,
      '{"batch":[{"userId":"u","__proto__":{"polluted":1}}],"__proto__":{"batch":1}}',
    )
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(door.calls[0]?.items).toHaveLength(1)
  })
})

/** Writes a whole request before it looks at the socket, as simple clients do; resolves with what it then reads. */
async function sentSlowly(
  url: string,
  headers: Readonly<Record<string, string>>,
  mebibytes: number,
): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.pause()
  const isChunked = headers['transfer-encoding'] === 'chunked'
  const head = Object.entries({ host: 'x', authorization: basic, ...headers })
  await written(
    socket,
    `POST /v1/batch HTTP/1.1\r\n${head.map((h) => h.join(': ')).join('\r\n')}\r\n\r\n`,
  )
  for (let i = 0; i < mebibytes * 4; i++) {
    const part = ' '.repeat(256 * 1024)
    await written(socket, isChunked ? `40000\r\n${part}\r\n` : part)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  if (isChunked) await written(socket, '0\r\n\r\n')
  const answer = await new Promise<Buffer>((resolve) => socket.once('data', resolve).resume())
  socket.destroy()
  return answer.toString('latin1')
}

function written(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.write(text, (error) => {
      socket.off('error', reject)
      if (error) reject(error)
      else resolve()
    })
  })
}

/** Sends `mebibytes` MB in chunks and resolves with the status. */
function streamed(url: string, mebibytes: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      `${url}/v1/batch`,
      { method: 'POST', headers: { authorization: basic } },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      },
    )
    request.on('error', reject)
    for (let i = 0; i < mebibytes; i++) request.write(Buffer.alloc(1024 * 1024, ' '))
    request.end()
  })
}
