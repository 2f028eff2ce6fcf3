// People of an account stand on its page by their own word: who objects to a look is not in it, from the next one on.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ViewRequest } from '../../src/contract/view.ts'
import { callerOf, collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'

const officer = callerOf('privacy_officer')
let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
  const group = (groupId: string, userId: string, traits: object) => ({
    type: 'group',
    messageId: `g-${groupId}`,
    groupId,
    userId,
    traits,
  })
  const complaint = (userId: string) => ({
    type: 'track',
    event: 'Complaint Made',
    messageId: `c-${userId}`,
    userId,
    properties: { text: `${userId} is not amused` },
  })
  const { engine } = running
  await collectFrom(engine, 'crm', [
    { type: 'identify', messageId: 'i-mia', userId: 'mia', traits: { name: 'Mia Sand' } },
    group('top', 'mia', { name: 'The top' }),
    group('low', 'leo', { name: 'The low', parent_id: 'top' }),
    complaint('mia'),
  ])
  // What she objects to may stand under any of her records.
  await collectFrom(engine, 'desk', [
    { type: 'identify', messageId: 'i-mia-2', userId: 'mia', traits: { language: 'sv' } },
  ])
  await engine.putObjects(
    ['mia', 'leo'].map((user) => ({
      type: 'ticket',
      id: `T-${user}`,
      source: 'crm',
      mode: 'full' as const,
      customer: `user_id:${user}`,
      body: { status: 'open', subject: `About ${user}`, ticket_number: `T-${user}` },
    })),
  )
})
afterAll(() => running.stop())

const say = (user: string, state: 'given' | 'withdrawn') =>
  running.engine.recordConsent(
    {
      customer: `user_id:${user}`,
      purpose: 'executive-briefing',
      channel: '*',
      state,
      method: 'call',
      textVersion: '1',
    },
    officer,
  )

async function page() {
  const request = { account: 'group_id:top', purpose: 'executive-briefing', channel: 'web' }
  const view = await running.engine.view(ViewRequest.parse(request), callerOf('executive'))
  return {
    shown: view.facts.map(({ what, id }) => (what === 'support' ? 'complaint' : id)).sort(),
    members: view.account?.members?.map(({ name }) => name) ?? [],
    stage: view.position?.stage,
    objected: view.withheld.find(({ reason }) => reason === 'OBJECTED')?.count ?? 0,
  }
}

test('who objects is not on the page, nor on that of the account above', async () => {
  const before = await page()
  expect(before).toMatchObject({
    shown: ['complaint', 'ticket:T-leo', 'ticket:T-mia'],
    members: ['Mia Sand'],
    objected: 0,
  })
  await say('mia', 'withdrawn')
  expect(await page()).toMatchObject({ shown: ['ticket:T-leo'], members: [], objected: 1 })
  await say('leo', 'withdrawn')
  expect(await page()).toMatchObject({ shown: [], members: [], objected: 2 })
  running.clock.now += 1_000
  await say('mia', 'given')
  await say('leo', 'given')
  expect(await page()).toEqual(before)
})
