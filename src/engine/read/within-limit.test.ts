// Those who may be shown get all the room there is, whoever was read in their place.
import { expect, test } from 'vitest'
import { withinLimit } from './within-limit.ts'

const rows = ['ann', 'bo', 'ann'].map((record) => ({ record }))
const ANN_ALONE = [{ record: 'ann' }, { record: 'ann' }, { record: 'ann' }]

const ask = (max: number, isAll = false) => {
  let times = 0
  const more = () => {
    times++
    return Promise.resolve(ANN_ALONE)
  }
  const found = withinLimit(rows, { owners: [{ id: 'ann' }], isAll, max, more })
  return found.then((left) => ({ left: left.length, times }))
}

test.each([
  ['nobody is kept off: all stay, nothing more is asked', 3, true, { left: 3, times: 0 }],
  ['there was room left: hers stay', 4, false, { left: 2, times: 0 }],
  ['there was none: hers are asked for alone', 3, false, { left: 3, times: 1 }],
])('%s', async (_, max, isAll, expected) => {
  expect(await ask(max, isAll)).toEqual(expected)
})
