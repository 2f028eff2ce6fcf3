// Where generated lines go: a file or standard output, in pieces large enough to be cheap, never faster than the reader.
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Call } from '../command.ts'

/** Lines are written together: a call per line would cost more than making it. */
const CHARACTERS_PER_WRITE = 65_536

export interface Sink {
  readonly line: (text: string) => Promise<void>
  readonly end: () => Promise<void>
}

/** Absent file: standard output. */
export async function openSink(call: Call, file: string | undefined): Promise<Sink> {
  let waiting = ''
  const { put, close } = file === undefined ? standardOutput(call) : await fileOutput(file)
  return {
    line: async (text) => {
      waiting += `${text}\n`
      if (waiting.length < CHARACTERS_PER_WRITE) return
      const now = waiting
      waiting = ''
      await put(now)
    },
    end: async () => {
      if (waiting !== '') await put(waiting)
      await close()
    },
  }
}

interface Output {
  readonly put: (text: string) => Promise<void>
  readonly close: () => Promise<void>
}

function standardOutput({ io }: Call): Output {
  return { put: io.write, close: async () => {} }
}

async function fileOutput(file: string): Promise<Output> {
  const stream = createWriteStream(file)
  await once(stream, 'open')
  return {
    put: async (text) => {
      if (!stream.write(text)) await once(stream, 'drain')
    },
    close: async () => {
      stream.end()
      await finished(stream)
    },
  }
}
