// Who may see only some customers cannot find out who else is one: nobody, somebody else and several are one answer.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ProblemError } from '../../src/contract/problem.ts'
import type { Caller } from '../../src/engine/api.ts'
import { callerOf, collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
  const { engine } = running
  const phone = '+46701234567'
  await collectFrom(engine, 'crm', [
    { type: 'identify', messageId: 'h1', userId: 'her', traits: { email: 'her@example.com' } },
    {
      type: 'identify',
      messageId: 'h2',
      userId: 'him',
      traits: { email: 'him@example.com', phone },
    },
    { type: 'identify', messageId: 'h3', userId: 'third', traits: { phone } },
  ])
  const order = { type: 'order', source: 'shop', mode: 'full', body: { total: 1 } } as const
  await engine.putObjects([{ ...order, id: 'HIS-1', customer: 'user_id:him' }])
})
afterAll(() => running.stop())

const herself = callerOf('customer', { subjects: ['user_id:her'] })
const PURPOSE = 'self-service'

/** Verbs that read about somebody, by what they are asked. */
const READS: Readonly<Record<string, (ref: string, caller: Caller, purpose: string) => unknown>> = {
  timeline: (ref, caller, purpose) => running.engine.timeline(ref, { purpose, limit: 5 }, caller),
  consents: (ref, caller, purpose) => running.engine.consents(ref, { purpose }, caller),
  identity: (ref, caller, purpose) => running.engine.identity(ref, { purpose }, caller),
  audit: (ref, caller, purpose) =>
    running.engine.audit({ subject: ref, purpose, limit: 5 }, caller),
}

describe.each(Object.entries(READS))('%s', (_name, read) => {
  test('answers her about herself', async () => {
    await read('user_id:her', herself, PURPOSE)
  })

  test('says one thing of nobody, of somebody else and of several', async () => {
    const refs = ['user_id:nobody', 'user_id:him', 'phone:+46701234567', 'order:HIS-1']
    const said = await Promise.all(refs.map((ref) => refusal(() => read(ref, herself, PURPOSE))))
    expect(new Set(said)).toEqual(
      new Set(['NOT_FOUND: There is no such thing, or this key may not see it']),
    )
  })
})

test('an object of somebody else is as unknown as one that does not exist', async () => {
  const ask = (id: string) => refusal(() => running.engine.getObject('order', id, PURPOSE, herself))
  expect(await ask('HIS-1')).toBe(await ask('NONE'))
})

test('who sees everybody is told what is the matter', async () => {
  const agent = callerOf('agent')
  const ask = (ref: string) => refusal(() => READS['timeline']?.(ref, agent, 'service'))
  expect(await ask('user_id:nobody')).toMatch(/^NOT_FOUND: Nobody is known as/)
  expect(await ask('phone:+46701234567')).toMatch(/^REFERENCE_AMBIGUOUS/)
})

test('the audit log keeps the reason that she was not told', async () => {
  await refusal(() => READS['timeline']?.('user_id:him', herself, PURPOSE))
  const officer = callerOf('privacy_officer')
  const { items } = await running.engine.audit({ purpose: 'privacy', limit: 1 }, officer)
  expect(items[0]).toMatchObject({ outcome: 'refused', withheld: { NO_RELATIONSHIP: 1 } })
})

describe('reading the audit log', () => {
  const officer = callerOf('privacy_officer')
  const read = (purpose: string) => running.engine.audit({ purpose, limit: 1 }, officer)

  test('takes a purpose that the role has', async () => {
    expect(await refusal(() => read('marketing'))).toMatch(/^PURPOSE_NOT_ALLOWED/)
    expect(await refusal(() => read('curiosity'))).toMatch(/^PURPOSE_UNKNOWN/)
  })

  test('is a look of its own, with whose log it was', async () => {
    const subject = 'user_id:him'
    const him = await running.engine.identity(subject, { purpose: 'privacy' }, officer)
    await running.engine.audit({ subject, purpose: 'privacy', limit: 1 }, officer)
    const { items } = await read('privacy')
    expect(items[0]).toMatchObject({ lens: 'audit', purpose: 'privacy', subject: him.id })
  })
})

async function refusal(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    if (error instanceof ProblemError) return `${error.code}: ${error.message}`
    throw error
  }
  return 'answered'
}
