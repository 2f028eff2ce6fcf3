// The promises of the resolver as a whole, on made-up registers whose truth is known.
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { MatchDefinition } from '../../../contract/match.ts'
import type { MatchRecord } from './compare/bench.ts'
import { findCandidates } from './decide/candidates.ts'
import { exampleRegister, type Register, type RegisterOptions } from './example.ts'
import { createMemoryIndex } from './memory-index.ts'
import type { Model } from './model.ts'
import { createOnline, type Online, type OnlineOptions } from './online.ts'
import { createScorer } from './score/scorer.ts'
import { chanceFrom } from './train/chance.ts'

const chance = () => chanceFrom(7)

function run(records: readonly MatchRecord[], options: Partial<OnlineOptions> = {}): Online {
  const online = createOnline({ chance, ...options })
  for (const record of records) online.add(record)
  online.settle()
  return online
}

/** Pairs of records that are together: right ones, wrong ones, and how many there should be. */
function pairsOf(online: Online, { records, truth }: Register) {
  const customers = online.customers()
  let right = 0
  let wrong = 0
  let all = 0
  for (const [at, { id: a }] of records.entries()) {
    for (const { id: b } of records.slice(at + 1)) {
      const isSame = truth.get(a) === truth.get(b)
      const isTogether = customers.get(a) === customers.get(b)
      if (isSame) all++
      if (isTogether && isSame) right++
      if (isTogether && !isSame) wrong++
    }
  }
  return { precision: right / Math.max(1, right + wrong), recall: right / all }
}

function register(options: Partial<RegisterOptions> & { seed?: number } = {}): Register {
  return exampleRegister({
    people: 160,
    recordsEach: 3,
    chance: chanceFrom(options.seed ?? 3),
    ...options,
  })
}

function partition(online: Online): string[] {
  const groups = new Map<string, string[]>()
  for (const [record, customer] of online.customers()) {
    groups.set(customer, [...(groups.get(customer) ?? []), record])
  }
  return [...groups.values()].map((group) => group.sort().join(' ')).sort()
}

const example = register()
let online: Online
let model: Model
beforeAll(() => {
  online = run(example.records)
  const learnt = online.model()
  if (!learnt) throw new Error('nothing was learnt')
  model = learnt
})

describe('without a word of configuration', () => {
  test('records of one person come together and others stay apart', () => {
    const { precision, recall } = pairsOf(online, example)
    expect(precision).toBeGreaterThan(0.99)
    expect(recall).toBeGreaterThan(0.93)
  })

  test.each([
    ['German', ['Vorname', 'Nachname', 'Geburtsdatum', 'E-Mail', 'Wohnort']],
    ['Spanish', ['nombre', 'apellidos', 'fecha_nacimiento', 'correo', 'ciudad']],
    ['Polish', ['imie', 'nazwisko', 'data_urodzenia', 'mail', 'miasto']],
    ['meaningless', ['c1', 'c2', 'c3', 'c4', 'c5']],
  ] as const)('%s names of columns change little', (_, columns) => {
    const renamed = register({ columns })
    const { precision, recall } = pairsOf(run(renamed.records), renamed)
    expect(precision).toBeGreaterThan(0.98)
    expect(recall).toBeGreaterThan(0.9)
  })

  test.each(['first_name', 'last_name', 'email', 'city'])(
    'a register without %s is still precise',
    (column) => {
      const records = example.records.map(({ values, ...record }) => ({
        ...record,
        values: Object.fromEntries(Object.entries(values).filter(([own]) => own !== column)),
      }))
      const { precision, recall } = pairsOf(run(records), { ...example, records })
      expect(precision).toBeGreaterThan(0.95)
      expect(recall).toBeGreaterThan(0.6)
    },
  )

  test('names in another script are matched as well', () => {
    const cyrillic: Readonly<Record<string, string>> = {
      a: 'а',
      e: 'е',
      i: 'и',
      k: 'к',
      l: 'л',
      m: 'м',
      n: 'н',
      o: 'о',
      r: 'р',
      s: 'с',
      v: 'в',
      b: 'б',
      g: 'г',
      d: 'д',
      t: 'т',
    }
    const records = example.records.map((record, at) => {
      if (at % 2) return record
      const { first_name, ...values } = record.values as Record<string, string>
      const name = [...(first_name ?? '')].map((letter) => cyrillic[letter] ?? letter).join('')
      return { ...record, values: { ...values, first_name: name } }
    })
    expect(pairsOf(run(records), example).recall).toBeGreaterThan(0.9)
  })
})

