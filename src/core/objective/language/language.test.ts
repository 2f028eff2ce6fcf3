// What the language model promises: chances that mean something, "unknown" instead of a guess, the same model from the
// same examples, and a model that survives being kept.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feelingNumbers, feelingWords } from './lexicon.ts'
import { calibrationErrorOf, macroF1Of, unknownOf } from './metrics.ts'
import { readMessage, readWithPhrase } from './model.ts'
import { decodeModel, encodeModel, MODEL_BYTES_MAX } from './model-bytes.ts'
import { tokensOf } from './tokens.ts'
import { type Example, trainLanguage } from './train.ts'

const THINGS = ['card', 'phone', 'router', 'camera', 'cable', 'box', 'watch', 'lamp', 'tablet']
const WANTS: Readonly<Record<string, readonly string[]>> = {
  return: ['I want to send back the', 'please take back my', 'how do I return the'],
  track: ['where is my', 'when will I get the', 'has it been shipped, the'],
  cancel: ['please cancel the order of the', 'I no longer need the', 'stop the delivery of the'],
  repair: ['it is broken, the', 'can you fix my', 'nothing works since yesterday on the'],
  buy: ['what does it cost, the', 'I would like to order a', 'do you sell the'],
  bill: ['the invoice is wrong for the', 'I was charged twice for the', 'explain the bill of the'],
}
const EXAMPLES: readonly Example[] = Object.entries(WANTS).flatMap(([label, openings]) =>
  openings.flatMap((opening) =>
    THINGS.map((thing) => ({ text: `${opening} ${thing}`, labels: [label] })),
  ),
)
const MODEL = trainLanguage(EXAMPLES)

describe('a model', () => {
  test('knows what it has learned, also misspelt', () => {
    for (const [text, label] of [
      ['wher is my new keyboard', 'track'],
      ['please cancle the order', 'cancel'],
      ['I was chargd twice', 'bill'],
    ] as const) {
      expect(readMessage(MODEL, text).labels[0]?.label).toBe(label)
    }
  })

  test('refuses what none of its labels covers', () => {
    for (const text of ['tell me a joke about elephants', 'zzz qqq', '', '🙂']) {
      expect(readMessage(MODEL, text).isKnown).toBe(false)
    }
    expect(readMessage(MODEL, 'where is my phone').isKnown).toBe(true)
  })

  test('refuses also where it has learned three labels only', () => {
    const few = ['return', 'track', 'bill']
    const small = trainLanguage(EXAMPLES.filter(({ labels: [label = ''] }) => few.includes(label)))
    expect(readMessage(small, 'tell me a joke about elephants').isKnown).toBe(false)
    expect(readMessage(small, 'where is my phone').isKnown).toBe(true)
  })

  test('gives chances that add up to one, whatever it reads', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const { chances, labels, known } = readMessage(MODEL, text)
        expect(chances.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 6)
        expect(labels[0]?.chance).toBe(Math.max(...chances))
        expect(known).toBeGreaterThanOrEqual(0)
        expect(known).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('is the same when trained again, and another with another seed', () => {
    const again = encodeModel(trainLanguage(EXAMPLES))
    expect(again).toEqual(encodeModel(MODEL))
    expect(encodeModel(trainLanguage(EXAMPLES, { seed: 2 }))).not.toEqual(again)
  })

  test('says the same after it was kept as bytes', () => {
    const bytes = encodeModel(MODEL)
    const read = decodeModel(bytes)
    expect(bytes.length).toBeLessThan(MODEL_BYTES_MAX)
    for (const { text } of EXAMPLES.slice(0, 20)) {
      expect(readMessage(read, text)).toEqual(readMessage(MODEL, text))
    }
    expect(() => decodeModel(bytes.slice(0, bytes.length - 9))).toThrow(RangeError)
    expect(() => decodeModel(new Uint8Array(100))).toThrow(RangeError)
  })

  test('shows the words its answer rests on, as they stand in the message', () => {
    const text =
      'Hello there, this is Ann from the second floor, I was charged twice for the lamp, best regards'
    const { phrase = '' } = readWithPhrase(MODEL, text)
    expect(text).toContain(phrase)
    expect(phrase).toContain('charged')
  })

  test('learns several labels of one message', () => {
    const both = EXAMPLES.flatMap((one, n) => {
      const other = EXAMPLES[(n + 40) % EXAMPLES.length]
      const text = `${one.text} and ${other?.text}`
      return [one, { text, labels: [...new Set([...one.labels, ...(other?.labels ?? [])])] }]
    })
    const model = trainLanguage(both)
    expect(model.kind).toBe('many')
    const { labels } = readMessage(model, 'where is my lamp and I was charged twice for the box')
    expect(labels.map(({ label }) => label).sort()).toEqual(['bill', 'track'])
  })

  test('refuses the like of examples that are about nothing it covers', () => {
    const jokes = THINGS.flatMap((thing) =>
      ['tell me a joke about a', 'sing a song of the', 'what do you think of a'].map((text) => ({
        text: `${text} ${thing}`,
        labels: [],
      })),
    )
    const model = trainLanguage([...EXAMPLES, ...jokes])
    expect(model.labels).toEqual(MODEL.labels)
    expect(readMessage(model, 'sing a song of the phone').isKnown).toBe(false)
    expect(readMessage(model, 'where is my phone').isKnown).toBe(true)
  })

  test('needs two labels', () => {
    expect(() => trainLanguage([{ text: 'a', labels: ['x'] }])).toThrow(RangeError)
    expect(() => trainLanguage([])).toThrow(RangeError)
  })

  test('reads scripts without spaces and accents', () => {
    const model = trainLanguage([
      ...['我的包裹在哪里', '包裹什么时候到', '快递还没到', '查询包裹'].map((text) => ({
        text,
        labels: ['track'],
      })),
      ...['我要退款', '怎么退货', '申请退款', '退货地址'].map((text) => ({
        text,
        labels: ['return'],
      })),
      ...['où est mon colis', 'suivre le colis'].map((text) => ({ text, labels: ['track'] })),
    ])
    expect(readMessage(model, '请问包裹到哪里了').labels[0]?.label).toBe('track')
    expect(readMessage(model, '想退款').labels[0]?.label).toBe('return')
  })
})

describe('tokens', () => {
  test('keep their place in the message', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (message) => {
        let end = 0
        for (const { from, to } of tokensOf(message)) {
          expect(from).toBeGreaterThanOrEqual(end)
          expect(to).toBeGreaterThan(from)
          end = to
        }
        expect(end).toBeLessThanOrEqual(message.length)
      }),
    )
  })
  test.each([
    ['Ｃａｆé soooooo GOOD!!!', ['café', 'soo', 'good', '!!']],
    ['don’t @ann https://a.example/x 👍🏽 :-))', ["don't", '@', 'http', '👍', ':)']],
    ['what?!', ['what', '?!']],
    ['カードが届きません', ['カードが届きません']],
  ])('%s', (message, texts) => {
    expect(tokensOf(message).map(({ text }) => text)).toEqual(texts)
  })
  test('are bounded', () => {
    expect(tokensOf('a '.repeat(100_000)).length).toBeLessThanOrEqual(600)
  })
})

