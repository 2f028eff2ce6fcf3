// Templates of a mapping: what they read, what they make, what they refuse.
import { describe, expect, test } from 'vitest'
import type { Template } from './mapping.ts'
import { compileTemplate, type Scope } from './template.ts'

const RECORD = {
  id: 42,
  name: { first: 'Ann', last: 'Berg' },
  phone: null,
  mobile: '+46701234567',
  'Postal.Code': '111 22',
  items: [{ sku: 'A', price: 1.5 }, { sku: 'B' }],
  byId: { x: { n: 1 }, y: { n: 2 } },
  raw: '{"deep":[1]}',
}

function fill(template: Template, scope: Partial<Scope> = {}): unknown {
  const whole: Scope = { record: RECORD, key: 'k1', row: 3, file: 'a.csv', elements: {}, ...scope }
  return compileTemplate(template)(whole)
}

describe('a template', () => {
  test('that is one path keeps the type of the value', () => {
    expect(fill('{id}')).toBe(42)
    expect(fill('{name}')).toEqual(RECORD.name)
    expect(fill('{items.0.price}')).toBe(1.5)
  })

  test('that mixes text and paths gives text', () => {
    expect(fill('{name.first} {name.last}')).toBe('Ann Berg')
    expect(fill('user_id:{id}')).toBe('user_id:42')
  })

  test('is absent as a whole when a part of its text is absent', () => {
    expect(fill('{name.first} {name.middle}')).toBeUndefined()
    expect(fill({ a: '{nothing}', b: 1 })).toEqual({ b: 1 })
    expect(fill(['{nothing}', 2])).toEqual([2])
  })

  test('says nothing where nothing of it is there: an empty address would take the place of a full one', () => {
    const address = { street: '{nothing}', geo: { lat: '{nothing}' } }
    expect(fill({ id: '{id}', address })).toEqual({ id: 42 })
    expect(fill({ id: '{id}', address: { ...address, city: 'Lund' } })).toEqual({
      id: 42,
      address: { city: 'Lund' },
    })
    expect(fill({ id: '{id}', empty: {} })).toEqual({ id: 42, empty: {} })
  })

  test('takes the first of several paths that is there', () => {
    expect(fill('{phone|mobile}')).toBe('+46701234567')
  })

  test('finds a column whose name holds a dot', () => {
    expect(fill('{Postal.Code}')).toBe('111 22')
  })

  test('names key, row and file, and elements before fields', () => {
    expect(fill('{$key}/{$row}/{$file}')).toBe('k1/3/a.csv')
    expect(fill('{name}', { elements: { name: 'element' } })).toBe('element')
  })

  test('writes braces that are doubled', () => {
    expect(fill('{{id}}')).toBe('{id}')
    expect(fill('{{{id}}}')).toBe('{42}')
  })

  test('never reads what an object inherits', () => {
    expect(fill('{constructor}')).toBeUndefined()
    expect(fill('{name.__proto__}')).toBeUndefined()
  })
})

describe('an operator', () => {
  test('refuses the row whose date has another form: no value is better than a wrong one', () => {
    expect(() => fill({ $date: '03/14/2026', format: 'DD/MM/YYYY' })).toThrow(/no date of the form/)
  })

  test.each<[Template, unknown]>([
    [{ $join: ['{name.first}', '{phone}', '{id}'], with: '-' }, 'Ann-42'],
    [{ $join: ['{nothing}'] }, undefined],
    [{ $split: 'a; b;;c', by: ';' }, ['a', 'b', 'c']],
    [{ $map: '{id}', to: { 42: 'answer' } }, 'answer'],
    [{ $map: '{id}', to: { 1: 'one' } }, undefined],
    [{ $map: '{id}', to: { 1: 'one' }, else: 'other {id}' }, 'other 42'],
    [{ $each: '{items}', as: 'item', value: '{item.sku}' }, ['A', 'B']],
    [{ $each: '{byId}', as: 'entry', value: { n: '{entry.n}' } }, [{ n: 1 }, { n: 2 }]],
    [{ $merge: ['{name}', { last: 'Lund' }] }, { first: 'Ann', last: 'Lund' }],
    [{ $number: '1,234.50' }, 1234.5],
    [{ $number: '1.234,50' }, 1234.5],
    [{ $number: '1.234', decimal: ',' }, 1234],
    [{ $number: ' n/a ' }, undefined],
    [{ $number: '-' }, undefined],
    [{ $date: '31.12.1980', format: 'DD.MM.YYYY' }, '1980-12-31'],
    [{ $date: '{nothing}', format: 'DD.MM.YYYY' }, undefined],
    [{ $text: '{id}' }, '42'],
    [{ $lower: 'ABC' }, 'abc'],
    [{ $bool: 'Yes' }, true],
    [{ $json: '{raw}' }, { deep: [1] }],
    [{ $value: '{id}' }, '{id}'],
  ])('%j gives %j', (template, expected) => {
    expect(fill(template)).toEqual(expected)
  })

  test('what is no number is told, not left out in silence', () => {
    expect(() => fill({ $number: '12,5O' })).toThrow(/"12,5O" is no number/)
  })

  test.each<[string, Template, RegExp]>([
    ['unknown', { $sum: 1 }, /There is no \$sum/],
    ['with an operand it does not take', { $join: [], by: ',' }, /does not take "by"/],
    ['that lacks its table', { $map: '{id}' }, /needs to/],
    ['in a path', '{$nope}', /There is no \{\$nope\}/],
    ['empty', 'a {} b', /empty path/],
    ['without a form', { $date: '{id}' }, /needs format/],
    ['with a form that names no day', { $date: '{id}', format: 'HH:mm' }, /names no day/],
    ['with another decimal sign', { $number: '{id}', decimal: ';' }, /takes decimal/],
  ])('that is wrong (%s) is refused before anything is imported', (_, template, message) => {
    expect(() => fill(template)).toThrow(message)
  })
})
