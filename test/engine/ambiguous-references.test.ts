// A decision about who is one with whom is never taken of somebody whom chance picked among those a name fits.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerOf, collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'

const steward = callerOf('steward')
const AMBIGUOUS = { code: 'REFERENCE_AMBIGUOUS' }

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
  const says = (userId: string, traits: object) => {
    return { type: 'identify', messageId: `i-${userId}-${JSON.stringify(traits)}`, userId, traits }
  }
  const home = { birthday: '1990-05-05', email: 'ek@home.se' }
  await collectFrom(running.engine, 'crm', [
    says('lars', { firstName: 'Lars', lastName: 'Ek', ...home }),
    says('nils', { firstName: 'Nils', lastName: 'Ek', ...home }),
    says('ida', { name: 'Ida Holm', email: 'ida@h.se' }),
    says('bo', { name: 'Bo Lind' }),
  ])
  await collectFrom(running.engine, 'shop', [says('ida', { name: 'Ida Holm', email: 'ida@h.se' })])
})
afterAll(() => running.stop())

const decided = { reason: 'asked', dryRun: true }
const { link, unlink, move } = {
  link: (a: string, b: string) => running.engine.link({ a, b, ...decided }, steward),
  unlink: (record: string) => running.engine.unlink({ record, ...decided }, steward),
  move: (record: string, to: string) => running.engine.move({ record, to, ...decided }, steward),
}

test('whoever shares a mailbox with another is not linked, nor moved to, by it', async () => {
  await expect(link('email:ek@home.se', 'user_id:bo')).rejects.toMatchObject(AMBIGUOUS)
  await expect(link('user_id:bo', 'email:ek@home.se')).rejects.toMatchObject(AMBIGUOUS)
  await expect(move('user_id:bo', 'email:ek@home.se')).rejects.toMatchObject(AMBIGUOUS)
})

test('of several records that show a name none is taken out by it; by its id one is', async () => {
  const refused = { ...AMBIGUOUS, message: expect.stringContaining('name one as rec_...') }
  await expect(unlink('email:ida@h.se')).rejects.toMatchObject(refused)
  await expect(unlink('user_id:ida')).rejects.toMatchObject(refused)
  await expect(move('email:ek@home.se', 'user_id:bo')).rejects.toMatchObject(refused)
  const look = { purpose: 'stewardship' }
  const { records } = await running.engine.identity('user_id:ida', look, steward)
  expect(records).toHaveLength(2)
  const [first, second] = records.map(({ id }) => id)
  const { customers } = await unlink(first ?? '')
  expect(customers.map((one) => one.records).sort()).toEqual([[first], [second]].sort())
})

test('a name that several records of one customer show names her', async () => {
  const { customers } = await link('email:ida@h.se', 'user_id:bo')
  expect(customers.map((one) => one.records.length)).toEqual([3])
})

test('two names of one record are told to be that', async () => {
  const asked = { a: 'user_id:bo', b: 'user_id:bo', purpose: 'stewardship' }
  const { because, together } = await running.engine.explainIdentity(asked, steward)
  expect({ because, together }).toEqual({
    because: ['Both names lead to one source record'],
    together: true,
  })
})
