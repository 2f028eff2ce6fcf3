// A view of the past knows what was hers of a shared device then: what she did on it without saying who she is.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ViewRequest } from '../../src/contract/view.ts'
import { callerOf, collectFrom, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'

const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString()
let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
  const page = (name: string, minutes: number, userId?: string) => ({
    type: 'track',
    event: 'Product Added',
    messageId: name,
    anonymousId: 'tablet',
    timestamp: ago(minutes),
    properties: { name },
    ...(userId && { userId }),
  })
  await collectFrom(running.engine, 'web', [
    page('before', 500),
    page('mum logs in', 300, 'mum'),
    page('mum goes on', 290),
    page('nobody knows', 230),
    page('kid logs in', 200, 'kid'),
    page('kid goes on', 195),
    page('mum again', 100, 'mum'),
    page('mum buys', 95),
  ])
})
afterAll(() => running.stop())

async function seen(customer: string, minutesAgo?: number): Promise<readonly string[]> {
  const asOf = minutesAgo === undefined ? {} : { asOf: ago(minutesAgo) }
  const request = { customer: `user_id:${customer}`, purpose: 'service', channel: 'phone', ...asOf }
  const view = await running.engine.view(
    ViewRequest.parse({ ...request, budget: { items: 20 }, form: 'json' }),
    callerOf('agent'),
  )
  const names = [
    'before',
    'mum logs in',
    'mum goes on',
    'nobody knows',
    'kid logs in',
    'kid goes on',
    'mum again',
    'mum buys',
  ]
  const text = JSON.stringify(view.facts)
  return names.filter((name) => text.includes(name))
}

test('is what it is now, as far as it had happened', async () => {
  const now = await seen('mum')
  expect(now).toEqual(['before', 'mum logs in', 'mum goes on', 'mum again', 'mum buys'])
  expect(await seen('mum', 0)).toEqual(now)
  expect(await seen('mum', 150)).toEqual(['before', 'mum logs in', 'mum goes on'])
  expect(await seen('kid', 150)).toEqual(['kid logs in', 'kid goes on'])
})

test('what she did before she was seen first was not known to be hers then', async () => {
  await expect(seen('mum', 400)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await seen('mum', 299)).toEqual(['before', 'mum logs in'])
})

test('the timeline as of then holds the same', async () => {
  const query = { purpose: 'service', limit: 50, asOf: ago(150) }
  const { items } = await running.engine.timeline('user_id:mum', query, callerOf('agent'))
  const names = items.map(({ properties }) => properties['name'])
  expect(names.toReversed()).toEqual(await seen('mum', 150))
})
