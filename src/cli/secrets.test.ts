// Hashes, ids and secrets: what other parts rely on.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createNewId,
  isSecretIntact,
  keyedHash,
  newPepper,
  newSecret,
  secretHash,
} from './secrets.ts'

describe('the keyed hash', () => {
  test('is 32 hex characters, the same for the same pepper and text, and another for another', () => {
    const hash = keyedHash('ab'.repeat(32))
    expect(hash('a')).toMatch(/^[0-9a-f]{32}$/)
    expect(hash('a')).toBe(keyedHash('ab'.repeat(32))('a'))
    expect(hash('a')).not.toBe(hash('b'))
    expect(hash('a')).not.toBe(keyedHash(newPepper())('a'))
  })

  test('stays the same for ever: stored ids were made by it', () => {
    expect(keyedHash('00'.repeat(32))('idf\0customer\0email\0ann@example.com')).toBe(PINNED)
  })
})
const PINNED = 'b874f0f953ff8582ceec599160ab89c3'

describe('new ids', () => {
  test('are 32 hex characters, never the same twice, and sort by time', () => {
    let now = 1_700_000_000_000
    const newId = createNewId(() => now)
    const ids: string[] = []
    for (let n = 0; n < 5_000; n++) {
      ids.push(newId())
      if (n % 100 === 0) now++
    }
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true)
    expect([...ids].sort()).toEqual(ids)
  })
})

describe('a secret', () => {
  test('is whole as made, and a typing mistake is seen', () => {
    const secret = newSecret()
    expect(secret).toMatch(/^alk_[0-9A-Za-z]{49}$/)
    expect(isSecretIntact(secret)).toBe(true)
    fc.assert(
      fc.property(fc.nat({ max: 48 }), fc.constantFrom('a', 'Z', '7'), (at, other) => {
        const place = 4 + at
        fc.pre(secret.charAt(place) !== other)
        expect(isSecretIntact(secret.slice(0, place) + other + secret.slice(place + 1))).toBe(false)
      }),
    )
    expect(isSecretIntact(secret.slice(0, -1))).toBe(false)
    expect(isSecretIntact('')).toBe(false)
  })

  test('is kept as a hash that does not show it', () => {
    const secret = newSecret()
    expect(secretHash(secret)).toMatch(/^[0-9a-f]{64}$/)
    expect(secretHash(secret)).not.toContain(secret.slice(4, 20))
  })
})
