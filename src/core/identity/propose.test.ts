// What would be one customer if the matcher proposed it: rules, people and limits have their say.
import { describe, expect, test } from 'vitest'
import { exampleDecision, exampleIdentity, exampleRecord } from './example.ts'
import { proposalsFor, withProposals } from './propose.ts'

/** Four records with an e-mail address each; a customer may have three. */
const records = [1, 2, 3, 4].map((n) =>
  exampleRecord(`crm_id:${n}`, [`email:${n}@x`], { firstAt: n }),
)
const together = (ids: readonly string[]) => new Map(ids.map((id) => [`${id}/web`, 'one']))

function tried(today: readonly string[], links: Parameters<typeof withProposals>[0]['links'] = []) {
  const rows = today.map((customer, at) => ({ id: `${at + 1}/web`, customer }))
  const proposals = proposalsFor(rows, together(['1', '2', '3', '4']))
  const customers = withProposals({ records, links }, proposals, exampleIdentity)
  return [1, 2, 3, 4].map((n) => customers.get(`${n}/web`)?.slice(0, 1)).join('')
}

describe('proposals', () => {
  test('join up to a limit', () => {
    expect(tried(['a', 'b', 'c', 'd'])).toBe('1114')
  })

  test('that a limit refuses leave both customers of today whole', () => {
    expect(tried(['a', 'a', 'b', 'b'])).toBe('1133')
    expect(tried(['b', 'a', 'a', 'b'])).toBe('1221')
  })

  test('never join whom a person parted, nor part whom a person joined', () => {
    expect(tried(['a', 'b', 'c', 'd'], [exampleDecision('different', '1/web', '2/web', 9)])).toBe(
      '1222',
    )
    expect(tried(['a', 'b', 'c', 'd'], [exampleDecision('same', '1/web', '4/web', 9)])).toBe('1131')
  })
})