test('whoever nearly fits a record that has found its place is looked at again', () => {
  const index = createMemoryIndex(createScorer(model), { same: new Map(), different: new Map() })
  const { scorer, near } = index
  const { link, review } = model.thresholds
  let nearly = 0
  for (const given of example.records) {
    const record = scorer.read(given)
    const candidates = findCandidates(scorer, near, { record, keys: scorer.keysOf(record) })
    const alone = candidates.filter(
      ({ customer, bits }) => bits >= review && bits < link && near.members(customer).length === 1,
    )
    const effects = index.place(given)
    if (!effects.some(({ kind }) => kind === 'join')) continue
    const again = index.takeDirty()
    for (const { customer } of alone) {
      nearly++
      expect(again).toEqual(expect.arrayContaining([...near.members(customer)]))
    }
  }
  expect(nearly).toBeGreaterThan(0)
})

describe('the same again', () => {
  test('the same records in the same order give the same model and the same customers', () => {
    const again = run(example.records)
    expect(JSON.stringify(again.model())).toBe(JSON.stringify(model))
    expect([...again.customers()]).toEqual([...online.customers()])
  })

  test('a model is a JSON value: stored and read it decides the same', () => {
    const stored = JSON.parse(JSON.stringify(model)) as Model
    expect(partition(run(example.records, { model: stored }))).toEqual(
      partition(run(example.records, { model })),
    )
  })

  test('another order changes next to nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
        const random = chanceFrom(seed)
        const order = example.records
          .map((record) => ({ record, at: random() }))
          .sort((a, b) => a.at - b.at)
        const other = run(
          order.map(({ record }) => record),
          { model },
        )
        const before = new Set(partition(run(example.records, { model })))
        const same = partition(other).filter((group) => before.has(group)).length
        expect(same).toBeGreaterThan(0.96 * before.size)
      }),
      { numRuns: 5 },
    )
  })
})

describe('scores', () => {
  test('are the same both ways, and the evidence sums to them', () => {
    const scorer = createScorer(model)
    const known = example.records.slice(0, 60).map(scorer.read)
    for (const a of known) {
      for (const b of known) {
        expect(scorer.pair(a, b)).toBeCloseTo(scorer.pair(b, a), 9)
        const sum = scorer.evidence(a, [b]).reduce((total, { bits }) => total + bits, 0)
        expect(sum).toBeCloseTo(scorer.pair(a, b), 9)
      }
      const members = known.filter(({ id }) => id !== a.id).slice(0, 10)
      const sum = scorer.evidence(a, members).reduce((total, { bits }) => total + bits, 0)
      expect(sum).toBeCloseTo(scorer.group(a, members), 9)
    }
  })
})

describe('scores that only count above a bound', () => {
  test('are the same from there on, and below it lower', () => {
    const scorer = createScorer(model)
    const known = example.records.slice(0, 60).map(scorer.read)
    const bounds = [-20, -9, 0, 6]
    for (const [a, b] of known.flatMap((one) => known.map((other) => [one, other] as const))) {
      const bits = scorer.pair(a, b)
      for (const least of bounds) {
        const bounded = scorer.pair(a, b, least)
        if (bits >= least) expect(bounded).toBe(bits)
        else expect(bounded).toBeLessThan(least)
      }
    }
  })
})

