// Unpacks request bodies: gzip, deflate in both forms and br, with a bound on what comes out.
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw, type ZlibOptions } from 'node:zlib'
import { ProblemError } from '../contract/problem.ts'
import { createGate } from './gate.ts'

type Unpack = (bytes: Buffer, options: ZlibOptions) => Promise<Buffer>
const ungzip: Unpack = promisify<Buffer, ZlibOptions, Buffer>(gunzip)
const unbrotli: Unpack = promisify<Buffer, ZlibOptions, Buffer>(brotliDecompress)
const unzlib: Unpack = promisify<Buffer, ZlibOptions, Buffer>(inflate)
const unraw: Unpack = promisify<Buffer, ZlibOptions, Buffer>(inflateRaw)

/**
 * As many as Node has threads for it: more would not be faster, and each bomb among them may fill up to the
 * limit before it is found out.
 */
const gate = createGate(4)

const ENCODINGS: ReadonlyMap<string, Unpack | null> = new Map([
  ['', null],
  ['identity', null],
  ['gzip', ungzip],
  ['x-gzip', ungzip],
  ['deflate', (bytes, options) => (hasZlibHeader(bytes) ? unzlib : unraw)(bytes, options)],
  ['br', unbrotli],
])

/**
 * The plain bytes of a body; the same buffer when it was not packed.
 * @param encoding the Content-Encoding header
 * @throws ProblemError ENCODING_UNSUPPORTED, BODY_UNREADABLE, BODY_TOO_LARGE
 */
export async function unpackBody(
  bytes: Buffer,
  encoding: string | undefined,
  bytesMax: number,
): Promise<Buffer> {
  const named = ENCODINGS.get((encoding ?? '').trim().toLowerCase())
  if (named === undefined) {
    throw new ProblemError('ENCODING_UNSUPPORTED', 'Send the body as gzip, deflate, br or plain')
  }
  // Some browser SDKs pack without saying so; JSON never starts like that.
  const unpack = named ?? (hasGzipHeader(bytes) ? ungzip : null)
  if (unpack === null || bytes.length === 0) return bytes
  try {
    return await gate(() => unpack(bytes, { maxOutputLength: bytesMax }))
  } catch (error) {
    throw unpackProblem(error, bytesMax)
  }
}

function hasGzipHeader(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/** `deflate` means zlib by the standard and bare deflate in many clients; the first two bytes tell. */
function hasZlibHeader(bytes: Buffer): boolean {
  const [first = 0, second = 0] = bytes
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0
}

function unpackProblem(error: unknown, bytesMax: number): ProblemError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ERR_BUFFER_TOO_LARGE'
    ? tooLarge(bytesMax)
    : new ProblemError('BODY_UNREADABLE', 'The body cannot be unpacked as its encoding says')
}

export function tooLarge(bytesMax: number): ProblemError {
  return new ProblemError(
    'BODY_TOO_LARGE',
    `The body may hold at most ${bytesMax} bytes, also after unpacking`,
  )
}
