// The resolver on public data whose truth is known: as given, with meaningless names of columns, and with columns
// taken away. Without the data the tests are skipped and say so.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { type Evaluation, evaluate } from '../../src/core/identity/evaluate/evaluate.ts'
import { createOnline } from '../../src/core/identity/match/online.ts'
import { createRandom } from '../../src/testing/random.ts'

const DATA = join(import.meta.dirname, '../../../shared/data/identity')
const isHere = existsSync(join(DATA, 'febrl1.csv'))
if (!isHere) console.warn(`${DATA} is not here: the resolver is not measured on public data`)

const RUN_MS_MAX = 120_000

type Row = Readonly<Record<string, string>>
type Change = (values: Row) => Row

/** Streams a file in a seeded order; truth, numbers of rows and noise are kept from the resolver. */
function measure(
  files: readonly string[],
  seed: number,
  change: Change = (values) => values,
): Evaluation {
  const truthOf = new Map<string, string>()
  const rows = files.flatMap((file) =>
    (parse(readFileSync(join(DATA, file)), { columns: true }) as Row[]).map((row) => ({
      file,
      row,
    })),
  )
  const online = createOnline({ chance: () => createRandom('train').next })
  for (const [at, { file, row }] of createRandom(`order ${seed}`).shuffle(rows).entries()) {
    const { truth, id: _, ...values } = row
    truthOf.set(`r${at}`, truth ?? '')
    online.add({ id: `r${at}`, source: file, values: change(values) })
  }
  online.settle()
  return evaluate({ truthOf, customerOf: online.customers() })
}

const meaningless: Change = (values) =>
  Object.fromEntries(Object.values(values).map((value, at) => [`c${at}`, value]))

const without =
  (...columns: readonly string[]): Change =>
  (values) =>
    Object.fromEntries(Object.entries(values).filter(([column]) => !columns.includes(column)))

describe.skipIf(!isHere)('on public data', { timeout: RUN_MS_MAX }, () => {
  test('fake_1000 reaches .97', () => {
    const { pairwise, overMergeRate } = measure(['fake_1000.csv'], 1)
    expect(pairwise.f1).toBeGreaterThan(0.97)
    expect(pairwise.precision).toBeGreaterThan(0.985)
    expect(overMergeRate).toBeLessThan(0.01)
  })

  test('fake_1000 with meaningless names of columns stays above .96', () => {
    expect(measure(['fake_1000.csv'], 1, meaningless).pairwise.f1).toBeGreaterThan(0.96)
  })

  test('febrl1 is nearly exact, whatever its columns are called', () => {
    for (const change of [undefined, meaningless]) {
      const { pairwise } = measure(['febrl1.csv'], 1, change)
      expect(pairwise.f1).toBeGreaterThan(0.995)
      expect(pairwise.precision).toBe(1)
    }
  })

  test.each([
    ['its number of the person', ['soc_sec_id']],
    ['birth dates', ['date_of_birth']],
    ['given names and streets', ['given_name', 'address_1', 'address_2']],
  ])('febrl1 without %s is nearly exact', (_, columns) => {
    const { pairwise } = measure(['febrl1.csv'], 1, without(...columns))
    expect(pairwise.f1).toBeGreaterThan(0.98)
    expect(pairwise.precision).toBeGreaterThan(0.99)
  })
})
