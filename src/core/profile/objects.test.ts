// Object state is a function of the set of changes.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ObjectChange } from '../../contract/event.ts'
import { foldObject, NO_OBJECT, newestChange, type Stamp } from './objects.ts'

const field = fc.constantFrom('status', 'total', 'eta', 'note')
const change = fc.record({
  mode: fc.constantFrom('full' as const, 'patch' as const),
  body: fc.dictionary(field, fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(null))),
  status: fc.constantFrom(undefined, 'open', 'waiting', 'closed'),
  at: fc.integer({ min: 1, max: 6 }),
})

function fold(changes: readonly (readonly [ObjectChange, Stamp])[]) {
  return changes.reduce((state, [what, stamp]) => foldObject(state, what, stamp), NO_OBJECT)
}

test('any order and any duplication of changes gives the same bytes', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 8 }).chain((list) =>
        fc.tuple(
          fc.constant(list),
          fc.shuffledSubarray(
            list.map((_, index) => index),
            { minLength: list.length },
          ),
        ),
      ),
      ([list, order]) => {
        const stamped = list.map((item, index): readonly [ObjectChange, Stamp] => [
          { type: 'order', id: '1', status: item.status, mode: item.mode, body: item.body },
          [item.at, String(index)],
        ])
        const shuffled = [...order, ...order].flatMap((index) => stamped.slice(index, index + 1))
        expect(JSON.stringify(fold(shuffled))).toBe(JSON.stringify(fold(stamped)))
      },
    ),
  )
})

test('a patch keeps what it does not name and outlives an older full change that comes late', () => {
  const patch: ObjectChange = {
    type: 'order',
    id: '1',
    mode: 'patch',
    status: undefined,
    body: { eta: 'Friday' },
  }
  const full: ObjectChange = {
    type: 'order',
    id: '1',
    mode: 'full',
    status: 'pending',
    body: { status: 'pending', eta: 'Monday', total: 12 },
  }
  const state = fold([
    [patch, [2, 'b']],
    [full, [1, 'a']],
  ])
  expect(state.b).toEqual({ status: 'pending', eta: 'Friday', total: 12 })
  expect(newestChange(state, [1, 'a'])).toEqual([2, 'b'])
  expect(newestChange(NO_OBJECT, [1, 'a'])).toEqual([1, 'a'])
})

test('the order in which a sender writes keys leaves no trace in the state', () => {
  const change = (body: ObjectChange['body']): ObjectChange => ({
    type: 'order',
    id: '1',
    mode: 'full',
    status: undefined,
    body,
  })
  const one = fold([[change({ ship: { zip: '1', city: 'x' } }), [1, 'a']]])
  const other = fold([[change({ ship: { city: 'x', zip: '1' } }), [1, 'a']]])
  expect(JSON.stringify(one)).toBe(JSON.stringify(other))
})

test('every status that was said is kept with its time, the newest sixty, whatever came first', () => {
  const said = (at: number): readonly [ObjectChange, Stamp] => [
    { type: 'ticket', id: '1', status: at % 2 ? 'open' : 'waiting', mode: 'patch', body: {} },
    [at, String(at)],
  ]
  const all = Array.from({ length: 100 }, (_, at) => said(at + 1))
  const newest = all.slice(-60).map(([change, [at]]) => [at, change.status])
  expect(fold(all).h).toEqual(newest)
  expect(fold([...all].reverse()).h).toEqual(newest)
})
