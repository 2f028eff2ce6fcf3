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
