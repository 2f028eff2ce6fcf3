// Where values come from when the source does not say: a definition does, and every source's word can be shown.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProvenanceRule, SurvivorshipRule } from '../../contract/trait.ts'
import { compileSurvivorship } from './rules.ts'
import { type SourcedTraits, surviving } from './survivorship.ts'
import { traitSources } from './trait-sources.ts'
import { foldTraitValues, NO_TRAITS, type TraitSaying, type TraitState } from './traits.ts'

const compile = (provenance: object[], rule: object = {}) =>
  compileSurvivorship(
    [SurvivorshipRule.parse({ trait: '*', ...rule })],
    provenance.map((one) => ProvenanceRule.parse(one)),
  )
const BILLING = { source: 'billing', provenance: 'observed' }
const hex = (n: number) => n.toString(16).padStart(32, '0')

function says(source: string, ...sayings: Partial<TraitSaying>[]): SourcedTraits {
  const rules = compile([])
  const state = sayings.reduce<TraitState>(
    (known, one, n) =>
      foldTraitValues(known, { traits: {}, at: n + 1, event: hex(n + 1), ...one }, rules),
    NO_TRAITS,
  )
  return { source, state }
}

describe('the default provenance', () => {
  const plan = { traits: { plan: 'Fibre 500' }, at: 9 }

  test('is given, and another where a definition says so of the source or the trait', () => {
    const known = (rules: object[]) =>
      surviving([says('billing', plan)], compile(rules), 99)['plan']
    expect(known([])).toMatchObject({ provenance: 'given', confidence: 1 })
    expect(known([BILLING])).toMatchObject({ provenance: 'observed', confidence: 0.9 })
    expect(
      known([{ traits: ['pl*'], provenance: 'inferred', confidence: 0.7 }, BILLING]),
    ).toMatchObject({
      provenance: 'inferred',
      confidence: 0.7,
    })
    expect(
      known([
        { ...BILLING, traits: ['other'] },
        { ...BILLING, source: 'crm' },
      ]),
    ).toMatchObject({
      provenance: 'given',
    })
  })

  test('what she told us then beats what a server knows later', () => {
    const records = [says('billing', plan), says('web', { traits: { plan: 'Fibre 100' }, at: 3 })]
    expect(surviving(records, compile([]), 99)['plan']?.value).toBe('Fibre 500')
    expect(surviving(records, compile([BILLING]), 99)['plan']?.value).toBe('Fibre 100')
  })

  test('a source that says how it knows is believed, also that she told it', () => {
    const records = [says('billing', { ...plan, provenance: 'given' })]
    expect(surviving(records, compile([BILLING]), 99)['plan']?.provenance).toBe('given')
    const guessed = [says('billing', { ...plan, provenance: 'inferred', confidence: 0.6 })]
    expect(surviving(guessed, compile([BILLING]), 99)['plan']).toMatchObject({
      provenance: 'inferred',
      confidence: 0.6,
    })
  })
})

describe('what each source says', () => {
  const records = [
    says(
      'crm',
      { traits: { city: 'Lund' }, at: 1 },
      { traits: { city: 'Umeå' }, at: 5, provenance: 'observed' },
    ),
    says('web', { traits: { city: 'Malmö' }, at: 3 }),
    says('billing', { traits: { city: 'Ystad' }, at: 9 }),
    says('app', { traits: { city: null }, at: 2 }),
  ]
  const told = (rules: object[], rule: object = {}) =>
    (traitSources(records, compile(rules, rule), 99)['city'] ?? []).map(
      ({ source, value, stands, because }) => [source, value, stands, because],
    )

  test('is shown with what stands first, and why the rest does not', () => {
    expect(told([BILLING])).toEqual([
      ['web', 'Malmö', true, 'The newest of what she told us'],
      ['app', null, false, 'The value was taken back then'],
      ['crm', 'Lund', false, 'Something newer was said'],
      ['billing', 'Ystad', false, 'What she told us goes before what we saw'],
      ['crm', 'Umeå', false, 'What she told us goes before what we saw'],
    ])
  })

  test('names trust where trust decides', () => {
    expect(told([], { sources: ['crm'] }).slice(0, 2)).toEqual([
      [
        'crm',
        'Lund',
        true,
        'The newest of what she told us, from crm, which is trusted before others',
      ],
      ['billing', 'Ystad', false, 'crm is trusted before billing'],
    ])
  })

  test('leaves out what holds no longer', () => {
    const lapsed = [
      says('web', { traits: { mood: 'bad' }, expires: 50 }, { traits: { mood: 'ok' } }),
    ]
    const [one, ...others] = traitSources(lapsed, compile([]), 60)['mood'] ?? []
    expect(one?.value).toBe('ok')
    expect(others).toEqual([])
  })

  test('stands exactly where the reader sees it, whatever the rules', () => {
    const saying = fc.record({
      source: fc.constantFrom('a', 'b', 'c'),
      value: fc.constantFrom('x', 'yy', 'zzz', null),
      at: fc.integer({ min: 1, max: 9 }),
      provenance: fc.constantFrom(
        undefined,
        'given' as const,
        'observed' as const,
        'inferred' as const,
      ),
    })
    const rules = fc.record({
      keep: fc.constantFrom('latest', 'earliest', 'longest', 'highest', 'lowest', 'all'),
      sources: fc.subarray(['a', 'b']),
      declaredFirst: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(saying, { maxLength: 8 }), rules, (all, rule) => {
        const compiled = compile([{ source: 'a', provenance: 'observed' }], rule)
        const states = [...Map.groupBy(all, ({ source }) => source)].map(([source, own]) => ({
          source,
          state: own.reduce<TraitState>(
            (known, { value, at, provenance }) =>
              foldTraitValues(
                known,
                {
                  traits: { t: value },
                  at,
                  event: hex(all.findIndex((one) => one.at === at) + 1),
                  provenance,
                },
                compiled,
              ),
            NO_TRAITS,
          ),
        }))
        const shown = surviving(states, compiled, 99)['t']
        const told = traitSources(states, compiled, 99)['t'] ?? []
        const standing = told.filter(({ stands }) => stands)
        expect(told.slice(0, standing.length).every(({ stands }) => stands)).toBe(true)
        if (rule.keep === 'all')
          expect(standing.map(({ value }) => value).sort()).toEqual(
            [...((shown?.value ?? []) as string[])].sort(),
          )
        else expect(standing[0]?.value).toEqual(shown?.value)
      }),
    )
  })
})
