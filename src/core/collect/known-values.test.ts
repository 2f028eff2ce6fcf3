import { describe, expect, it, vi } from 'vitest'
import { defaultDefinitions } from '../../testing/default-definitions.ts'
import { canonicalise } from './collect.ts'
import { compileCollect } from './compile.ts'
import type { Hash } from './context.ts'

const compiled = compileCollect(defaultDefinitions())
const call = { receivedAt: 1_700_000_000_000, compiled }

function eventOf(item: object, hash: Hash, source = 'web') {
  const collected = canonicalise(
    { type: 'track', event: 'Seen', ...item },
    { ...call, source, hash },
  )
  if (!collected.ok) throw new Error(collected.setAside.reason)
  return collected.event
}

describe('identifiers that come again', () => {
  it('are hashed once, and so are their records', () => {
    const hash = vi.fn((text: string) => `#${text}`)
    const first = eventOf({ anonymousId: 'device-1', messageId: '1' }, hash)
    const before = hash.mock.calls.length
    const second = eventOf({ anonymousId: 'device-1', messageId: '2' }, hash)
    expect(second.record).toBe(first.record)
    expect(second.identifiers).toEqual(first.identifiers)
    // The message and its content are new.
    expect(hash.mock.calls.length - before).toBe(2)
  })

  it('are told apart by how they are shown, by their source and by their hash', () => {
    const hash: Hash = (text) => `#${text}`
    const other: Hash = (text) => `@${text}`
    const alone = eventOf({ anonymousId: 'device-2' }, hash)
    const beside = eventOf({ anonymousId: 'device-2', userId: 'ann-2' }, hash)
    const elsewhere = eventOf({ anonymousId: 'device-2' }, hash, 'app')
    const peppered = eventOf({ anonymousId: 'device-2' }, other)
    expect(alone.identifiers.map(({ via }) => via)).toEqual(['key'])
    expect(beside.identifiers.map(({ via }) => via)).toEqual(['key', 'sighting'])
    expect(elsewhere.record.source).toBe('app')
    expect(elsewhere.record.id).not.toBe(alone.record.id)
    expect(peppered.record.id).toBe(alone.record.id.replace('#', '@'))
    expect(eventOf({ anonymousId: 'device-2' }, hash)).toMatchObject({
      record: alone.record,
      identifiers: alone.identifiers,
    })
  })

  it('are refused again when they are placeholders or have not the shape', () => {
    const hash: Hash = (text) => `#${text}`
    for (let time = 0; time < 2; time++) {
      const { flags } = eventOf(
        { anonymousId: 'device-3', userId: 'null', context: { traits: { email: 'ann at home' } } },
        hash,
      )
      expect(flags).toEqual(expect.arrayContaining(['identifier_blocked', 'identifier_invalid']))
    }
  })
})
