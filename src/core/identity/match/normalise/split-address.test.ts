// Whole addresses as people of several countries write them.
import { expect, test } from 'vitest'
import { splitAddress } from './split-address.ts'

test.each([
  ['light street 3, 3212 windermere', 'light street', '3', '3212', 'windermere'],
  ['may maxwell crescent , 2342 forest hill', 'may maxwell crescent', '', '2342', 'forest hill'],
  ['12 Light Street, Exeter EX2 1DA', 'Light Street', '12', 'EX2 1DA', 'Exeter'],
  ['12 Light Street, Exeter, EX2 1DA', 'Light Street', '12', 'EX2 1DA', 'Exeter'],
  ['Sjövägen 106, 756 90 Uppsala', 'Sjövägen', '106', '756 90', 'Uppsala'],
  ['Hauptstr. 5a 10115 Berlin', 'Hauptstr.', '5a', '10115', 'Berlin'],
  ['12345 Main St, Springfield', 'Main St', '12345', '', ''],
  ['Rosengatan 7', 'Rosengatan', '7', '', ''],
  ['', '', '', '', ''],
])('%s', (raw, street, number, postcode, place) => {
  const parts = splitAddress(raw)
  expect([parts.number, parts.postcode]).toEqual([number, postcode])
  if (postcode !== '') expect([parts.street, parts.place]).toEqual([street, place])
})
