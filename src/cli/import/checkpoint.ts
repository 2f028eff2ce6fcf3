// How far an import has come, so that one that was cut short goes on where it stopped. It is only a saving of time:
// importing from the start again changes nothing.
import { createHash, hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { readPrivate, removePrivate, writePrivate } from '../private-file.ts'

const Saved = z.object({ file: z.string(), records: z.number().int().nonnegative() })

export interface Checkpoint {
  /** records that are durable already */
  readonly records: number
  readonly save: (records: number) => Promise<void>
  readonly remove: () => Promise<void>
}

/** The same content, mapping and target give the same checkpoint, whatever the file is called. */
export async function openCheckpoint(settings: {
  readonly folder: string
  readonly path: string
  readonly mapping: string
  /** which Alidade it goes to */
  readonly target: string
  readonly restart: boolean
}): Promise<Checkpoint> {
  const { folder, path, mapping, target, restart } = settings
  const name = hash('sha256', `${target}\0${mapping}\0${await fileHash(path)}`, 'hex').slice(0, 32)
  const place = join(folder, `${name}.json`)
  const saved = restart ? undefined : Saved.safeParse(await readPrivate(place))
  return {
    records: saved?.success ? saved.data.records : 0,
    save: (records) => writePrivate(place, { file: path, records }),
    remove: () => removePrivate(place),
  }
}

async function fileHash(path: string): Promise<string> {
  const digest = createHash('sha256')
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer)
  return digest.digest('hex')
}