describe('explaining', () => {
  test('says what spoke for a link and what would change it', () => {
    const [record, other] = pairTogether(online)
    const why = online.explain(record, other)
    expect(why).toMatchObject({ verdict: 'link', obstacle: undefined, shared: [] })
    expect(why?.evidence.map(({ attribute }) => attribute)).toContain('birth_date')
    for (const change of why?.wouldChange ?? []) expect(change.verdict).not.toBe('link')
  })

  test('says what keeps two apart', () => {
    const apart = example.records.find(
      ({ id }) => online.customers().get(id) !== online.customers().get('r0-0'),
    )
    const why = online.explain('r0-0', apart?.id ?? '')
    expect(why?.verdict).toBe('separate')
    expect(why?.wouldChange.every(({ verdict }) => verdict !== 'separate')).toBe(true)
  })
})

function pairTogether({ customers }: Online): readonly [string, string] {
  const first = new Map<string, string>()
  for (const [record, customer] of customers()) {
    const other = first.get(customer)
    if (other !== undefined) return [record, other]
    first.set(customer, record)
  }
  throw new Error('nobody has two records')
}

describe('decisions of people', () => {
  test('are never overruled: neither by a score nor by a new model', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.boolean(), (x, y, isSame) => {
        const at = (n: number): string => example.records[n % example.records.length]?.id ?? ''
        const [a, b] = [at(x), at(y)]
        if (a === b) return
        const own = createOnline({ chance })
        for (const record of example.records.slice(0, 240)) own.add(record)
        own.assert(a, b, isSame ? 'same' : 'different')
        for (const record of example.records.slice(240)) own.add(record)
        own.settle()
        expect(own.customers().get(a) === own.customers().get(b)).toBe(isSame)
      }),
      { numRuns: 6 },
    )
  })

  test('take effect at once and explain themselves', () => {
    const own = run(example.records, { model })
    const [a, b] = pairTogether(own)
    own.assert(a, b, 'different')
    expect(own.customers().get(a)).not.toBe(own.customers().get(b))
    expect(own.explain(a, b)).toMatchObject({ verdict: 'separate', obstacle: 'decided_different' })
    own.assert(a, b, 'same')
    expect(own.customers().get(a)).toBe(own.customers().get(b))
  })
})

describe('guards', () => {
  const person = {
    first_name: 'Anna',
    last_name: 'Berg',
    birth_date: '1980-05-06',
    email: 'berg@home.se',
    city: 'Lund',
  }
  const with2 = (second: Record<string, string>, options: Partial<OnlineOptions> = {}): boolean => {
    const records = [person, { ...person, ...second }].map((values, at) => ({
      id: `x${at}`,
      source: 'crm',
      values,
    }))
    const own = run([...example.records, ...records], { model, ...options })
    return own.customers().get('x0') === own.customers().get('x1')
  }

  test('twins and couples of one home and one mailbox stay two', () => {
    expect(with2({})).toBe(true)
    expect(with2({ first_name: 'Otto', birth_date: '1951-11-28' })).toBe(false)
    expect(with2({ first_name: 'Otto' })).toBe(false)
  })

  test('senior and junior stay two', () => {
    expect(with2({ last_name: 'Berg Jr.' })).toBe(true)
    const records = ['Berg Jr.', 'Berg Sr.'].map((last_name, at) => ({
      id: `x${at}`,
      source: 'crm',
      values: { ...person, last_name },
    }))
    const own = run([...example.records, ...records], { model })
    expect(own.customers().get('x0')).not.toBe(own.customers().get('x1'))
  })

  test('a source that holds nobody twice keeps its records apart', () => {
    const definition = MatchDefinition.parse({ duplicateFreeSources: ['crm'] })
    const own = run(example.records, { definition })
    expect(new Set(own.customers().values()).size).toBe(example.records.length)
  })

  test('an address that many use is nobody’s, also for those joined by it before', () => {
    const shared = example.records
      .filter(({ id }) => id.endsWith('-0'))
      .slice(0, 40)
      .map((record, at) => ({
        id: `k${at}`,
        source: 'kiosk',
        values: { ...record.values, email: 'desk@kiosk.se' },
      }))
    const own = run([...example.records, ...shared], { model })
    const wrong = shared.filter(
      (record, at) => own.customers().get(record.id) !== own.customers().get(sameAs(at)),
    )
    expect(wrong.length).toBeLessThan(4)
    expect(own.explain('k0', 'k0')?.shared).toEqual(['email'])
    function sameAs(at: number): string {
      return example.records.filter(({ id }) => id.endsWith('-0'))[at]?.id ?? ''
    }
  })
})

