// The command line without a database: help, exit codes, advice, generated streams.
import { existsSync, readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { allCommands, run } from '../../src/cli/main.ts'
import { alidade, newDirectory } from './command-line.ts'

const COMMANDS = await allCommands()
const directory = newDirectory()
afterAll(() => directory.remove())

/** In this process: quick enough to look at every command. */
async function here(...args: readonly string[]) {
  let out = ''
  const err: string[] = []
  const code = await run(args, {
    out: (line) => {
      out += `${line}\n`
    },
    err: (line) => err.push(line),
    write: async (text) => {
      out += text
    },
    status: () => {},
    env: {},
    cwd: '/nowhere',
  })
  return { code, out, err: err.join('\n') }
}

describe('help', () => {
  test.each([
    ['events', '--help'],
    ['help', 'events'],
    ['events', '-h'],
  ])('a group of commands shows them: alidade %s %s', async (...words) => {
    const { code, out } = await here(...words)
    expect(code).toBe(0)
    for (const own of ['tail', 'set-aside', 'replay', 'discard'])
      expect(out).toContain(`events ${own}`)
    expect(out).not.toContain('identity show')
  })

  test('help for what is no command says so', async () => {
    expect((await here('help', 'evnets')).code).toBe(2)
    expect((await here('evnets', '--help')).code).toBe(2)
  })

  test('the overview names every command', async () => {
    const { code, out } = await here('--help')
    expect(code).toBe(0)
    for (const { words } of COMMANDS) expect(out).toContain(words.join(' '))
  })

  test.each(COMMANDS.map((command) => [command.words.join(' '), command] as const))(
    '%s shows its options and an example that uses it',
    async (name, command) => {
      const { code, out } = await here(...command.words, '--help')
      expect(code).toBe(0)
      for (const option of [...Object.keys(command.options), 'json'])
        expect(out).toContain(`--${option}`)
      expect(command.examples.length).toBeGreaterThan(0)
      for (const example of command.examples) expect(example).toContain(`alidade ${name}`)
    },
  )
})

describe('a wrong call ends with 2 and says what is right', () => {
  test.each<[readonly string[], RegExp]>([
    [['strat'], /Did you mean "start"/],
    [['events'], /tail, set-aside, replay, discard/],
    [['view'], /needs REF/],
    [['view', 'user_id:1'], /needs --purpose/],
    [['view', 'user_id:1', 'x', '--purpose', 'service'], /does not take "x"/],
    [['view', 'user_id:1', '--purpose', 'service', '--form', 'pdf'], /markdown, speech or json/],
    [['start', '--prot', '1'], /--prot/],
    [['start', '--port', '99999'], /from 0 to 65535/],
    [['start', '--database-url', 'mysql://x'], /postgres:\/\//],
    [['keys', 'create'], /--source NAME .* --role ROLE/],
    [['keys', 'revoke', 'alk_x'], /not the secret/],
    [['keys', 'list', '--url', 'http://127.0.0.1:1'], /needs a key/],
    [['keys', 'list', '--url', 'http://127.0.0.1:1', '--key', 'alk_typo'], /typing mistake/],
    [['events', 'tail', '--lines', 'many'], /whole number/],
    [['generate', '--late', '2'], /from 0 to 1/],
    [['generate', '--kind', 'people'], /events or customers-multi/],
    [['generate', '--records', '5'], /--records does not go with --kind events/],
    [['generate', '--kind', 'customers-multi', '--events', '5'], /--events does not go with/],
    [['identity', 'evaluate', '--truth', 'x'], /needs --input/],
    [['identity', 'evaluate', '--input', 'a.csv'], /needs --truth/],
    [['identity', 'evaluate', '--input', 'a.csv', '--truth', 'x', '--threshold', 'high'], /bits/],
    [
      ['identity', 'evaluate', '--input', 'a', '--truth', 'x', '--rules-only', '--in-memory'],
      /not both/,
    ],
    [['import', 'a.csv'], /needs --mapping/],
    [['situation', 'put'], /signal, constraint, incident, commitment/],
    [['situation', 'put', 'rumour', 'x'], /one of signal/],
    [['situation', 'put', 'signal', 'x', '--capability', 'a', '--value', 'many'], /a number/],
    [['situation', 'put', 'signal', 'x', '--capability', 'a', '--value', '1'], /--metric/],
    [['situation', 'put', 'signal', 'x', '--title', 'y'], /--title does not go with a signal/],
    [['situation', 'put', 'signal', 'x', '--file', 'y'], /name no kind/],
    [['identity', 'decide', 'rev_1', 'maybe', '--reason', 'x'], /same or different/],
    [['identity', 'decide', 'rev_1', 'same'], /needs --reason/],
    [['identity', 'reviews', '--from', 'low'], /bits from -60 to 60/],
    [['identity', 'train', '--entity', 'people'], /customer or account/],
    [['identity', 'try'], /needs --definition/],
    [['identity', 'unlink', 'lnk_1', 'rec_1', '--reason', 'x'], /links \(lnk_...\) only/],
    [['identity', 'explain', 'a:1', 'b:2', '--as-of', '2026-01-01T00:00:00Z'], /one customer/],
  ])('%j', async (args, message) => {
    const { code, err } = await here(...args)
    expect(code).toBe(2)
    expect(err).toMatch(message)
  })

  test('as JSON for programs', async () => {
    const { code, out } = await here('view', '--json')
    expect(code).toBe(2)
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'USAGE' } })
  })
})

