// What the default rules alone make of households: five sources, shared mailboxes and landlines, family cards, numbers
// that went to somebody else. No model: so it is on the first day.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { loadAllDefinitions } from '../../src/cli/definitions.ts'
import type { Definitions } from '../../src/contract/definition.ts'
import type { Event, JsonObject } from '../../src/contract/event.ts'
import type { RecordFacts } from '../../src/contract/link.ts'
import { canonicalise } from '../../src/core/collect/collect.ts'
import { compileCollect } from '../../src/core/collect/compile.ts'
import { compileIdentity } from '../../src/core/identity/compile.ts'
import { type Evaluation, evaluate } from '../../src/core/identity/evaluate/evaluate.ts'
import { resolve } from '../../src/core/identity/resolve.ts'
import { shownBy } from '../../src/engine/identity/pairs.ts'
import { generateCustomersMulti, type MultiRecord } from '../../src/testing/customers-multi.ts'
import { createRandom } from '../../src/testing/random.ts'

const NOW = Date.UTC(2026, 10, 20, 12)
const RECORDS = 4_000
const RUN_MS_MAX = 60_000
const hash = (text: string) => createHash('md5').update(text).digest('hex')

/** Columns that name an identifier; what is left is sent as traits under the column's own name. */
const IDENTIFIERS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'email login_email contact_email invoice_email buyer_mail'
      .split(' ')
      .map((column) => [column, 'email']),
  ),
  ...Object.fromEntries(
    'mobile home_phone login_phone contact_phone payer_phone buyer_phone'
      .split(' ')
      .map((column) => [column, 'phone']),
  ),
  customer_no: 'customer_number',
  customer_ref: 'customer_number',
  loyalty_card: 'loyalty_card',
}
/** An import maps these, as any source's own words for a name. */
const TRAITS: Readonly<Record<string, string>> = { ship_to: 'name', visitor_id: 'visitor' }

function itemOf({ cells }: MultiRecord, at: number): JsonObject {
  const externalIds = Object.entries(cells).flatMap(([column, id]) => {
    const type = IDENTIFIERS[column]
    return type === undefined ? [] : [{ type, id }]
  })
  const traits = Object.entries(cells)
    .filter(([column]) => IDENTIFIERS[column] === undefined)
    .map(([column, text]) => [TRAITS[column] ?? column, text])
  return {
    type: 'identify',
    userId: `row-${at}`,
    messageId: `row-${at}`,
    timestamp: new Date(NOW - (RECORDS - at) * 60_000).toISOString(),
    context: { externalIds },
    traits: Object.fromEntries(traits),
  }
}

function eventsOf(rows: readonly MultiRecord[], definitions: Definitions): readonly Event[] {
  const compiled = compileCollect(definitions)
  return rows.map((row, at) => {
    const context = { source: row.source, receivedAt: NOW, compiled, hash }
    const result = canonicalise(itemOf(row, at), context)
    if (!result.ok) throw new Error(result.setAside.reason)
    return result.event
  })
}

function factsOf(events: readonly Event[]): readonly RecordFacts[] {
  return [...shownBy(events)].map(([id, { key, pairs, who }]) => ({
    ...key,
    id,
    firstAt: Math.min(...pairs.map(({ firstAt }) => firstAt)),
    who,
    identifiers: pairs.map(({ identifier, ...pair }) => ({
      ...pair,
      id: identifier,
      via: pair.via === 'key' ? 'key' : 'external',
    })),
  }))
}

/** @param guarded false: mailboxes, telephones and cards join whatever else is said */
async function measure(guarded: boolean): Promise<Evaluation> {
  const definitions = await loadAllDefinitions(`${import.meta.dirname}/../../definitions`)
  const { identity } = definitions
  // Every row has a key of its own, so of user ids a customer has many.
  const namespaces = identity.namespaces.map(({ valuesPerCustomerMax, ...rule }) => ({
    ...rule,
    ...(rule.namespace !== 'user_id' &&
      valuesPerCustomerMax !== undefined && { valuesPerCustomerMax }),
    ...(!guarded && { mayBeShared: false }),
  }))
  const rows = createRandom(1).shuffle([...generateCustomersMulti({ records: RECORDS, seed: 301 })])
  const records = factsOf(eventsOf(rows, definitions))
  const rules = compileIdentity({ ...identity, namespaces })
  const { customers } = resolve({ records, assertions: [] }, rules)
  const rowOf = new Map(records.map(({ id, key }) => [id, key]))
  return evaluate({
    truthOf: new Map(rows.map(({ truth }, at) => [`row-${at}`, truth.person])),
    customerOf: new Map(
      customers.flatMap(({ id, records: own }) =>
        own.map(({ record }) => [rowOf.get(record) ?? '', id] as const),
      ),
    ),
  })
}

test('of a hundred customers whom shared mailboxes made of two people, hardly two are left, and few records are lost', {
  timeout: RUN_MS_MAX,
}, async () => {
  const [guarded, plain] = [await measure(true), await measure(false)]
  expect(plain.overMergeRate).toBeGreaterThan(0.08)
  expect(guarded.overMergeRate).toBeLessThan(0.005)
  expect(guarded.pairwise.precision).toBeGreaterThan(0.99)
  expect(guarded.pairwise.recall).toBeGreaterThan(plain.pairwise.recall - 0.03)
})
