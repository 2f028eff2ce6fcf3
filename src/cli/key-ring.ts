// Keys of this machine's operator and of the demo: made once, kept beside the data, shown again when needed.
// Whoever can read this file can read the data directory too.
import { join } from 'node:path'
import * as z from 'zod'
import type { KeyInput } from '../contract/api.ts'
import { readPrivate, writePrivate } from './private-file.ts'

const Ring = z.record(z.string(), z.string())

export interface KeyMaker {
  readonly createKey: (input: KeyInput) => Promise<{ readonly key: string }>
  /** whether a key from the ring still counts; another database may stand behind the directory by now */
  readonly isValid: (key: string) => Promise<boolean>
}

/** The key kept under a name; made when there is none that counts. */
export async function keyFromRing(
  dataDir: string,
  {
    name,
    input,
    maker,
  }: { readonly name: string; readonly input: KeyInput; readonly maker: KeyMaker },
): Promise<string> {
  const file = join(dataDir, 'keys.json')
  const parsed = Ring.safeParse(await readPrivate(file))
  const ring = parsed.success ? parsed.data : {}
  const kept = ring[name]
  if (kept !== undefined && (await maker.isValid(kept))) return kept
  const { key } = await maker.createKey(input)
  await writePrivate(file, { ...ring, [name]: key })
  return key
}
