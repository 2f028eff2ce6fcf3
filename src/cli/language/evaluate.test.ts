// The commands on files: columns, several labels, packed files, the unknown, and what is said when something is wrong.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { run } from '../main.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'alidade-language-'))
afterAll(() => rmSync(FOLDER, { recursive: true }))

async function alidade(...args: readonly string[]) {
  let out = ''
  const code = await run([...args, '--json'], {
    out: (line) => {
      out += line
    },
    err: () => {},
    write: async () => {},
    status: () => {},
    env: {},
    cwd: FOLDER,
  })
  return { code, answer: JSON.parse(out) }
}

function file(name: string, rows: readonly (readonly string[])[]): string {
  const path = join(FOLDER, name)
  const text = `${rows.map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\n')}\n`
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  return path
}

const THINGS = [
  'card',
  'phone',
  'router',
  'camera',
  'cable',
  'box',
  'watch',
  'lamp',
  'tablet',
  'chair',
]
const WANTS: readonly (readonly [label: string, words: string])[] = [
  ['return', 'I want to send back the'],
  ['track', 'where on earth is my'],
  ['cancel', 'please cancel the order of the'],
  ['repair', 'can somebody fix the broken'],
  ['buy', 'I would like to purchase a'],
]
const rowsFor = (things: readonly string[], split: string) =>
  WANTS.flatMap(([label, words]) => things.map((thing) => [`${words} ${thing}`, label, split]))
const HEAD = ['said', 'reason', 'part']
const JOKES = ['tell me a joke', 'who won the match', 'is it going to rain', 'sing a song'].map(
  (text) => [text, 'other', 'b'],
)
const ALL = file('all.csv.gz', [
  HEAD,
  ...rowsFor(THINGS.slice(0, 8), 'a'),
  ...rowsFor(THINGS.slice(8), 'b'),
  ...JOKES,
])
const COLUMNS = ['--text', 'said', '--label', 'reason']

