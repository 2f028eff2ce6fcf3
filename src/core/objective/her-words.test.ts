// Whose words they are: hers are read, those of staff and machines never.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../contract/event.ts'
import { CATALOGUE, event } from '../../testing/objectives.ts'
import { herWords } from './her-words.ts'

describe('her words', () => {
  test.each<[string, string, JsonObject]>([
    ['Chat Message Sent', 'chat', { text: 'I am angry', sender: 'agent' }],
    ['Chat Message Received', 'chat', { text: 'I am angry', direction: 'outbound' }],
    ['Message Received', 'message', { text: 'I am angry', from: 'bot' }],
    ['Chat', 'chat', { text: 'I am angry', author: { type: 'admin', name: 'Tom' } }],
    ['Chat', 'chat', { text: 'I am angry', sender: { role: 'Agent' } }],
    ['Chat', 'chat', { text: 'I am angry', sender_role: 'employee' }],
    ['Chat', 'chat', { text: 'I am angry', authorRole: 'teammate' }],
    ['Chat', 'chat', { text: 'I am angry', is_agent: true }],
    ['Chat', 'chat', { text: 'I am angry', author: { is_staff: true } }],
    ['Chat Ended', 'reply', { summary: 'She is angry', text: 'I am angry' }],
    ['Call Ended', 'call', { summary: 'Angry caller', text: 'I am angry' }],
  ])('are not those of staff or machines: %s', (name, kind, properties) => {
    expect(herWords(event(name, kind, properties), CATALOGUE.words)).toBeUndefined()
  })
  test.each<[JsonObject]>([
    [{ from: 'ann@example.com' }],
    [{ author: { type: 'user', name: 'Agent Smith' } }],
    [{ sender: { role: 'end-user' }, is_agent: false }],
    [{ sender_role: 'customer' }],
  ])('are hers when they say so: %j', (more) => {
    const written = event('Chat', 'chat', { text: 'I am angry', ...more })
    expect(herWords(written, CATALOGUE.words)?.text).toBe('I am angry')
  })
  test('are what she wrote, said or searched', () => {
    expect(
      herWords(
        event('Email Received', 'message', { subject: 'Help', text: 'It broke' }),
        CATALOGUE.words,
      ),
    ).toEqual({
      text: 'Help. It broke',
      isSearch: false,
    })
    expect(
      herWords(event('Products Searched', 'search', { query: 'mesh' }), CATALOGUE.words)?.isSearch,
    ).toBe(true)
  })
})
