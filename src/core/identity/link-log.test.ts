// The log of links: kept equal to the resolution, read back for any moment, and readable as a history.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Link, RecordFacts } from '../../contract/link.ts'
import { inForce } from './decisions.ts'
import { linkChanges, type Writer } from './diff.ts'
import { exampleDecision, exampleIdentity, exampleRecord, exampleRetraction } from './example.ts'
import { explainPair } from './explain.ts'
import { componentsAsOf, evidenceSince, historyOf, linksAsOf, type Since } from './history.ts'
import type { Resolution, RuleLink } from './resolution.ts'
import { resolve } from './resolve.ts'

function writer(at: number): Writer {
  let n = 0
  return { at, author: 'alidade', newId: () => `l${at}-${n++}` }
}

const isRule = (link: Link): boolean => link.basis === 'rule'

function active(log: readonly Link[]): readonly Link[] {
  return inForce(log.filter(isRule))
}

const join = ({ recordA, recordB, rule, evidence }: RuleLink | Link): string =>
  [recordA, recordB, rule, evidence[0]].join(' ')

const wantedLink = fc
  .tuple(
    fc.constantFrom('a', 'b'),
    fc.constantFrom('c', 'd'),
    fc.constantFrom('alias', 'shared:email'),
  )
  .map(([recordA, recordB, rule]): RuleLink => ({ recordA, recordB, rule, evidence: ['v'], at: 1 }))
const wanted = fc.uniqueArray(wantedLink, { selector: join })

const ann = exampleRecord('user_id:ann', ['email:a@x @5'], { firstAt: 5 })
const crm = exampleRecord('crm_id:1', ['email:a@x @6'], { firstAt: 6 })
const app = exampleRecord('user_id:ann', [], { source: 'app', firstAt: 7 })

describe('changes of links', () => {
  test('bring the rule links in force to the wanted ones, step after step', () => {
    fc.assert(
      fc.property(fc.array(wanted, { maxLength: 6 }), (steps) => {
        let log: readonly Link[] = [exampleDecision('same', 'x', 'y', 1)]
        for (const [i, links] of steps.entries()) {
          log = [...log, ...linkChanges(active(log), links, writer(10 + i))]
          expect(active(log).map(join).sort()).toEqual(links.map(join).sort())
          expect(linkChanges(active(log), links, writer(99))).toEqual([])
        }
        expect(new Set(log.map(({ id }) => id)).size).toBe(log.length)
      }),
    )
  })

  test('leave person links alone and do not rewrite a link for an earlier event', () => {
    const { links } = resolve({ records: [ann, crm], assertions: [] }, exampleIdentity)
    const rows = linkChanges([exampleDecision('same', 'x', 'y', 1)], links, writer(20))
    expect(rows).toMatchObject([
      { verdict: 'same', basis: 'rule', rule: 'shared:email', at: 20, retracts: undefined },
    ])
    const earlier = links.map((link) => ({ ...link, evidence: ['email:a@x', 'e0'], at: 2 }))
    expect(linkChanges(rows, earlier, writer(30))).toEqual([])
    const otherValue = links.map((link) => ({ ...link, evidence: ['email:b@x', 'e0'] }))
    expect(linkChanges(rows, otherValue, writer(30))).toMatchObject([
      { retracts: rows[0]?.id, verdict: 'same' },
      { retracts: undefined, evidence: ['email:b@x', 'e0'] },
    ])
  })
})

