// Fixes what a gate promises.
import { expect, test } from 'vitest'
import { createGate } from './gate.ts'

test('never more tasks run at once than allowed, and all of them finish', async () => {
  const gate = createGate(3)
  let running = 0
  let most = 0
  const task = async (i: number): Promise<number> => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setTimeout(resolve, i % 4))
    running--
    return i
  }
  const all = Array.from({ length: 40 }, (_, i) => i)
  expect(await Promise.all(all.map((i) => gate(() => task(i))))).toEqual(all)
  expect(most).toBe(3)
})

test('a task that fails gives its place to the next', async () => {
  const gate = createGate(1)
  const failing = gate(async () => {
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await gate(async () => 'yes')).toBe('yes')
})
