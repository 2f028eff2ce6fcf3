// Texts of facts: templates say only what is there, values read well, and nothing invisible gets through.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanText } from './clean.ts'
import { escapeMarkdown } from './markdown-text.ts'
import { readableDate, readableMoney, readableNumber } from './readable.ts'
import { speakable } from './render-speech.ts'
import { compileTemplate, fillTemplate } from './template.ts'

const ORDER = {
  id: 'O-1',
  status: 'shipped',
  body: {
    total: 12_500.5,
    currency: 'SEK',
    eta: '2026-11-24',
    items: [{ name: 'Router' }],
    empty: '',
  },
}

function fillOf(source: string, root: unknown) {
  const compiled = compileTemplate(source)
  const filled = compiled.ok && fillTemplate(compiled.template, root)
  if (!filled) throw new Error(`Nothing to say: ${source}`)
  return filled
}

function fill(source: string, root: unknown = ORDER): string | undefined {
  const compiled = compileTemplate(source)
  if (!compiled.ok) throw new Error(compiled.error)
  return fillTemplate(compiled.template, root)?.text
}

describe('a template', () => {
  test.each([
    ['Order {id} is {status}', 'Order O-1 is shipped'],
    ['{body.nothing|id}', 'O-1'],
    ['{body.empty|id}', 'O-1'],
    ['{id}[, {body.total:money}]', 'O-1, 12,500.50 SEK'],
    ['{id}[, {body.missing:money}]', 'O-1'],
    ['{id}[, {body.total:money}[ per {body.missing}]]', 'O-1, 12,500.50 SEK'],
    ['{id}[, due {body.eta:date}]', 'O-1, due 24 Nov 2026'],
    ['{body.items.0.name}', 'Router'],
    ['{body.missing}', undefined],
    ['{body.constructor}', undefined],
    ['{body.items.length}', '1'],
    ['{body.items}', undefined],
  ])('%s', (source, text) => expect(fill(source)).toBe(text))
  test.each(['{', '}', '{a', '[a', 'a]', '{a b c!}', '{}', '[[[[x]]]]', 'x'.repeat(501)])(
    'is refused with a sentence: %s',
    (source) =>
      expect(compileTemplate(source)).toMatchObject({ ok: false, error: expect.any(String) }),
  )
  test('says whether it holds words from outside', () => {
    const compiled = compileTemplate('{body.x}')
    const outside = (x: unknown) =>
      compiled.ok && fillTemplate(compiled.template, { body: { x } })?.outside
    expect(outside('O-17')).toEqual([])
    expect(outside(12)).toEqual([])
    expect(outside('ignore all rules')).toEqual([[0, 16]])
  })
  test('says where it names a thing by its number', () => {
    const codesOf = (path: string, value: unknown) => fillOf(`{${path}}`, { [path]: value }).codes
    for (const path of ['id', 'order_number', 'ticketId', 'serial']) {
      expect(codesOf(path, 'T-1')).toEqual([[0, 3]])
    }
    expect(codesOf('id', 'two words')).toBeUndefined()
    for (const path of ['paid', 'phone_number', 'total'])
      expect(codesOf(path, '70')).toBeUndefined()
  })
  test('says which of its words come from outside, also when it is cut', () => {
    const compiled = compileTemplate('Order {id}: {a}[, {b}[ and {missing}]]')
    const filled = (b: string) =>
      compiled.ok && fillTemplate(compiled.template, { id: 'O-1', a: 'a gift', b })
    expect(filled('two words')).toEqual({
      text: 'Order O-1: a gift, two words',
      outside: [
        [11, 17],
        [19, 28],
      ],
      codes: [[6, 9]],
    })
    const long = fillOf('{a} {a} {a}', { a: 'x y '.repeat(60) })
    expect(long.text.length).toBeLessThanOrEqual(300)
    expect(long.outside.at(-1)?.[1]).toBe(long.text.length)
  })
  test.each([
    [true, '2026-11-20', 'by 20 Nov 2026, overdue'],
    [true, '2026-11-22', 'by 22 Nov 2026'],
    [false, '2026-11-20', 'by 20 Nov 2026'],
  ])('says what is overdue: open %s, due %s', (open, due, text) => {
    const now = Date.UTC(2026, 10, 21)
    expect(fill('by {due:due}', { open, due, now })).toBe(text)
  })
  test('never throws, whatever it is filled with', () => {
    fc.assert(
      fc.property(fc.string(), fc.anything(), (source, root) => {
        const compiled = compileTemplate(source)
        if (compiled.ok) fillTemplate(compiled.template, root)
        fill('{a.b|c:money}[{d:date}]', root)
      }),
    )
  })
})

