// One view costs at most three statements, each one round trip: her rows, who stands around her, and the audit log.
// A search costs six, however many it shows.
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type View, ViewRequest } from '../../src/contract/view.ts'
import type { Caller } from '../../src/engine/api.ts'
import { callerOf, collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'

const STATEMENTS_MAX = 3

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine({ understands: true })
  const group = (groupId: string, userId: string, traits: object = {}) => ({
    type: 'group',
    messageId: `${groupId}-${userId}`,
    groupId,
    userId,
    traits: { name: `The ${groupId}`, ...traits },
  })
  await collectFrom(running.engine, 'crm', [
    group('top', 'ceo'),
    group('mid', 'mia', { parent_id: 'top' }),
    group('low', 'leo', { parent_id: 'mid' }),
    { type: 'page', name: 'Pricing', messageId: 'p1', anonymousId: 'v-81f2' },
  ])
  const ticket = (id: string, whose: object) => ({
    type: 'ticket',
    id,
    source: 'crm',
    mode: 'full' as const,
    body: { status: 'open', subject: `About ${id}` },
    ...whose,
  })
  await running.engine.putObjects([
    ticket('T-mia', { customer: 'user_id:mia' }),
    ticket('T-low', { account: 'group_id:low' }),
  ])
  // The first look of a month makes room for it in the log.
  await look(mia, 'service', callerOf('agent'))
})
afterAll(() => running.stop())

let counted: string[] = []
beforeEach(() => {
  const query = pg.Client.prototype.query
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...args: readonly unknown[]
  ) {
    const [question] = args as readonly [{ readonly name?: string; readonly text?: string }]
    counted.push(question.name ?? question.text ?? String(question))
    return Reflect.apply(query, this, args) as never
  })
})
afterEach(() => vi.restoreAllMocks())

const TIMES = 5

/** The statements of one look, without those of a connection's beginning and what a server asks every other second. */
async function statementsOf(ask: () => Promise<unknown>): Promise<readonly string[]> {
  let fewest: readonly string[] | undefined
  for (let n = 0; n < TIMES; n++) {
    counted = []
    await ask()
    if (!fewest || counted.length < fewest.length) fewest = counted
  }
  return fewest ?? []
}

async function look(
  who: { readonly customer: string } | { readonly account: string },
  purpose: string,
  caller: Caller,
): Promise<View> {
  const request = { ...who, purpose, channel: 'web', utterance: 'where is my ticket' }
  return running.engine.view(ViewRequest.parse(request), caller)
}

const mia = { customer: 'user_id:mia' }
const top = { account: 'group_id:top' }
const assigned = callerOf('partner', { subjects: ['group_id:top', 'group_id:mid'] })

test.each([
  ['support of a customer', mia, 'service', callerOf('agent')],
  ['a visitor', { customer: 'anonymous_id:v-81f2' }, 'service', callerOf('agent')],
  ['she herself', mia, 'self-service', callerOf('customer', { subjects: ['user_id:mia'] })],
  ['a partner of her account', mia, 'partner', assigned],
  ['the page of an account with others below', top, 'executive-briefing', callerOf('executive')],
  ['a partner of that account', top, 'partner', assigned],
])('%s', async (_, who, purpose, caller) => {
  const statements = await statementsOf(async () => {
    expect((await look(who, purpose, caller)).audit).toMatch(/^aud_/)
  })
  expect(statements).toContain('record_access')
  expect(statements.length, statements.join(', ')).toBeLessThanOrEqual(STATEMENTS_MAX)
})

test('a search reads all whom it shows at once', async () => {
  const ask = { limit: 10, purpose: 'sales' }
  const statements = await statementsOf(async () => {
    const hits = await running.engine.search('The', ask, callerOf('account_manager'))
    expect(hits.length).toBeGreaterThanOrEqual(3)
  })
  expect(statements.toSorted()).toEqual([
    'consents_of',
    'identifiers_of_records',
    'record_access',
    'records_of',
    'search',
    'search_entries_of',
  ])
})
