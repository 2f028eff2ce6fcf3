// What an event says of consent: banners in their own words, the native events, a browser that opposes.
import { expect, test } from 'vitest'
import { testDefinitions } from '../../testing/definitions.ts'
import { compileCollect } from './compile.ts'
import { type ConsentInput, consentsOf } from './consents.ts'

const DEFAULT = compileCollect(testDefinitions())
const EVENT: ConsentInput = {
  type: 'track',
  name: 'Product Added',
  properties: {},
  context: undefined,
  hasGpc: false,
}
const saying = (more: Partial<ConsentInput>, compiled = DEFAULT) =>
  consentsOf({ ...EVENT, ...more }, compiled)

const BANNER = 'Segment Consent Preference Updated'
const preferring = (categoryPreferences: unknown): Partial<ConsentInput> => ({
  name: BANNER,
  context: { consent: { categoryPreferences } } as ConsentInput['context'],
})

test('categories become purposes; a missing one counts as refused', () => {
  expect(saying(preferring({ Marketing: true, Email: true })).consents).toEqual([
    { purpose: 'marketing', channel: '*', state: 'given' },
    { purpose: 'advertising', channel: '*', state: 'withdrawn' },
    { purpose: 'marketing', channel: 'email', state: 'given' },
  ])
})

test('a channel with a category of its own that the banner lacks was not asked about', () => {
  const said = (categories: unknown) =>
    saying(preferring(categories)).consents.filter(({ purpose }) => purpose === 'marketing')
  expect(said({ Marketing: true })).toEqual([
    { purpose: 'marketing', channel: '* except email', state: 'given' },
  ])
  expect(said({ Marketing: false })).toEqual([
    { purpose: 'marketing', channel: '*', state: 'withdrawn' },
  ])
  expect(said({ Marketing: true, Email: null })).toEqual([
    { purpose: 'marketing', channel: '*', state: 'given' },
    { purpose: 'marketing', channel: 'email', state: 'withdrawn' },
  ])
})

test('a grant ends when it says, in whatever form; one whose end nobody can read is none', () => {
  const properties = { purpose: 'marketing', expiresAt: 1_800_000_000 }
  const given = (expiresAt: unknown) =>
    saying({
      name: 'Consent Given',
      properties: { ...properties, expiresAt } as ConsentInput['properties'],
    })
  expect(given('Fri, 20 Nov 2026 12:00:00 GMT').consents).toHaveLength(1)
  expect(given(1_800_000_000).consents).toHaveLength(1)
  expect(given(null).consents).toHaveLength(1)
  expect(given('6/1/2027')).toEqual({ consents: [], flag: 'consent_unreadable' })
  const withdrawn = { name: 'Consent Withdrawn', properties: { ...properties, expiresAt: 'soon' } }
  expect(saying(withdrawn)).toMatchObject({ consents: [{ state: 'withdrawn' }], flag: undefined })
})

test('of several names for one purpose those decide that the banner has', () => {
  const mapping = (category: string) => ({ category, purpose: 'marketing', channel: '*' })
  const consentMappings = ['Advertising', 'Targeting', 'Marketing'].map(mapping)
  const compiled = compileCollect(testDefinitions({ consentMappings }))
  const decided = (said: unknown) => saying(preferring(said), compiled)
  expect(decided({ Advertising: true })).toEqual({
    consents: [{ purpose: 'marketing', channel: '*', state: 'given' }],
    flag: undefined,
  })
  expect(decided({ targeting: true }).consents[0]?.state).toBe('given')
  expect(decided({ Advertising: true, Targeting: false }).consents[0]?.state).toBe('withdrawn')
  expect(decided({}).consents[0]?.state).toBe('withdrawn')
  expect(decided({ C0004: true })).toMatchObject({
    consents: [{ state: 'withdrawn' }],
    flag: 'consent_category_unknown',
  })
})

test('only true gives, and what cannot be read gives nothing', () => {
  expect(saying(preferring({ Marketing: 'true' })).consents[0]?.state).toBe('withdrawn')
  expect(saying(preferring('all'))).toEqual({ consents: [], flag: 'consent_unreadable' })
})

test('of another event they are context, not a decision', () => {
  const { context } = preferring({ Marketing: true })
  expect(saying({ context }).consents).toEqual([])
})

test('are spoken natively for one or more purposes', () => {
  const given = { purpose: 'marketing', channel: 'email' }
  expect(saying({ name: 'Consent Given', properties: given }).consents).toEqual([
    { purpose: 'marketing', channel: 'email', state: 'given' },
  ])
  const several = { purpose: ['marketing', 'x'] }
  expect(saying({ name: 'Consent Withdrawn', properties: several }).consents).toEqual([
    { purpose: 'marketing', channel: '*', state: 'withdrawn' },
  ])
})

test('Global Privacy Control withdraws where data leaves the company, unless she says otherwise', () => {
  expect(saying({ hasGpc: true }).consents).toEqual([
    { purpose: 'advertising', channel: '*', state: 'withdrawn' },
  ])
  const given = { name: 'Consent Given', properties: { purpose: 'advertising' }, hasGpc: true }
  expect(saying(given).consents).toEqual([{ purpose: 'advertising', channel: '*', state: 'given' }])
})