test('a file that is not there ends with 3, a server that does not answer with 4', async () => {
  expect((await here('apply', '/nowhere/x.yaml')).code).toBe(3)
  const url = 'postgres://nobody:secret@127.0.0.1:1/none'
  const { code, err } = await here('migrate', '--database-url', url)
  expect(code).toBe(4)
  expect(err).toContain('cannot be reached')
  expect(err).not.toContain('secret')
})

test('openapi prints the document of the API', async () => {
  const { code, out } = await alidade('openapi')
  expect(code).toBe(0)
  const document = JSON.parse(out) as { openapi: string; paths: object }
  expect(document.openapi).toMatch(/^3\.1/)
  expect(Object.keys(document.paths)).toContain('/v1/view')
})

describe('generate', () => {
  const options = ['--customers', '50', '--events', '400', '--ends-at', '2026-01-01T00:00:00Z']

  test('the same seed gives the same stream, another seed another', async () => {
    const first = await here('generate', ...options, '--seed', '7')
    expect((await here('generate', ...options, '--seed', '7')).out).toBe(first.out)
    expect((await here('generate', ...options, '--seed', '8')).out).not.toBe(first.out)
    expect(first.out.trimEnd().split('\n')).toHaveLength(400)
  })

  test('writes files, the truth beside them, and a clean stream when asked', async () => {
    const out = directory.path('events.jsonl')
    const truth = directory.path('truth.jsonl')
    await here('generate', ...options, '--clean', '--out', out, '--truth', truth)
    const read = (path: string) =>
      readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(new Set(read(out).map((event) => event['messageId'])).size).toBe(400)
    expect(read(truth).every((one) => one['case'] === 'normal')).toBe(true)
  })
})

describe('labelled customers', () => {
  const generate = (...args: readonly string[]) =>
    here('generate', '--kind', 'customers-multi', '--records', '400', ...args)

  test('come out as CSV with their answer, the same for the same seed', async () => {
    const first = await generate('--seed', '7')
    expect((await generate('--seed', '7')).out).toBe(first.out)
    expect((await generate('--seed', '8')).out).not.toBe(first.out)
    const lines = first.out.trimEnd().split('\n')
    expect(lines).toHaveLength(401)
    expect(lines[0]).toMatch(/^source,customer_no,.*,truth$/)
  })

  test('can be evaluated, as text and as JSON', async () => {
    const file = directory.path('people.csv')
    const truth = directory.path('people.jsonl')
    expect((await generate('--out', file, '--truth', truth)).code).toBe(0)
    const evaluate = ['identity', 'evaluate', '--input', file, '--truth', 'truth', '--rules-only']
    const { code, out } = await here(...evaluate, '--json')
    expect(code).toBe(0)
    const share = expect.toSatisfy((value: unknown) => Number(value) >= 0 && Number(value) <= 1)
    expect(JSON.parse(out)).toMatchObject({
      arrived: 400,
      pairwise: { precision: share, recall: share, f1: share },
      bcubed: { f1: share },
      exactCluster: { f1: share },
      overMergeRate: share,
      missedByBlocking: null,
      recordsPerSecond: expect.any(Number),
    })
    expect((await here(...evaluate)).out).toMatch(/pairwise +0\.\d{4}/)
    expect(readFileSync(truth, 'utf8').trimEnd().split('\n')).toHaveLength(400)
  })

  test('a file that is not there ends with 3', async () => {
    const { code } = await here('identity', 'evaluate', '--input', '/nowhere/x', '--truth', 't')
    expect(code).toBe(3)
  })
})

test('whoever runs an old Node is told so', () => {
  const program = readFileSync(new URL('../../bin/alidade.js', import.meta.url), 'utf8')
  const check = program.indexOf('process.versions.node')
  expect(check).toBeGreaterThan(0)
  expect(check).toBeLessThan(program.indexOf('await import('))
  expect(program).not.toMatch(/^import .* from '\.\.?\//m)
})

describe('where there is no data, a command says so and begins none', () => {
  test.each([
    ['rebuild', '--verify'],
    ['view', 'user_id:1', '--purpose', 'service'],
    ['identity', 'show', 'user_id:1'],
    ['events', 'set-aside'],
    ['situation', 'show'],
    ['keys', 'list'],
  ])('%s', async (...words) => {
    const empty = directory.path('empty')
    const { code, err } = await here(...words, '--data-dir', empty)
    expect({ code, err }).toEqual({
      code: 4,
      err: expect.stringMatching(/There is no data in .*empty.*--data-dir/),
    })
    expect(existsSync(empty)).toBe(false)
  })
})
