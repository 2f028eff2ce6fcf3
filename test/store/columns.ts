// Parameters in binary form: whatever goes in as an array comes back as the same rows.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bigint,
  boolean,
  type Columns,
  instant,
  rowsOf,
  text,
  uuid,
  valuesOf,
} from '../../src/store/wire/columns.ts'
import type { StoreUnderTest } from './store-under-test.ts'

interface Row {
  readonly home: string | undefined
  readonly id: string | undefined
  readonly at: number | undefined
  readonly words: string | undefined
  readonly known: boolean | undefined
}

const COLUMNS: Columns<Row> = {
  home: bigint((row) => row.home),
  id: uuid((row) => row.id),
  at: instant((row) => row.at),
  words: text((row) => row.words),
  known: boolean((row) => row.known),
}

const BACK = `select home::text as home, replace(id::text, '-', '') as id,
  round(extract(epoch from at) * 1000)::text as at, words, known from ${rowsOf(COLUMNS)}`

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
const uuids = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('hex'))
const rows = fc.array(
  fc.record({
    home: maybe(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)),
    id: maybe(uuids),
    at: maybe(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 })),
    words: maybe(fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', ''))),
    known: maybe(fc.boolean()),
  }),
  { maxLength: 40 },
)

export function columnsContract(under: StoreUnderTest): void {
  describe('rows as arrays', () => {
    test('come back as they were put in, in their order, with their gaps', async () => {
      await fc.assert(
        fc.asyncProperty(rows, async (put) => {
          const back = await under.query(BACK, valuesOf(COLUMNS, put))
          const none = <Value>(value: Value | undefined) => value ?? null
          expect(back).toEqual(
            put.map((row) => ({
              home: none(row.home),
              id: none(row.id),
              at: none(row.at?.toString()),
              words: none(row.words === undefined ? undefined : Buffer.from(row.words).toString()),
              known: none(row.known),
            })),
          )
        }),
        { numRuns: 60 },
      )
    })

    test('as many and as long as anybody sends', async () => {
      const long = 'ü'.repeat(3_000_000)
      const put = [{ home: '1', id: undefined, at: 0, words: long, known: true }]
      const [row] = await under.query<{ words: string }>(BACK, valuesOf(COLUMNS, put))
      expect(row?.words === long).toBe(true)
    })

    test('what a column cannot hold is refused before it is sent', () => {
      const row = { home: '1', id: 'a'.repeat(32), at: 0, words: '', known: true }
      expect(() => valuesOf(COLUMNS, [{ ...row, id: 'no uuid' }])).toThrow(TypeError)
      expect(() => valuesOf(COLUMNS, [{ ...row, at: Number.NaN }])).toThrow(RangeError)
      expect(() => valuesOf(COLUMNS, [{ ...row, at: 0.5 }])).toThrow(RangeError)
    })
  })
}
