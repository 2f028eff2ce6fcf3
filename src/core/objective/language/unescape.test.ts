// Escapes are read as they were meant; everything else stays, and every character knows where it stood.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tokensOf } from './tokens.ts'
import { unescaped } from './unescape.ts'

test.each([
  ['can\\u2019t wait', 'can’t wait'],
  ['ask \\ud83d\\ude00', 'ask 😀'],
  ['you &amp; me &lt;3', 'you & me <3'],
  ['it&#39;s', "it's"],
  ['first\\nsecond', 'first second'],
  ['\\"quoted\\"', '"quoted"'],
  ['&#9999999; \\u12 & \\ &unknown;', '&#9999999; \\u12 & \\ &unknown;'],
  ['&#999999;', '\u{f423f}'],
])('%s', (message, text) => {
  expect(unescaped(message).text).toBe(text)
})

test('tokens of an escaped message are those of the message, at the places where they came from', () => {
  const message = 'I can\\u2019t pay &amp; you don\\u2019t care'
  const tokens = tokensOf(message)
  expect(tokens.map(({ text }) => text)).toEqual(['i', "can't", 'pay', 'you', "don't", 'care'])
  expect(message.slice(tokens[1]?.from, tokens[1]?.to)).toBe('can\\u2019t')
  expect(message.slice(tokens[5]?.from, tokens[5]?.to)).toBe('care')
})

const piece = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('\\u00e9', '\\n', '&amp;', '&#128512;', '\\', '&'),
)

test('places rise, stay inside, and are there for every character', () => {
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const message = pieces.join('')
      const { text, places = Array.from({ length: message.length + 1 }, (_, n) => n) } =
        unescaped(message)
      expect(places).toHaveLength(text.length + 1)
      expect(places.at(-1)).toBe(message.length)
      expect(places.every((place, n) => n === 0 || place >= (places[n - 1] ?? 0))).toBe(true)
    }),
  )
})
