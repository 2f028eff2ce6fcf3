// Whether the database can be worked with is told in time, also when it says nothing.
import { expect, test } from 'vitest'
import { readiness } from './readiness.ts'
import type { Ask } from './wire/ask.ts'

const answering: Ask = async () => [{ version: '17', is_read_only: false, lacking: [] }] as never

test('a database that hangs is one that cannot be reached', async () => {
  const hanging: Ask = () => new Promise(() => {})
  await expect(readiness(hanging, 20)).rejects.toMatchObject({ kind: 'unavailable' })
  expect(await readiness(answering, 20)).toEqual({ version: '17', isReadOnly: false, lacking: [] })
})

test('a fault that comes late is nobody’s unhandled one', async () => {
  let fail: (error: Error) => void = () => {}
  const failing: Ask = () => new Promise((_, reject) => (fail = reject))
  await expect(readiness(failing, 20)).rejects.toThrow(/20 ms/)
  fail(new Error('gone'))
  await new Promise((resolve) => setTimeout(resolve, 5))
})
