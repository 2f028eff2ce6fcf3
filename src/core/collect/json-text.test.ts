// What the texts of events weigh while they wait to be written.
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

/** A program of its own, since the compiler works otherwise on code that is tested here. Prints bytes per text. */
const WEIGH = `
  import { inOnePiece } from ${JSON.stringify(new URL('json-text.ts', import.meta.url).href)}
  const COUNT = 20_000
  function textOf(event) {
    let text = '{'
    for (let n = 0; n < 20; n++) text += (n === 0 ? '' : ',') + '"key' + n + '":' + event * n
    return inOnePiece(text + '}')
  }
  for (let n = 0; n < COUNT; n++) textOf(n)
  gc()
  const before = process.memoryUsage().heapUsed
  const kept = Array.from({ length: COUNT }, (_, n) => textOf(n))
  gc()
  console.log((process.memoryUsage().heapUsed - before) / kept.length)`

test('a text in one piece holds no pieces, also once the compiler has seen how it is made', () => {
  const args = ['--expose-gc', '--input-type=module', '--eval', WEIGH]
  const bytes = Number(execFileSync(process.execPath, args, { encoding: 'utf8' }))
  // 200 characters, and some 2,000 bytes in pieces.
  expect(bytes).toBeGreaterThan(200)
  expect(bytes).toBeLessThan(600)
})