describe('a definition', () => {
  test('overrules roles, levels, thresholds and adds keys', () => {
    const definition = MatchDefinition.parse({
      columns: { city: 'ignore' },
      levels: { email: { same: 2.5 } },
      thresholds: { link: 50 },
      keys: [
        [
          { attribute: 'name', form: 'word' },
          { attribute: 'birth_date', form: 'year' },
        ],
      ],
    })
    const own = run(example.records, { definition })
    const learnt = own.model()
    expect(learnt?.schema.attributes.map(({ id }) => id)).not.toContain('place:city')
    const email = learnt?.schema.attributes.findIndex(({ id }) => id === 'email') ?? -1
    expect(learnt?.attributes[email]?.bits[0]).toBe(2.5)
    expect(learnt?.keys.at(-1)?.sources.map(({ form }) => form)).toEqual(['word', 'year'])
    expect(new Set(own.customers().values()).size).toBeGreaterThan(0.9 * example.records.length)
  })
})

test('names that few records have, each another one, keep nobody else apart', () => {
  const chance = chanceFrom(9)
  const truth = new Map<string, string>()
  const records: MatchRecord[] = []
  for (let person = 0; person < 400; person++) {
    const phone = `070${String(1_000_000 + Math.floor(chance() * 8_000_000))}`
    const street = `${1 + (person % 90)} ${['Dock', 'Mill', 'Station', 'Park'][person % 4]} Road`
    for (let copy = 0; copy < 3; copy++) {
      const id = `r${person}-${copy}`
      truth.set(id, `p${person}`)
      const clerk = chance() < 0.1 ? { name: `Ann${copy} Berg${Math.floor(chance() * 300)}` } : {}
      const values = { phone, ...(chance() < 0.8 && { street }), city: 'Lund', ...clerk }
      records.push({ id, source: 'visits', values })
    }
  }
  const resolved = run(records)
  for (const { priorBits } of resolved.model()?.lookalikes ?? []) {
    expect(Number.isFinite(priorBits)).toBe(true)
  }
  const { precision, recall } = pairsOf(resolved, { records, truth })
  expect(precision).toBeGreaterThan(0.98)
  expect(recall).toBeGreaterThan(0.8)
})

describe('a record that contradicts one record of a customer and fits another', () => {
  const mailbox = 'a.berg@mail.se'
  const unnamed = { last_name: 'berg', email: mailbox, city: 'lund' }
  const erik = { first_name: 'erik', last_name: 'berg', birth_date: '1950-03-04', city: 'lund' }
  const other = { first_name: 'anna', last_name: 'holm', birth_date: '1991-11-27', email: mailbox }

  /** What is done with `other` where it scores so many bits above the threshold. */
  function doneWith(above: number): string[] {
    const decided = { same: new Map([['x2', ['x1']]]), different: new Map() }
    const [x1, x2, x3] = [
      { id: 'x1', source: 'crm', values: unnamed },
      { id: 'x2', source: 'crm', values: erik },
      { id: 'x3', source: 'crm', values: other },
    ] as const
    const scorer = createScorer(model)
    const bits = scorer.group(scorer.read(x3), [scorer.read(x1), scorer.read(x2)])
    const thresholds = { link: bits - above, review: bits - above - 5, merge: bits + 50 }
    const index = createMemoryIndex(createScorer({ ...model, thresholds }), decided)
    index.place(x1)
    index.place(x2)
    expect(index.customerOf.get('x2')).toBe(index.customerOf.get('x1'))
    return index.place(x3).map(({ kind }) => kind)
  }

  test('joins it only where it is well above the threshold; else people are asked', () => {
    expect(doneWith(1)).toContain('review')
    expect(doneWith(1)).not.toContain('join')
    expect(doneWith(4)).toContain('join')
  })
})
