// Misspelt names in conditions: found where they can never be there, asked about where they may, left alone where not.
import { describe, expect, test } from 'vitest'
import { nameFindings, record } from './shape.ts'

const objects = {
  kind: 'list',
  of: record({
    type: { kind: 'word', noun: 'type of object', words: ['order', 'ticket'] },
    status: 'any',
    open: 'any',
    body: 'any',
  }),
} as const
const variables = {
  event: record({
    name: 'any',
    kind: { kind: 'word', noun: 'kind', words: ['order', 'payment'] },
    properties: 'any',
    object: record({ type: 'any', id: 'any', status: 'any' }),
  }),
  traits: { kind: 'open', names: ['tier', 'city'], prefixes: ['ext_'] },
  objects,
} as const
const told = (source: string) =>
  nameFindings(source, variables).map(({ isCertain, message }) => [isCertain, message])

describe('names in a condition', () => {
  test.each([
    'event.kind == "order" && event.properties.anything.at.all > 1',
    'event.object.status in ["open"] || event["name"] == "x"',
    'objects.exists(o, o.type == "order" && o.body.whatever == 1)',
    'has(traits.tier) && traits.ext_teir == 1 && traits.something_else == 2',
    'size(objects) > 0 ? event.name == "a" : true',
  ])('%s is fine', (source) => expect(told(source)).toEqual([]))

  test.each([
    ['event.knid == "order"', 'There is no event.knid; did you mean event.kind?'],
    ['event.object.stauts == "open"', 'did you mean event.object.status?'],
    ['event["nmae"] == "x"', 'did you mean event.name?'],
    ['objects.exists(o, o.opne)', 'There is no o.opne; did you mean o.open?'],
    ['objects[0].stats == "x"', 'did you mean it.status?'],
    ['event.kind == "ordr"', 'There is no kind "ordr"; did you mean "order"?'],
    ['event.kind in ["order", "paymint"]', 'did you mean "payment"?'],
    ['objects.filter(o, o.type == "tiket").size() > 0', 'There is no type of object "tiket"'],
    ['event.whatever.deeper == 1', 'There is no event.whatever'],
  ])('%s can never hold, and it is said why', (source, message) => {
    const [finding, ...others] = told(source)
    expect(others).toEqual([])
    expect(finding?.[0]).toBe(true)
    expect(finding?.[1]).toContain(message)
  })

  test('a trait that is nearly a declared one is asked about, others may be anything', () => {
    expect(told('traits.teir == "gold"')).toEqual([
      [false, 'traits.teir is not known; did you mean traits.tier?'],
    ])
    expect(told('traits.planet == "earth"')).toEqual([])
  })
})
