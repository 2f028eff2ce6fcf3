// Fixes what definitions over definitions give.
import { expect, test } from 'vitest'
import type { DefinitionFile } from '../../contract/definition.ts'
import { mergeDefinitions } from './merge-definitions.ts'

const trait = (name: string, category: string) =>
  ({ trait: name, category }) as NonNullable<DefinitionFile['traits']>[number]
const mapping = (purpose: string) =>
  ({ category: 'Ads', purpose, channel: '*' }) as NonNullable<
    DefinitionFile['consentMappings']
  >[number]

test('a later item replaces the one of its name in its place, and one of a new name comes first', () => {
  const { traits } = mergeDefinitions(
    { traits: [trait('name', 'a'), trait('age', 'a')] },
    { traits: [trait('age', 'b'), trait('city', 'b')] },
  )
  expect(traits).toEqual([trait('city', 'b'), trait('name', 'a'), trait('age', 'b')])
})

test('one category may be mapped to several purposes', () => {
  const { consentMappings } = mergeDefinitions(
    { consentMappings: [mapping('marketing')] },
    { consentMappings: [mapping('sharing')] },
  )
  expect(consentMappings).toEqual([mapping('sharing'), mapping('marketing')])
})

test('merging with nothing changes nothing', () => {
  const definitions = { traits: [trait('name', 'a')] }
  expect(mergeDefinitions(definitions, {})).toBe(definitions)
  expect(mergeDefinitions({}, definitions)).toEqual(definitions)
})
