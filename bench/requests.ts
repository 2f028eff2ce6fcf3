// Prepared requests: bytes that only have to be written to a socket.
import type { JsonObject } from '../src/contract/event.ts'

export interface PreparedRequest {
  readonly bytes: Buffer
  /** where the time of sending stands; SDKs stamp it at the last moment, and the server corrects clocks by it */
  readonly stampAt: number | undefined
}

const NO_TIME = '2000-01-01T00:00:00.000Z'

/** Writes the time of sending into a prepared request. */
export function stamp({ bytes, stampAt }: PreparedRequest): Buffer {
  if (stampAt !== undefined) bytes.write(new Date().toISOString(), stampAt, 'latin1')
  return bytes
}

/** A Segment batch of items that are JSON texts. */
export function batchRequest(items: readonly string[], writeKey: string): PreparedRequest {
  return prepared({
    path: '/v1/batch',
    authorization: basic(writeKey),
    body: `{"sentAt":"${NO_TIME}","batch":[${items.join(',')}]}`,
  })
}

/** One Segment call; its type names the route. */
export function singleRequest(item: string, writeKey: string): PreparedRequest {
  const type = /"type":"([a-z]+)"/.exec(item)?.[1] ?? 'track'
  return prepared({
    path: `/v1/${type}`,
    authorization: basic(writeKey),
    body: `{"sentAt":"${NO_TIME}",${item.slice(1)}`,
  })
}

/** POST /v1/view for a service agent on the phone. */
export function viewRequest(
  customer: string,
  readKey: string,
  more: JsonObject = {},
): PreparedRequest {
  return prepared({
    path: '/v1/view',
    authorization: `Bearer ${readKey}`,
    body: JSON.stringify({ customer, purpose: 'service', channel: 'phone', ...more }),
  })
}

export function getRequest(path: string, readKey: string): PreparedRequest {
  return { bytes: head('GET', path, [`authorization: Bearer ${readKey}`]), stampAt: undefined }
}

const basic = (key: string): string => `Basic ${Buffer.from(`${key}:`).toString('base64')}`

interface Post {
  readonly path: string
  readonly authorization: string
  readonly body: string
}

function prepared({ path, authorization, body }: Post): PreparedRequest {
  const start = head('POST', path, [
    `authorization: ${authorization}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ])
  const bytes = Buffer.concat([start, Buffer.from(body)])
  const at = bytes.indexOf(NO_TIME)
  return { bytes, stampAt: at < 0 ? undefined : at }
}

function head(method: string, path: string, headers: readonly string[]): Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, 'host: 127.0.0.1', ...headers]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)
}
