// Ann, of whom the tests of the bearing tell: known, heard and looked at through the real engine.
import { expect } from 'vitest'
import { type View, ViewRequest } from '../../src/contract/view.ts'
import { callerOf, collectFrom, type TestEngine } from './engine.ts'

/** So many minutes before the engine's now, as an instant of the wire. */
export const ago = (running: TestEngine, minutes: number): string =>
  new Date(running.clock.now - minutes * 60_000).toISOString()

/** Ann under a user id of her own, known for some days. Answers with her reference. */
export async function person(running: TestEngine, key: string): Promise<string> {
  await collectFrom(running.engine, 'web', [
    {
      type: 'identify',
      messageId: `${key}-i`,
      userId: key,
      timestamp: ago(running, 9_000),
      traits: { name: 'Ann Berg', email: `${key}@x.io`, city: 'Malmö' },
    },
  ])
  return `user_id:${key}`
}

/** She wrote this in the chat. */
export async function said(
  running: TestEngine,
  key: string,
  text: string,
  minutesAgo = 5,
): Promise<void> {
  const { results } = await collectFrom(running.engine, 'chat', [
    {
      type: 'track',
      event: 'Chat Message Received',
      messageId: `${key}-${text}`,
      userId: key,
      channel: 'chat',
      timestamp: ago(running, minutesAgo),
      properties: { text },
    },
  ])
  expect(results.map(({ status }) => status)).toEqual(['stored'])
}

/** The view of her for the service on the telephone, unless `more` says otherwise. */
export function look(
  running: TestEngine,
  customer: string,
  more: object = {},
  role = 'agent',
): Promise<View> {
  const request = { customer, purpose: 'service', channel: 'phone', ...more }
  return running.engine.view(ViewRequest.parse(request), callerOf(role))
}
