// Reading and merging definition files.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadAllDefinitions, loadDefinitions } from './definitions.ts'
import { DEFINITIONS } from './package-files.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alidade-definitions-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test('the default definitions are complete', async () => {
  const definitions = await loadAllDefinitions(DEFINITIONS)
  expect(definitions.lenses.length).toBeGreaterThan(5)
  expect(definitions.identity.namespaces.length).toBeGreaterThan(5)
})

test('a later item replaces the earlier one of the same name and keeps its place', async () => {
  const a = file('a.yaml', 'traits: [{ trait: name, category: a }, { trait: age, category: a }]')
  const b = file(
    'b.json',
    '{"traits": [{"trait": "name", "category": "b"}, {"trait": "city", "category": "b"}]}',
  )
  const { traits } = await loadDefinitions([a, b])
  expect(traits?.map(({ trait, category }) => `${trait} ${category}`)).toEqual([
    'city b',
    'name b',
    'age a',
  ])
})

test('a fault names file, line or field', async () => {
  await expect(loadDefinitions([file('c.yaml', 'traits: [')])).rejects.toThrow(/c\.yaml:1:\d+/)
  await expect(loadDefinitions([file('d.yaml', 'trait: []')])).rejects.toThrow(
    /d\.yaml[\s\S]*trait/,
  )
  await expect(loadDefinitions([file('e.yaml', 'traits: [{ trait: x }]')])).rejects.toThrow(
    /traits\.0\.category/,
  )
  await expect(loadDefinitions([join(folder, 'none.yaml')])).rejects.toThrow(/There is no file/)
})

test.each([
  ['identity', '{ namespaces: [{ namespace: x, priority: 1, block: [y] }] }', 'block'],
  ['identity', '{ namespaces: [], deviceSessionMinute: 5 }', 'deviceSessionMinute'],
  ['kinds', '[{ kind: x, area: x, category: x, sensitive: special }]', 'sensitive'],
  ['objects', '[{ type: x, title: X, kind: x, category: x, text: x, opens: [y] }]', 'opens'],
  ['traits', '[{ trait: x, category: x, sensitve: special }]', 'sensitve'],
  ['survivorship', '[{ trait: x, kep: latest }]', 'kep'],
  ['computed', '[{ name: x, of: count, windowDay: 3 }]', 'windowDay'],
  [
    'roles',
    '[{ role: agent, title: X, sensitivityMax: normal, relationship: any, scope: [], scopes: [] }]',
    'scope',
  ],
  ['plan', '{ events: [{ event: X, requires: [y] }] }', 'requires'],
  ['consentMappings', '[{ category: x, purpose: y, chanel: z }]', 'chanel'],
])('a misspelt field is a fault, else it would say nothing: %s %s', async (part, text, name) => {
  const path = file('misspelt.yaml', `${part}: ${text}`)
  await expect(loadDefinitions([path])).rejects.toThrow(`Unrecognized key: "${name}"`)
})
