// The binary fields against what Node's own methods write, and texts that are no such value.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BinaryWriter, createBinaryWriter } from './binary.ts'

const writer = createBinaryWriter()

function written(put: (into: BinaryWriter) => void): string {
  writer.start()
  put(writer)
  return writer.bytes().toString('hex')
}

function field(bytes: Buffer): string {
  const length = Buffer.alloc(4)
  length.writeInt32BE(bytes.length)
  return Buffer.concat([length, bytes]).toString('hex')
}

test('every whole number of 64 bits is written as int8', () => {
  const edges = [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 32n, -(2n ** 32n), 2n ** 32n - 1n]
  const check = (value: bigint): void => {
    const expected = Buffer.alloc(8)
    expected.writeBigInt64BE(value)
    expect(written((into) => into.bigint(`${value}`))).toBe(field(expected))
  }
  edges.forEach(check)
  fc.assert(fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), check))
})

test('what is no whole number of 64 bits is refused', () => {
  const none = ['', '-', '1.5', ' 1', '1e3', 'abc', '9223372036854775808', '-9223372036854775809']
  for (const text of [...none, '99999999999999999999']) {
    expect(() => written((into) => into.bigint(text)), text).toThrow(TypeError)
  }
})

test('a uuid is its 16 bytes, in small and large letters', () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 })
  fc.assert(
    fc.property(bytes, (value) => {
      const hex = Buffer.from(value).toString('hex')
      expect(written((into) => into.uuid(hex))).toBe(field(Buffer.from(value)))
      expect(written((into) => into.uuid(hex.toUpperCase()))).toBe(field(Buffer.from(value)))
    }),
  )
})

test('what is no uuid is refused', () => {
  const hex = '0123456789abcdef0123456789abcdef'
  const none = [hex.slice(1), `${hex}0`, `${hex.slice(0, 31)}g`, `é${hex.slice(1)}`, '']
  for (const text of none) expect(() => written((into) => into.uuid(text)), text).toThrow(TypeError)
})

test('a text is its UTF-8, short or long', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 90 })
  fc.assert(
    fc.property(texts, (value) => {
      expect(written((into) => into.text(value))).toBe(field(Buffer.from(value, 'utf8')))
    }),
  )
})

test('a time is microseconds since 2000, also where they are no safe number', () => {
  const check = (ms: number): void => {
    const expected = Buffer.alloc(8)
    expected.writeBigInt64BE((BigInt(ms) - BigInt(Date.UTC(2000, 0, 1))) * 1_000n)
    expect(written((into) => into.instant(ms))).toBe(field(expected))
  }
  fc.assert(fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), check))
})

test('room is made where a batch needs more', () => {
  const long = 'x'.repeat(300_000)
  const bytes = written((into) => {
    for (let i = 0; i < 40; i++) into.text(long)
  })
  expect(bytes.length).toBe(40 * (300_000 + 4) * 2)
})
