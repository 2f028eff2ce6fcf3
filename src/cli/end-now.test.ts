import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

const MODULE = new URL('end-now.ts', import.meta.url).href

test('ends with its code though something is open, and makes room in the heap before', () => {
  const program = `
    import { endNow } from ${JSON.stringify(MODULE)}
    setInterval(() => {}, 1_000)
    process.on('exit', (code) => process.stdout.write(String(code)))
    endNow(7)`
  const ended = spawnSync(
    process.execPath,
    ['--trace-gc', '--input-type=module', '--eval', program],
    { encoding: 'utf8', timeout: 60_000 },
  )
  expect(ended.status).toBe(7)
  expect(ended.stdout).toMatch(/Mark-Compact[^\n]*\n[^\n]*7$/)
})
