import { describe, expect, test } from 'vitest'
import { saidBy } from './said.ts'

const at = (v: unknown, t = 1, p?: 'observed' | 'inferred') => ({
  v: v as string,
  t,
  e: 'a'.repeat(32),
  ...(p && { p }),
})

describe('what a record says', () => {
  test('the newest value counts, blocks are flat, prose and lists are left out', () => {
    expect(
      saidBy({
        address: [at({ city: 'Lund', postalCode: '22100', note: 'x'.repeat(201) })],
        email: [at('old@example.org', 1), at('new@example.org', 2)],
        interests: [at(['music'])],
        note: [at('x'.repeat(201))],
      }),
    ).toEqual({ 'address.city': 'Lund', 'address.postalCode': '22100', email: 'new@example.org' })
  })

  test('a guess is no evidence, and what she took back is gone', () => {
    expect(saidBy({ age: [at(40, 3, 'inferred'), at(38, 2)], phone: [at(null, 2)] })).toEqual({
      age: 38,
    })
  })
})