describe('words of feeling', () => {
  const sum = (text: string): number =>
    feelingWords(tokensOf(text)).reduce((total, { valence }) => total + valence, 0)
  test('have their sign in many languages, and negation turns it', () => {
    for (const text of [
      'great service',
      'sehr zufrieden',
      'jag är nöjd',
      'je suis ravi',
      'muy amable',
      '👍',
    ]) {
      expect(sum(text)).toBeGreaterThan(0)
    }
    for (const text of [
      'awful',
      'not happy at all',
      'ich bin wütend',
      'besviken',
      'très déçue',
      'pésimo',
      '😡',
    ]) {
      expect(sum(text)).toBeLessThan(0)
    }
    expect(sum('good but terrible')).toBeLessThan(sum('terrible but good'))
  })
  test('always give the same number of finite numbers', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const tokens = tokensOf(text)
        const numbers = feelingNumbers(tokens, feelingWords(tokens))
        expect(numbers.length).toBe(feelingNumbers([], []).length)
        expect(numbers.every(Number.isFinite)).toBe(true)
      }),
    )
  })
})

describe('measures', () => {
  test('say what they should on answers that can be counted by hand', () => {
    const answers = [
      { truths: ['a'], said: ['a'], chances: [0.9] },
      { truths: ['a'], said: ['b'], chances: [0.5] },
      { truths: ['b'], said: ['b'], chances: [0.5] },
      { truths: [], said: [], chances: [] },
      { truths: [], said: ['a'], chances: [0.9] },
      { truths: ['b'], said: [], chances: [] },
    ]
    expect(unknownOf(answers)).toEqual({ recall: 0.5, precision: 0.5 })
    expect(macroF1Of(answers)).toBeCloseTo(0.5)
    expect(calibrationErrorOf(answers)).toBeCloseTo(0.2)
  })
})
