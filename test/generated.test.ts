// Generated references are fresh: what stands in docs/reference is what the schemas say now.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { references } from '../tools/generate.ts'

test('npm run generate would change nothing', async () => {
  for (const [path, text] of await references()) {
    const stored = await readFile(join(import.meta.dirname, '..', path), 'utf8').catch(() => '')
    expect(stored === text, `${path} is stale; run npm run generate`).toBe(true)
  }
})
