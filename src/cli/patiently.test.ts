// How long a loading or an import waits for a server that cannot take more now.
import { expect, test } from 'vitest'
import { ProblemError } from '../contract/problem.ts'
import { AlidadeError } from '../sdk/error.ts'
import { patiently } from './patiently.ts'

/** Refuses until so much time was waited; tells how long it was. */
function server(refusal: Error, busyForMs: number) {
  let waitedMs = 0
  const answer = patiently(
    async () => {
      if (waitedMs < busyForMs) throw refusal
      return waitedMs
    },
    async (ms) => {
      waitedMs += ms
    },
  )
  return { answer, waitedMs: () => waitedMs }
}

test('a queue that takes minutes on a busy machine is waited for', async () => {
  const overloaded = new ProblemError('OVERLOADED', 'later')
  expect(await server(overloaded, 200_000).answer).toBeGreaterThanOrEqual(200_000)
})

test('the same holds for a server behind HTTP', async () => {
  const refused = new AlidadeError('OVERLOADED', 'later', { status: 429 })
  expect(await server(refused, 200_000).answer).toBeGreaterThanOrEqual(200_000)
})

test('a database that does not come back is given up after some seconds', async () => {
  const away = server(new ProblemError('UNAVAILABLE', 'away'), Number.POSITIVE_INFINITY)
  await expect(away.answer).rejects.toThrow('away')
  expect(away.waitedMs()).toBeLessThan(30_000)
})

test('a queue that never gets shorter is given up too', async () => {
  const stuck = server(new ProblemError('OVERLOADED', 'later'), Number.POSITIVE_INFINITY)
  await expect(stuck.answer).rejects.toThrow('later')
})

test('other refusals are not tried again', async () => {
  const invalid = server(new ProblemError('BODY_INVALID', 'no'), 1)
  await expect(invalid.answer).rejects.toThrow('no')
  expect(invalid.waitedMs()).toBe(0)
})
