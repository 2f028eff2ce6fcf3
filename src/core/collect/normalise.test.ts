// What normal forms promise: one form per person's identifier, stable when applied twice.
import fc from 'fast-check'
import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { describe, expect, test } from 'vitest'
import { isEmailPlaceholder, isPhonePlaceholder, isPlaceholder } from './blocked.ts'
import { type Normalisation, normaliseValue } from './normalise.ts'

describe('the normal form', () => {
  test.each<[Normalisation, string, string | undefined]>([
    ['exact', ' Ann ', 'Ann'],
    ['exact', '  ', undefined],
    ['exact', 'x'.repeat(501), undefined],
    ['lower', 'ＡbC', 'abc'],
    ['digits', '12-34 56', '123456'],
    ['code', ' DE 123.456-789 ', 'de123456789'],
    ['code', '556677-8899', '5566778899'],
    ['code', 'ΑΦΜ 09', 'αφμ09'],
    ['code', '- / -', undefined],
    ['digits', 'none', undefined],
    ['email', ' Ann.Berg+x@Example.COM ', 'ann.berg+x@example.com'],
    ['email', 'mailto:ann@googlemail.com', 'ann@gmail.com'],
    ['email', 'ann@localhost', undefined],
    ['email', 'ann@@example.com', undefined],
    ['email', 'Ann <ann@example.com>', undefined],
    ['email', 'ann@exa..mple.com', undefined],
    ['domain', 'https://www.Example.com:443/a?b=1', 'example.com'],
    ['domain', 'ann@example.com', 'example.com'],
    ['domain', 'example', undefined],
    ['phone', '+46 70-123 45 67', '+46701234567'],
    ['phone', '+46 (0)70 123 45 67', '+46701234567'],
    ['phone', '0046701234567', '+46701234567'],
    ['phone', '070-123 45 67', '+46701234567'],
    ['phone', 'tel:+46701234567', '+46701234567'],
    ['phone', '+4607012345 67', '+46701234567'],
    ['phone', '+1 (212) 555-0199', '+12125550199'],
    ['phone', '12', undefined],
    ['phone', 'call me', undefined],
  ])('%s of %s', (kind, value, normal) => expect(normaliseValue(kind, value, 'SE')).toBe(normal))

  test('is stable: normalising twice changes nothing', () => {
    const kinds: readonly Normalisation[] = [
      'exact',
      'lower',
      'email',
      'phone',
      'domain',
      'digits',
      'code',
    ]
    const values = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.emailAddress(),
      fc.domain(),
      fc.stringMatching(/^\+?[0-9 ()-]{5,18}$/),
    )
    fc.assert(
      fc.property(fc.constantFrom(...kinds), values, (kind, value) => {
        const once = normaliseValue(kind, value, 'SE')
        if (once !== undefined) expect(normaliseValue(kind, once, 'SE')).toBe(once)
      }),
      { numRuns: 500 },
    )
  })

  test('of a phone number is the one of the numbering plan where there is one', () => {
    const code = fc.oneof(
      fc.constantFrom('1', '33', '44', '46', '49', '61', '81', '91', '358'),
      fc.integer({ min: 1, max: 999 }).map(String),
    )
    fc.assert(
      fc.property(code, fc.stringMatching(/^[0-9]{7,11}$/), (country, rest) => {
        const planned = parsePhoneNumberFromString(`+${country}${rest}`)
        if (!planned?.isValid()) return
        expect(normaliseValue('phone', `+${country}${rest}`, 'SE')).toBe(planned.number)
      }),
      { numRuns: 3_000 },
    )
  })
})

describe('placeholders', () => {
  test.each(['0', '0000', '---', '00000000-0000-0000-0000-000000000000', 'null', 'NULL', '"null"'])(
    '%s is no id',
    (value) => expect(isPlaceholder(value)).toBe(true),
  )
  test.each([
    ...['anonymous', 'Guest', '[object Object]', 'NaN', 'undefined', '-1', 'N/A'],
    ...['(null)', '#N/A', 'n.a.', '.', '--', 'xxx', 'unbekannt', 'Inconnu', 'desconocido', 'okänd'],
  ])('%s is no id', (value) => expect(isPlaceholder(value)).toBe(true))
  test.each(['1', 'u0', 'ann', '0-1', 'nullable', 'guest-17', 'x', 'xx17', 'a.'])(
    '%s is an id',
    (value) => expect(isPlaceholder(value)).toBe(false),
  )
  test('mailboxes and numbers that belong to nobody are none either', () => {
    expect(isEmailPlaceholder('noreply@shop.example')).toBe(true)
    expect(isEmailPlaceholder('ann@example.com')).toBe(false)
    expect(isPhonePlaceholder('+46000000000')).toBe(true)
    expect(isPhonePlaceholder('+46123456789')).toBe(true)
    expect(isPhonePlaceholder('+4900000')).toBe(true)
    expect(isPhonePlaceholder('+498910000000')).toBe(true)
    expect(isPhonePlaceholder('+46701234567')).toBe(false)
    expect(isPhonePlaceholder('+498910000')).toBe(false)
  })
})
