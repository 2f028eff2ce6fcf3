// What can be told from the text of a condition without evaluating it.
import { expect, test } from 'vitest'
import { derivePrefilter } from './prefilter.ts'

const filter = (source: string) => {
  const found = derivePrefilter(source)
  return found && [found.field, ...found.values, ...(found.isWhole ? ['whole'] : [])].join(' ')
}

test.each([
  ["event.name == 'Paid'", 'name Paid whole'],
  ["'Paid' == event.name", 'name Paid whole'],
  ["event.name in ['Paid', 'Refunded', 'Paid']", 'name Paid Refunded whole'],
  ["event.name == 'Paid' || event.name == 'Refunded'", 'name Paid Refunded whole'],
  ["event.name == 'Paid' && event.properties.total > 10", 'name Paid'],
  ["event.type == 'track' && (event.kind == 'order' && event.name == 'Paid')", 'name Paid'],
  ["event.properties.total > 10 && event.kind == 'order'", 'kind order'],
  ["event.type == 'page'", 'type page whole'],
])('%s needs %s', (source, expected) => {
  expect(filter(source)).toBe(expected)
})

test.each([
  '',
  'true',
  "event.name != 'Paid'",
  "!(event.name == 'Paid')",
  "event.name == 'Paid' || event.type == 'page'",
  "event.name == 'Paid' || event.properties.total > 10",
  "event.properties.name == 'Paid'",
  'event.name in event.properties.names',
  "event.name == 'Paid' ? true : true",
])('%s tells nothing', (source) => {
  expect(filter(source)).toBeUndefined()
})
