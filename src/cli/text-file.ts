// The text of a file of rows, whatever it was packed and written in: gzip is known by its first bytes and not by the
// name, the encoding by its mark or by whether the bytes are valid UTF-8.
import { createReadStream, type ReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CommandError, EXIT } from './exit.ts'

export interface TextFile {
  /** the beginning, for guessing how it is written; whole lines are not promised */
  readonly sample: string
  /** all of it from the start, without the mark of its encoding */
  readonly chunks: () => AsyncIterable<string>
  /** share of the file that was read, 0 to 1 */
  readonly progress: () => number
}

const SAMPLE_BYTES = 65_536
const GZIP_MAGIC = [0x1f, 0x8b] as const

/** Throws CommandError (exit code 3) when there is no such file. */
export async function openText(path: string): Promise<TextFile> {
  const isPacked = await isGzip(path)
  const sample = await readSample(() => unpacked(createReadStream(path), isPacked), path)
  const encoding = encodingOf(sample)
  const { size } = await stat(path)
  let file: ReadStream | undefined
  return {
    sample: new TextDecoder(encoding).decode(sample, { stream: true }),
    chunks: () => {
      file = createReadStream(path)
      return decoded(unpacked(file, isPacked), encoding, path)
    },
    progress: () => (size === 0 ? 1 : (file?.bytesRead ?? 0) / size),
  }
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path).catch((cause: NodeJS.ErrnoException) => {
    const exitCode = cause.code === 'ENOENT' ? EXIT.notFound : EXIT.failed
    throw new CommandError(`${path} cannot be read: ${cause.message}`, { exitCode, cause })
  })
  try {
    if ((await file.stat()).isDirectory()) throw new CommandError(`${path} is a folder, no file`)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === GZIP_MAGIC[0] && buffer[1] === GZIP_MAGIC[1]
  } finally {
    await file.close()
  }
}

function unpacked(file: ReadStream, isPacked: boolean): Readable {
  if (!isPacked) return file
  const bytes = createGunzip()
  // A fault of the file must reach whoever reads the unpacked bytes.
  file.on('error', (error) => bytes.destroy(error))
  return file.pipe(bytes)
}

async function readSample(bytes: () => Readable, path: string): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  try {
    for await (const part of bytes() as AsyncIterable<Buffer>) {
      parts.push(part)
      size += part.length
      if (size >= SAMPLE_BYTES) break
    }
  } catch (cause) {
    throw unreadable(path, cause)
  }
  return Buffer.concat(parts).subarray(0, SAMPLE_BYTES)
}

function encodingOf(sample: Buffer): string {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le'
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be'
  try {
    // `stream`: a letter that the end of the sample cuts in two is no fault.
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true })
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

async function* decoded(bytes: Readable, encoding: string, path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  try {
    for await (const part of bytes as AsyncIterable<Buffer>) {
      yield decoder.decode(part, { stream: true })
    }
  } catch (cause) {
    throw unreadable(path, cause)
  }
  yield decoder.decode()
}

function unreadable(path: string, cause: unknown): CommandError {
  const message = cause instanceof Error ? cause.message : String(cause)
  return new CommandError(`${path} cannot be read: ${message}`, { cause })
}