describe('the past', () => {
  const apart = exampleDecision('different', 'ann/web', '1/web', 30)
  const back = exampleRetraction(apart, 40)

  /** Resolves after each decision and writes the log as the engine does. */
  function logOf(records: readonly RecordFacts[], decisions: readonly Link[]): readonly Link[] {
    let log: readonly Link[] = []
    for (const at of [20, ...decisions.map((row) => row.at)]) {
      const assertions = decisions.filter((row) => row.at <= at)
      const { links } = resolve({ records, assertions }, exampleIdentity)
      const news = assertions.filter((row) => row.at === at)
      log = [...log, ...news, ...linkChanges(active(log), links, writer(at))]
    }
    return log
  }

  const unknown = () => undefined
  const then = (log: readonly Link[], at: number, since: Since = unknown) =>
    componentsAsOf(linksAsOf(log, at, since))

  test('components as of any moment are those that held then', () => {
    const log = logOf([ann, crm, app], [apart, back])
    expect(then(log, 19)).toEqual([])
    expect(then(log, 20)).toEqual([['1/web', 'ann/app', 'ann/web']])
    expect(then(log, 30)).toEqual([['1/web'], ['ann/app', 'ann/web']])
    expect(then(log, 40)).toEqual([['1/web', 'ann/app', 'ann/web']])
    expect(then([...log].reverse(), 30)).toEqual(then(log, 30))
  })

  test('a person keeps records apart even before the rule link is taken back', () => {
    const log = logOf([ann, crm], [])
    expect(then([...log, apart], 30)).toEqual([['1/web'], ['ann/web']])
  })

  test('a rule counts from when its evidence was complete, however much later we were told', () => {
    const log = logOf([ann, crm, app], [])
    const since = () => 5
    expect(then(log, 4, since)).toEqual([])
    expect(then(log, 5, since)).toEqual(then(log, 20))
  })

  test('what was judged counts from when it was judged', () => {
    const judged = logOf([ann, crm], []).map((link) => ({ ...link, basis: 'match' as const }))
    expect(then(judged, 19, () => 5)).toEqual([])
    expect(then([exampleDecision('same', 'ann/web', '1/web', 30)], 29, () => 5)).toEqual([])
  })

  test('evidence of before two were parted does not join them for the time between', () => {
    const log = logOf([ann, crm], [apart, back])
    const again = log.filter((row) => row.basis === 'rule')
    expect(then(log, 35, () => 5)).toEqual([['1/web'], ['ann/web']])
    expect(then(again, 35, () => 5)).toEqual([['1/web'], ['ann/web']])
    expect(then(again, 35, () => 33)).toEqual([['1/web', 'ann/web']])
    expect(then(again, 29, () => 5)).toEqual([['1/web', 'ann/web']])
  })

  test('evidence is complete when both records show what joins them', () => {
    const [link] = logOf([ann, crm], [])
    if (!link) throw new Error('no link')
    const [identifier = ''] = link.evidence
    const shown = [
      { record: link.recordA, identifier, firstAt: 3 },
      { record: link.recordB, identifier, firstAt: 8 },
    ]
    expect(evidenceSince(shown)(link)).toBe(8)
    expect(evidenceSince(shown.slice(1))(link)).toBeUndefined()
  })

  test('the history of a record says who, why and when', () => {
    const log = logOf([ann, crm], [apart, back])
    expect(historyOf(log, '1/web').map(({ at, what, author }) => [at, what, author])).toEqual([
      [20, 'linked', 'alidade'],
      [30, 'kept_apart', 'key:desk'],
      [30, 'link_taken_back', 'alidade'],
      [40, 'linked', 'alidade'],
      [40, 'allowed_again', 'key:desk'],
    ])
    expect(historyOf(log, '1/web')[1]?.text).toBe(
      'key:desk said that it is not the same as record ann/web (manual): she called',
    )
    expect(historyOf(log, 'ann/app')).toEqual([])
  })
})

describe('explaining a pair', () => {
  const records = [ann, crm, app]
  const resolved = (assertions: readonly Link[] = []): Resolution =>
    resolve({ records, assertions }, exampleIdentity)

  test('gives the path of links with the shared values and the events that showed them', () => {
    const why = explainPair(resolved(), records, '1/web', 'ann/app')
    expect(why.together).toBe(true)
    expect(why.path.map(({ from, to }) => [from, to])).toEqual([
      ['1/web', 'ann/web'],
      ['ann/web', 'ann/app'],
    ])
    expect(why.because[0]?.text).toBe('web crm_id 1 and web user_id ann share the email a@x')
    expect(why.because[0]?.evidence).toHaveLength(2)
  })

  test('names the person who linked them', () => {
    const bob = exampleRecord('user_id:bob')
    const link = exampleDecision('same', 'ann/web', 'bob/web', 9)
    const result = resolve({ records: [ann, bob], assertions: [link] }, exampleIdentity)
    const { because } = explainPair(result, [ann, bob], 'bob/web', 'ann/web')
    expect(because).toEqual([
      {
        text: 'key:desk linked web user_id bob and web user_id ann: she called',
        evidence: ['d0009'],
      },
    ])
  })

  test('names the decision that keeps them apart', () => {
    const apart = exampleDecision('different', 'ann/web', '1/web', 30)
    const why = explainPair(resolved([apart]), records, 'ann/app', '1/web')
    expect(why.together).toBe(false)
    expect(explainPair(resolved([apart]), records, '1/web', 'ann/app')).toEqual(why)
    expect(why.because).toEqual([
      {
        text: 'web crm_id 1 and web user_id ann share the email a@x, but somebody decided that they are different',
        evidence: ['d0030'],
      },
    ])
  })

  test('says once what keeps them apart, however many links it refuses', () => {
    const other = exampleRecord('user_id:bob')
    const matches = [1, 2].map((n) => ({
      ...exampleDecision('same', 'ann/web', 'bob/web', n),
      basis: 'match' as const,
      rule: 'match',
    }))
    const result = resolve({ records: [ann, other], assertions: matches }, exampleIdentity)
    expect(result.rejected).toHaveLength(2)
    const { because } = explainPair(result, [ann, other], 'ann/web', 'bob/web')
    expect(because.map(({ text }) => text)).toEqual([
      'web user_id ann and web user_id bob are likely one by what they say, but one customer would have too many values of user_id',
    ])
  })

  test('names a value that too many show, and says when there is nothing', () => {
    const result = resolve(
      { records, assertions: [], generic: new Set(['email:a@x']) },
      exampleIdentity,
    )
    expect(explainPair(result, records, 'ann/web', '1/web').because).toEqual([
      {
        text: 'Both show the email a@x, but too many records do: it says nothing about who somebody is',
      },
    ])
    expect(explainPair(result, records, 'ann/app', '1/web').because).toEqual([
      { text: 'No rule joins them and nobody linked them' },
    ])
  })
})
