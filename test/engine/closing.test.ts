// Closing waits for what is under way: the store is closed next, and whoever still asks it would complain.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { startTestEngine } from '../support/engine.ts'

afterEach(() => void vi.useRealTimers())

test('an engine is not closed before its look at the definitions has ended', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const running = await startTestEngine()
  let open = (): void => undefined
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const { pool } = running.store
  const connect = pool.connect.bind(pool)
  const slow = async () => {
    await gate
    return connect()
  }
  const spied = vi.spyOn(pool, 'connect').mockImplementation(slow as never)
  vi.advanceTimersByTime(2_500)
  expect(spied).toHaveBeenCalled()
  let isClosed = false
  const closing = running.engine.close().then(() => {
    isClosed = true
  })
  await sleep(300)
  expect(isClosed).toBe(false)
  open()
  await closing
  await running.stop()
})
