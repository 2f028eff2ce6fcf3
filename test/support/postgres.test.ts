// The test databases themselves: fresh, apart from each other, and gone when stopped.

import pg from 'pg'
import { expect, test } from 'vitest'
import { provideDatabase } from './postgres.ts'

test.each(['embedded', 'server'] as const)('%s gives fresh databases', async (engine) => {
  const [one, two] = await Promise.all([provideDatabase(engine), provideDatabase(engine)])
  expect(one.name).not.toBe(two.name)
  const client = new pg.Client(one.url)
  client.on('error', () => {})
  await client.connect()
  await client.query('create table mine as select similarity($1, $1) as s', ['ž'])
  expect((await client.query('select s from mine')).rows).toEqual([{ s: 1 }])
  await one.stop() // with the client still connected
  await expect(new pg.Client(one.url).connect()).rejects.toThrow(/does not exist/)
  await two.stop()
})