describe('alidade language', () => {
  test('learns from some rows, is measured on others, and refuses the unknown unseen', async () => {
    const parts = [
      '--train',
      ALL,
      '--train-where',
      'part=a',
      '--test',
      ALL,
      '--test-where',
      'part=b',
    ]
    const { code, answer } = await alidade(
      'language',
      'evaluate',
      ...parts,
      ...COLUMNS,
      '--unknown',
      'other',
    )
    expect(code).toBe(0)
    expect(answer).toMatchObject({ kind: 'one', labels: 5, messages: 14, trainMessages: 40 })
    expect(answer.accuracy).toBeGreaterThan(0.8)
    expect(answer.unknown.recall).toBeGreaterThan(0.7)
    expect(answer.unknown).toMatchObject({ messages: 4 })
    for (const key of ['macroF1', 'ece', 'accuracyAt80', 'msPerMessage', 'modelBytes']) {
      expect(answer[key], key).toEqual(expect.any(Number))
    }
  })

  test('keeps a model in a file and measures it from there', async () => {
    const out = join(FOLDER, 'model.alm')
    const learned = await alidade(
      'language',
      'train',
      '--train',
      ALL,
      '--train-where',
      'part=a',
      ...COLUMNS,
      '--out',
      out,
    )
    expect(learned).toMatchObject({
      code: 0,
      answer: { labels: 5, modelBytes: statSync(out).size },
    })
    const from = ['--test', ALL, '--test-where', 'part=a', ...COLUMNS]
    const { answer } = await alidade('language', 'evaluate', '--model', out, ...from)
    expect(answer).toMatchObject({ accuracy: 1, modelBytes: statSync(out).size })
  })

  test.each([
    ['semicolons, every cell quoted, a byte order mark', ';', '\ufeff', true],
    ['bars', '|', '', false],
    ['tabs in a file that is called .csv', '\t', '', false],
  ])('reads a file with %s', async (_, sign, mark, isQuoted) => {
    const rows = [
      HEAD,
      ...rowsFor(THINGS, 'a').map(([text = '', ...more]) => [`${text}, ok`, ...more]),
    ]
    const cell = (text: string) => (isQuoted ? `"${text}"` : text)
    const path = join(FOLDER, 'other.csv')
    writeFileSync(path, mark + rows.map((row) => row.map(cell).join(sign)).join('\r\n'))
    const { answer } = await alidade(
      'language',
      'evaluate',
      '--train',
      path,
      '--test',
      path,
      ...COLUMNS,
    )
    expect(answer).toMatchObject({ labels: 5, messages: 50, trainMessages: 50 })
  })

  test('says how many rows had no text or no label', async () => {
    const rows = [
      HEAD,
      ...rowsFor(THINGS, 'a'),
      ['', 'buy', 'a'],
      ['buy a hat', '', 'a'],
      ['', '', 'a'],
    ]
    const some = file('some.csv', rows)
    const { answer } = await alidade(
      'language',
      'evaluate',
      '--train',
      some,
      '--test',
      ALL,
      ...COLUMNS,
    )
    expect(answer).toMatchObject({ skipped: 0, trainSkipped: 3, trainMessages: 50 })
    const turned = await alidade('language', 'evaluate', '--train', ALL, '--test', some, ...COLUMNS)
    expect(turned.answer).toMatchObject({ skipped: 3, trainSkipped: 0, messages: 50 })
  })

  test('keeps a message with a quotation mark in the middle of a cell', async () => {
    const path = join(FOLDER, 'inches.csv')
    const lines = rowsFor(THINGS, 'a').map(([text, label]) => `${text} 5" wide,${label}`)
    writeFileSync(path, ['said,reason', ...lines].join('\n'))
    const { answer } = await alidade(
      'language',
      'evaluate',
      '--train',
      path,
      '--test',
      path,
      ...COLUMNS,
    )
    expect(answer).toMatchObject({ labels: 5, messages: 50 })
  })

  test('refuses what is unknown also where there are two labels only', async () => {
    const two = rowsFor(THINGS, 'a').filter(([, label]) => label === 'return' || label === 'repair')
    const train = file('two.csv', [HEAD, ...two])
    const beside = ['what is the weather', 'who won the match', 'good evening', 'a big blue boat']
    const test = file('two-test.csv', [HEAD, ...two, ...beside.map((text) => [text, 'other', 'b'])])
    const { answer } = await alidade(
      'language',
      'evaluate',
      ...['--train', train, '--test', test, ...COLUMNS, '--unknown', 'other'],
    )
    expect(answer.unknown.recall).toBeGreaterThanOrEqual(0.75)
    expect(answer.accuracy).toBeGreaterThan(0.85)
  })

  test('sees several labels in one cell', async () => {
    const rows = THINGS.flatMap((thing) => [
      [`where on earth is my ${thing}`, 'track'],
      [`I want to send back the ${thing}`, 'return'],
      [`where on earth is my ${thing} and I want to send back the ${thing}`, 'return|track'],
    ])
    const train = file('many.csv', [HEAD.slice(0, 2), ...rows])
    const { answer } = await alidade(
      'language',
      'evaluate',
      '--train',
      train,
      '--test',
      train,
      ...COLUMNS,
    )
    expect(answer).toMatchObject({ kind: 'many', labels: 2 })
    expect(answer.macroF1).toBeGreaterThan(0.9)
  })

  test.each<[string, readonly string[], number, RegExp]>([
    [
      'a column that is not there',
      ['--train', ALL, '--test', ALL, '--text', 'words'],
      2,
      /has no row with words.*columns are said, reason, part/,
    ],
    [
      'no row left',
      ['--train', ALL, '--train-where', 'part=z', '--test', ALL, ...COLUMNS],
      1,
      /where part is z/,
    ],
    [
      'a filter without a value',
      ['--train', ALL, '--test', ALL, '--test-where', 'part', ...COLUMNS],
      2,
      /COLUMN=VALUE/,
    ],
    [
      'model and training at once',
      ['--train', ALL, '--model', ALL, '--test', ALL, ...COLUMNS],
      2,
      /not both/,
    ],
    ['a model that is none', ['--model', ALL, '--test', ALL, ...COLUMNS], 1, /no language model/],
    [
      'nothing to learn',
      ['--train', ALL, '--train-where', 'reason=buy', '--test', ALL, ...COLUMNS],
      1,
      /two labels/,
    ],
  ])('says what is wrong: %s', async (_, args, exit, message) => {
    const { code, answer } = await alidade('language', 'evaluate', ...args)
    expect(code).toBe(exit)
    expect(answer.error.message).toMatch(message)
  })
})
