// The estimate against what two tokenizers of language models (o200k, cl100k) make of the same texts.
import { describe, expect, test } from 'vitest'
import { tokensIn } from './tokens.ts'

describe('tokens', () => {
  // text, the smaller and the larger count of the two tokenizers
  test.each([
    ['mein Internet geht nicht, seit heute Morgen kein Internet; der Router blinkt rot.', 17, 19],
    [
      'internet fungerar inte, vi har inget nät sedan i morse och routern lyser rött i kväll',
      21,
      26,
    ],
    ['Интернет не работает с утра, роутер мигает красным. Когда приедет техник?', 22, 36],
    ['我的互联网从今天早上开始就不能用了，路由器一直闪红灯，技术员什么时候来？', 24, 41],
    ['evt_7tsdjjq4btpajfkrfd2q7tn7de evt_4ma6g61cdjqqrmjqc2cqjy33t6 HR204417 ZX-778812', 46, 47],
    ['Order ZX-778812 is placed, 12.50 (on record, 1 Mar 2025)', 23, 23],
  ])('%s', (text, least, most) => {
    const tokens = tokensIn(text)
    expect(tokens).toBeGreaterThanOrEqual(Math.floor(least * 0.95))
    expect(tokens).toBeLessThanOrEqual(Math.ceil(most * 1.3))
  })
  test('nothing is none, and more text is never fewer', () => {
    expect(tokensIn('')).toBe(0)
    let before = 0
    const text = 'Ticket T-17 is open: “Internet drops”, promised by 21 Nov 2026 👍'
    for (let end = 0; end <= text.length; end++) {
      const tokens = tokensIn(text.slice(0, end))
      expect(tokens).toBeGreaterThanOrEqual(before - 1)
      before = tokens
    }
  })
})
