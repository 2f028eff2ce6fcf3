// Public ids go there and back.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatIdentifier, hexOfPublicId, parseIdentifier, publicId } from './identifier.ts'

const hex = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('hex'))

test('a public id holds all 128 bits and reads back', () => {
  fc.assert(
    fc.property(hex, (id) => {
      const text = publicId('cus', id)
      expect(text).toHaveLength(30)
      expect(hexOfPublicId(text)).toBe(id)
    }),
  )
})

test('what is no public id has no hex', () => {
  for (const text of ['', 'cus_', 'cus_8zzzzzzzzzzzzzzzzzzzzzzzzz', 'email:a@b', 'cus_0123']) {
    expect(hexOfPublicId(text)).toBeUndefined()
  }
})

test('an identifier is written with its namespace before the first colon', () => {
  expect(parseIdentifier('order:#W:1')).toEqual({ namespace: 'order', value: '#W:1' })
  expect(formatIdentifier({ namespace: 'email', value: 'a@b' })).toBe('email:a@b')
  expect(parseIdentifier(':x')).toBeUndefined()
  expect(parseIdentifier('Email:x')).toBeUndefined()
})
