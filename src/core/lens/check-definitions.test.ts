// The definitions that come with Alidade fit together, and a definition that does not fit is found.
import { describe, expect, test } from 'vitest'
import type { Definitions } from '../../contract/definition.ts'
import { defaultDefinitionFiles, defaultDefinitions } from '../../testing/default-definitions.ts'
import { checkDefinitions } from './check-definitions.ts'
import { compileTemplate, fillTemplate } from './template.ts'

const OURS = defaultDefinitions()

describe('the definitions that come with Alidade', () => {
  test('a product that was only numbered is named by its number, not by the event', () => {
    const browse = OURS.kinds.find(({ kind }) => kind === 'browse')
    const compiled = compileTemplate(browse?.text ?? '')
    const root = { name: 'Product Viewed', properties: { sku: 'X-1' } }
    expect(compiled.ok && fillTemplate(compiled.template, root)?.text).toBe('Looked at X-1')
  })
  test('no trait has the title of a line of the bearing', () => {
    const titles = OURS.traits.map(({ title }) => title)
    for (const line of ['Position', 'Mood', 'Incident', 'Promised']) {
      expect(titles).not.toContain(line)
    }
  })
  test('every file fits the schema and says one thing', () => {
    expect(defaultDefinitionFiles().map(([, file]) => Object.keys(file).length)).toEqual(
      defaultDefinitionFiles().map(() => 1),
    )
  })
  test('fit together', () => expect(checkDefinitions(OURS)).toEqual([]))
  test('hold at least ten purposes, each with its term of DPV and a lens or a reason to have none', () => {
    expect(OURS.purposes.length).toBeGreaterThanOrEqual(10)
    for (const one of OURS.purposes) expect(one.iri).toMatch(/^https:\/\/w3id\.org\/dpv#[A-Z]/)
  })
  test('every role may do something', () => {
    const roles = new Set(OURS.lenses.flatMap((one) => one.roles))
    for (const one of OURS.roles) expect(roles).toContain(one.role)
  })
  test('nobody but the customer herself and privacy officers sees special categories', () => {
    const wide = OURS.purposes.filter((one) => one.sensitivityMax === 'special')
    expect(wide.map((one) => one.purpose).sort()).toEqual(['privacy', 'self-service'])
  })
})

describe('a definition that does not fit is named', () => {
  const replace = (change: (all: Definitions) => void) => {
    const copy = structuredClone(OURS)
    change(copy)
    return checkDefinitions(copy)
  }
  const lens = (all: Definitions) => all.lenses[0] as Definitions['lenses'][number]
  const matter = (all: Definitions) =>
    lens(all).matters[0] as Definitions['lenses'][number]['matters'][number]
  test.each<[string, (all: Definitions) => void]>([
    ['lenses.support-call.purpose', (all) => Object.assign(lens(all), { purpose: 'gossip' })],
    ['lenses.support-call.roles', (all) => lens(all).roles.push('partner')],
    ['lenses.support-call.audience', (all) => Object.assign(lens(all), { audience: 'external' })],
    ['lenses.support-call.identifiers', (all) => lens(all).identifiers.push('shoe_size')],
    [
      'lenses.support-call.matters.0.what',
      (all) => Object.assign(matter(all), { what: 'object:yacht' }),
    ],
    [
      'lenses.support-call.matters.0.when',
      (all) => Object.assign(matter(all), { when: 'fact.open &&' }),
    ],
    [
      'lenses.support-call.matters.2',
      (all) => Object.assign(matter(all), { what: 'object:ticket', when: '' }),
    ],
    [
      'computed.orders_count.when',
      (all) => set(all.computed, 'name', 'orders_count', { when: 'order.x' }),
    ],
    [
      'computed.lifetime_value.value',
      (all) => set(all.computed, 'name', 'lifetime_value', { value: undefined }),
    ],
    ['kinds.order.text', (all) => set(all.kinds, 'kind', 'order', { text: 'Order {id' })],
    ['objects.order.kind', (all) => set(all.objects, 'type', 'order', { kind: 'yacht' })],
    [
      'purposes.service.categories',
      (all) => set(all.purposes, 'purpose', 'service', { categories: ['shoes'] }),
    ],
    ['purposes.service.roles', (all) => all.roles.splice(0, 1)],
    [
      'consentMappings.Advertising',
      (all) => set(all.consentMappings, 'category', 'Advertising', { purpose: 'x' }),
    ],
    [
      'identity.namespaces.email.blockedPatterns.0',
      (all) => set(all.identity.namespaces, 'namespace', 'email', { blockedPatterns: ['(a+)+$'] }),
    ],
    ['kinds.order', (all) => all.kinds.push(...all.kinds.filter((one) => one.kind === 'order'))],
    [
      'kinds',
      (all) =>
        all.kinds.splice(
          all.kinds.findIndex((one) => one.kind === 'other'),
          1,
        ),
    ],
  ])('%s', (path, change) => {
    expect(replace(change).map((one) => one.path)).toContain(path)
  })
})

function set<Item extends object>(list: Item[], key: keyof Item, name: string, over: object): void {
  Object.assign(list.find((one) => one[key] === name) ?? {}, over)
}
