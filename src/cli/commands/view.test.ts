// What the terminal says beside the text of a view.
import { expect, test } from 'vitest'
import type { View } from '../../contract/view.ts'
import { linesOf } from './view.ts'

const view: View = {
  position: null,
  objective: null,
  situation: null,
  actions: [],
  notActions: [],
  facts: [],
  more: { facts: 6 },
  withheld: [],
  asOf: '2026-11-22T12:00:00.000Z',
  lens: 'support-chat@1',
  purpose: 'service',
  basis: 'contract',
  size: { items: 0, words: 0, tokens: 0 },
  audit: 'aud_1',
}

test.each([
  ['markdown', '6 more did not fit.'],
  ['speech', 'Ann Berg.'],
  ['json', undefined],
] as const)('%s says once how many facts did not fit', (form, text) => {
  const said = linesOf({ ...view, ...(text && { text }) }, form).join('\n')
  const times = said.match(/did not fit|"facts": 6/g)
  expect(times).toHaveLength(1)
})
