// The page of an account and those below it: what stands there of whom, for whom, and as much as has room.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type View, ViewRequest } from '../../src/contract/view.ts'
import type { Caller } from '../../src/engine/api.ts'
import { callerOf, collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
  const group = (id: string, traits: object, userId?: string) => ({
    type: 'group',
    messageId: `g-${id}-${userId ?? ''}`,
    groupId: id,
    ...(userId === undefined ? { anonymousId: `a-${id}` } : { userId }),
    traits: { name: `The ${id}`, ...traits },
  })
  await collectFrom(running.engine, 'crm', [
    group('top', {}, 'ceo'),
    group('mid', { parent_id: 'top' }, 'mia'),
    group('low', { parent_id: 'mid' }),
    group('other', { parent_id: 'nobody' }),
    // Names its own grandchild as its parent: a circle.
    group('ring-a', { parent_id: 'ring-b' }),
    group('ring-b', { parent_id: 'ring-a' }),
  ])
  const ticket = (id: string, whose: object) => ({
    type: 'ticket',
    id,
    source: 'crm',
    mode: 'full' as const,
    body: { status: 'open', subject: `About ${id}`, ticket_number: id },
    ...whose,
  })
  const { results } = await running.engine.putObjects([
    ticket('T-top', { account: 'group_id:top' }),
    ticket('T-mia', { customer: 'user_id:mia' }),
    ticket('T-low', { account: 'group_id:low' }),
    ticket('T-other', { account: 'group_id:other' }),
    ticket('T-ring', { account: 'group_id:ring-b' }),
  ])
  expect(results.map(({ status }) => status)).toEqual(Array(5).fill('stored'))
})
afterAll(() => running.stop())

const look = (account: string, over: object = {}, caller: Caller = callerOf('executive')) => {
  const request = { account: `group_id:${account}`, purpose: 'executive-briefing', ...over }
  return running.engine.view(ViewRequest.parse({ channel: 'web', ...request }), caller)
}
const tickets = ({ facts }: View) =>
  facts
    .filter(({ what }) => what === 'object:ticket')
    .map(({ id, of }) => [id, of?.name])
    .sort()

test('an account page shows what is open below it, and whose it is', async () => {
  const view = await look('top', { form: 'markdown' })
  expect(tickets(view)).toEqual([
    ['ticket:T-low', 'The low'],
    ['ticket:T-mia', 'The mid'],
    ['ticket:T-top', undefined],
  ])
  expect(view.text).toContain('The low')
  expect(tickets(await look('low'))).toEqual([['ticket:T-low', undefined]])
  expect(tickets(await look('ring-a'))).toEqual([['ticket:T-ring', 'The ring-b']])
})

test('who is assigned to some accounts sees those only', async () => {
  const partner = (...subjects: string[]) => callerOf('partner', { subjects })
  const ask = (caller: Caller) => look('top', { purpose: 'partner' }, caller)
  expect(tickets(await ask(partner('group_id:top')))).toEqual([['ticket:T-top', undefined]])
  expect(tickets(await ask(partner('group_id:top', 'group_id:low')))).toEqual([
    ['ticket:T-low', 'The low'],
    ['ticket:T-top', undefined],
  ])
})

test('an account that moved, or stands alone now, is below its new parent only', async () => {
  const group = (id: string, n: number, traits: object) => ({
    type: 'group',
    messageId: `move-${id}-${n}`,
    groupId: id,
    anonymousId: `a-${id}`,
    traits: { name: `The ${id}`, ...traits },
  })
  await collectFrom(running.engine, 'crm', [
    group('old', 0, {}),
    group('new', 0, {}),
    group('mover', 0, { parent_id: 'old' }),
  ])
  await running.engine.putObjects([
    {
      type: 'ticket',
      id: 'T-mover',
      source: 'crm',
      mode: 'full',
      account: 'group_id:mover',
      body: { status: 'open', subject: 'About moving', ticket_number: 'T-mover' },
    },
  ])
  const below = async (account: string) => {
    const view = await look(account)
    return [view.account?.children?.map(({ name }) => name), tickets(view).length]
  }
  expect(await below('old')).toEqual([['The mover'], 1])
  running.clock.now += 1_000
  await collectFrom(running.engine, 'crm', [group('mover', 1, { parent_id: 'new' })])
  expect(await below('old')).toEqual([[], 0])
  expect(await below('new')).toEqual([['The mover'], 1])
  running.clock.now += 1_000
  await collectFrom(running.engine, 'crm', [group('mover', 2, { parent_id: null })])
  expect(await below('new')).toEqual([[], 0])
})

test('its own budget bounds it, its own things first among equals', async () => {
  const view = await look('top', { budget: { items: 1 } })
  expect(tickets(view)).toEqual([['ticket:T-top', undefined]])
  expect(view.more.facts).toBeGreaterThan(0)
})

test('an account that objects is left out of the page above, and counted', async () => {
  const objection = {
    customer: 'group_id:low',
    purpose: 'executive-briefing',
    channel: '*',
    state: 'withdrawn',
  }
  await collectFrom(running.engine, 'crm', [
    {
      type: 'track',
      event: 'Consent Withdrawn',
      messageId: 'objects',
      groupId: 'low',
      context: { groupId: 'low' },
      properties: objection,
    },
  ])
  const view = await look('top')
  expect(tickets(view)).toEqual([
    ['ticket:T-mia', 'The mid'],
    ['ticket:T-top', undefined],
  ])
  expect(view.withheld.length).toBeGreaterThan(0)
})

test('an account stands where its people brought it, unless they belong to several', async () => {
  const member = (userId: string, groupId: string) => ({
    type: 'group',
    messageId: `m-${userId}-${groupId}`,
    userId,
    groupId,
    traits: { name: `The ${groupId}` },
  })
  await collectFrom(running.engine, 'crm', [
    member('solo', 'acme'),
    member('duo', 'acme'),
    member('duo', 'rival'),
  ])
  const deal = (id: string, customer: string, status: string) => ({
    type: 'opportunity',
    id,
    customer: `user_id:${customer}`,
    source: 'crm',
    mode: 'full' as const,
    body: { stage: status, name: `Deal ${id}` },
  })
  await running.engine.putObjects([
    deal('O-solo', 'solo', 'proposal'),
    deal('O-duo', 'duo', 'negotiation'),
  ])
  const passages = async (account: string) => {
    const { position } = await look(account, {}, callerOf('account_manager'))
    return position
      ? [position.passage, ...(position.others ?? []).map(({ passage }) => passage)]
      : []
  }
  expect(await passages('acme')).toEqual(['O-solo'])
  expect(await passages('rival')).toEqual([])
  const her = await running.engine.view(
    ViewRequest.parse({ customer: 'user_id:solo', purpose: 'account-management', channel: 'web' }),
    callerOf('account_manager'),
  )
  expect(her.position?.journey).not.toBe('opportunity-to-contract')
  expect((await running.engine.rebuild({ verify: true })).equal).toBe(true)
})
