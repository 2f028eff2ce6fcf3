// What the supervisor tells when a server cannot be brought back; its successes are in
// launcher.test.ts. In a file of its own because all the waits between attempts take 7 s.

import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startEmbedded } from './launcher.ts'
import type { ServerEvent } from './supervisor.ts'

test('a server that cannot come back is given up, with the reason', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'alidade-supervisor-'))
  const database = await startEmbedded({ dataDir })
  const events: ServerEvent[] = []
  const gaveUp = new Promise<void>((heard) =>
    database.onExit((event) => {
      events.push(event)
      if (event.kind === 'gave-up') heard()
    }),
  )
  renameSync(join(dataDir, 'pgdata', 'global'), join(dataDir, 'elsewhere'))
  process.kill(database.pid, 'SIGKILL')
  await gaveUp
  const deaths = events.filter((event) => event.kind === 'died')
  expect(deaths.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5])
  expect(events.at(-1)).toMatchObject({
    error: { code: 'GAVE_UP', message: expect.stringMatching(/DATABASE_URL.*global/s) },
  })
  await database.stop()
  rmSync(dataDir, { recursive: true, force: true })
})
