// The server settings: bounded on any machine, each with its reason.

import { expect, test } from 'vitest'
import { renderSettings, serverSettings, usableMemoryBytes } from './settings.ts'

const GB = 1024 ** 3

test.each([
  [0.25 * GB, '64MB'],
  [4 * GB, '256MB'],
  [64 * GB, '512MB'],
])('with %d bytes of memory shared_buffers is %s', (memory, expected) => {
  expect(serverSettings(memory, 18).find(([name]) => name === 'shared_buffers')?.[1]).toBe(expected)
})

test('every setting is named once and says why', () => {
  const settings = serverSettings(GB, 18)
  expect(new Set(settings.map(([name]) => name)).size).toBe(settings.length)
  for (const [, , because] of settings) expect(because.length).toBeGreaterThan(10)
  expect(renderSettings(settings)).toContain('fsync = on # ')
})

test("a container's limit counts before the machine's memory", () => {
  expect(usableMemoryBytes(24 * GB, 2 * GB)).toBe(2 * GB)
  expect(usableMemoryBytes(24 * GB, 0)).toBe(24 * GB)
  expect(usableMemoryBytes(24 * GB, 2 ** 64)).toBe(24 * GB)
})