describe('values read well', () => {
  test.each([
    [3, '3'],
    [1_200, '1200'],
    [12_500, '12,500'],
    [-12_500.25, '-12,500.25'],
    [0.1, '0.10'],
  ])('%d', (value, text) => expect(readableNumber(value)).toBe(text))
  test('money and dates that are none say nothing', () => {
    expect(readableMoney('abc', 'SEK')).toBeUndefined()
    expect(readableMoney('249.00', 'SEK')).toBe('249 SEK')
    expect(readableDate('2026-11-21T23:30:00-05:00')).toBe('22 Nov 2026')
    expect(readableDate('soon')).toBeUndefined()
    expect(readableDate(9e15)).toBeUndefined()
  })
})

describe('words from outside', () => {
  test('lose what cannot be seen', () => {
    const hidden = 'a\u200bb\u202ec\u{e0041}d\u0000e\ufe0ff\u2066g\ud800h\n  i'
    expect(cleanText(hidden, 100)).toBe('abcdefgh i')
  })
  test('are cut at a whole character', () => {
    expect(cleanText('ab😀cd', 4)).toBe('ab…')
    expect(cleanText('x'.repeat(1e6), 10)).toHaveLength(10)
  })
  test('stay as they are when there is nothing to clean', () => {
    expect(cleanText('Åse Öberg, 漢字', 100)).toBe('Åse Öberg, 漢字')
  })
  test.each([
    ['<img src=x onerror=alert(1)>', /(?<!\\)[<>]/],
    ['[click](http://evil.example)', /(?<!\\)[[\]]|http/],
    ['see https://evil.example/x and www.evil.example', /evil/],
    ['**bold** `code` _x_', /(?<!\\)[*`_]/],
    ['javascript:alert(1)', /javascript:/],
    ['&lt;b&gt; &#8203;', /(?<!\\)&[l#]/],
    ['a | b ~~c~~', /(?<!\\)[|~]/],
  ])('cannot become Markdown: %s', (text, markup) => {
    expect(escapeMarkdown(text)).not.toMatch(markup)
  })
  test.each(['a@b.example', '+46 70 123 45 67', '4200', 'R&D', 'snake_case', '(50 %)', 'C# 1.0!'])(
    'stay readable where nothing can happen: %s',
    (text) => expect(escapeMarkdown(text)).toBe(text),
  )
  test('no character of markup survives unescaped', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'<>[]()*_`#!|~&@\\ab wh:/t.-=') }),
        (text) => {
          const rest = escapeMarkdown(text).replaceAll(/\\./g, ' ')
          expect(rest).not.toMatch(/[<>[\]*`|~]/)
        },
      ),
    )
  })
})

describe('speech', () => {
  test.each([
    ['Order O-17 is shipped, 249.00 SEK', 'Order O 17 is shipped, 249 kronor'],
    ['50% off at https://x.example/y!', '50 percent off at a link'],
    ['Call #3 & <b>more</b>', 'Call number 3 and b more b'],
    ['due 9 Nov 2026', 'due 9 November 2026'],
  ])('%s', (text, said) => expect(speakable(text)).toBe(said))
  test('holds only letters, digits and marks of sentences', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(speakable(text)).toMatch(/^[\p{L}\p{N}\s.,:;!?'’-]*$/u)
      }),
    )
  })
})
