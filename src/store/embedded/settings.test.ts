// The server settings: bounded on any machine, each with its reason.

import { expect, test } from 'vitest'
import { renderSettings, serverSettings, syncsFileSystems, usableMemoryBytes } from './settings.ts'

const GB = 1024 ** 3

test.each([
  [0.25 * GB, '64MB'],
  [4 * GB, '512MB'],
  [64 * GB, '2048MB'],
])('with %d bytes of memory shared_buffers is %s', (memoryBytes, expected) => {
  const machine = { memoryBytes, syncsFileSystems: false }
  expect(serverSettings(machine, 18).find(([name]) => name === 'shared_buffers')?.[1]).toBe(
    expected,
  )
})

test('every setting is named once and says why', () => {
  const settings = serverSettings({ memoryBytes: GB, syncsFileSystems: true }, 18)
  expect(new Set(settings.map(([name]) => name)).size).toBe(settings.length)
  for (const [, , because] of settings) expect(because.length).toBeGreaterThan(10)
  expect(renderSettings(settings)).toContain('fsync = on # ')
})

test("a container's limit counts before the machine's memory", () => {
  expect(usableMemoryBytes(24 * GB, 2 * GB)).toBe(2 * GB)
  expect(usableMemoryBytes(24 * GB, 0)).toBe(24 * GB)
  expect(usableMemoryBytes(24 * GB, 2 ** 64)).toBe(24 * GB)
})

test.each([
  ['linux', '6.1.0-18-amd64', true],
  ['linux', '5.10.0', true],
  ['linux', '5.8.0-rc1', true],
  ['linux', '5.4.0-150-generic', false],
  ['linux', '4.19.0', false],
  ['darwin', '23.1.0', false],
])(
  '%s %s writes a whole file system back in one call that can be trusted: %s',
  (platform, release, expected) => {
    expect(syncsFileSystems(platform, release)).toBe(expected)
    const settings = serverSettings({ memoryBytes: GB, syncsFileSystems: expected }, 18)
    expect(settings.some(([name]) => name === 'recovery_init_sync_method')).toBe(expected)
  },
)
