// The lens that answers fits purpose, role, channel and entity; otherwise the answer says what to do.
import { expect, test } from 'vitest'
import { defaultDefinitions } from '../../testing/default-definitions.ts'
import { chooseLens, type LensQuestion } from './choose.ts'
import { compileLenses } from './compile.ts'

const COMPILED = compileLenses(defaultDefinitions())

function choose(over: Partial<LensQuestion>): string {
  const question = {
    purpose: 'service',
    role: 'agent',
    channel: 'phone',
    entity: 'customer',
  } as const
  const choice = chooseLens(COMPILED, { ...question, ...over })
  return choice.ok ? choice.lens.definition.lens : choice.problem
}

test.each<[string, Partial<LensQuestion>]>([
  ['support-call', {}],
  ['support-chat', { channel: 'chat' }],
  ['support-call', { channel: 'carrier pigeon' }],
  ['support-chat', { lens: 'support-chat@12' }],
  ['visitor', { channel: 'web' }],
  ['phone-menu', { channel: 'ivr', role: 'ai_agent' }],
  ['account-briefing', { purpose: 'executive-briefing', role: 'executive', entity: 'account' }],
  ['PURPOSE_UNKNOWN', { purpose: 'gossip' }],
  ['PURPOSE_NOT_ALLOWED', { purpose: 'privacy' }],
  ['LENS_UNKNOWN', { lens: 'billing-question' }],
  ['LENS_UNKNOWN', { lens: 'nothing' }],
  ['LENS_UNKNOWN', { lens: 'phone-menu' }],
  ['LENS_UNKNOWN', { entity: 'account' }],
])('%s', (expected, question) => expect(choose(question)).toBe(expected))
