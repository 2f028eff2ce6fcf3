// The boundaries of the code base, checked on the code itself. The tables say what may be imported where; the
// first tests make sure that the check sees the code at all, the last ones that it sees a fault.
import { execFileSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PROBLEMS } from '../src/contract/problem.ts'

const ROOT = join(import.meta.dirname, '..')

/** layer -> layers of ours, packages */
const MAY: Readonly<Record<string, readonly [layers: readonly string[], packages: RegExp]>> = {
  contract: [[], /^zod$/],
  core: [
    ['contract'],
    /^(@marcbachmann\/cel-js|libphonenumber-js(\/(core|min|max|mobile))?|fastest-levenshtein)$/,
  ],
  engine: [['core', 'contract'], /^$/],
  store: [['engine', 'contract'], /^(pg|node:.+)$/],
  http: [
    ['engine', 'contract'],
    /^(fastify|fastify-type-provider-zod|@fastify\/(swagger|swagger-ui)|zod|node:.+)$/,
  ],
  sdk: [['contract'], /^$/],
  testing: [['contract', 'core'], /^(yaml|node:(fs|path))$/],
  cli: [
    ['contract', 'core', 'engine', 'store', 'http', 'sdk', 'testing'],
    /^(pg|zod|yaml|csv-parse|fastest-levenshtein|node:.+)$/,
  ],
}

/** Of the engine, a layer may know these files only: the store its ports, the doors its verbs. */
const FILES_OF_ENGINE: Readonly<Record<string, RegExp>> = {
  store: /^src\/engine\/ports\/[a-z-]+\.ts$/,
  http: /^src\/engine\/api\.ts$/,
}

/** Each may import itself and those before it. */
const STAGES =
  'condition consent collect identity profile journey objective situation lens decide act'.split(
    ' ',
  )

interface Edge {
  readonly from: string
  readonly to: string
  readonly isOurs: boolean
  readonly isType: boolean
}

const IMPORT =
  /^\s*(?:import|export)\s+(type\s)?[^'"=;]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\b(?:import|require)\s*\(\s*['"]([^'"]+)['"]/gm

function edgesOf(from: string, text: string): readonly Edge[] {
  return [...text.matchAll(IMPORT)].map(([, type, named, bare, required]) => {
    const to = named ?? bare ?? required ?? ''
    const isOurs = to.startsWith('.')
    return {
      from,
      to: isOurs ? posix.join(dirname(from), to) : to,
      isOurs,
      isType: type !== undefined,
    }
  })
}

const layerOf = (file: string): string => file.split('/')[1] ?? ''
const stageOf = (file: string): number =>
  STAGES.indexOf((file.split('/')[2] ?? '').replace(/\.ts$/, ''))

/** What is wrong with an import, or undefined. */
function faultOf({ from, to, isOurs, isType }: Edge): string | undefined {
  const layer = layerOf(from)
  const [layers, packages] = MAY[layer] ?? [[], /^$/]
  if (!isOurs) return packages.test(to) ? undefined : `${layer} may not use the package ${to}`
  const target = layerOf(to)
  if (!to.startsWith('src/')) return outside(layer, to)
  if (layer === 'sdk' && target !== 'sdk' && !isType) return 'the sdk may use types only'
  if (target !== layer)
    return layers.includes(target) ? hidden(layer, to) : `${layer} may not know ${target}`
  if (layer === 'core' && stageOf(to) > stageOf(from)) return `${to} is a later stage`
  return undefined
}

/** The command reads its version from the package; else everything that runs is in src. */
const outside = (layer: string, to: string): string | undefined =>
  layer === 'cli' && /package\.json$/.test(to) ? undefined : `${to} is not in src`

/** Of the engine most layers may know some files only. */
function hidden(layer: string, to: string): string | undefined {
  const files = layerOf(to) === 'engine' ? FILES_OF_ENGINE[layer] : undefined
  return files && !files.test(to) ? `${layer} may not know ${to}` : undefined
}

/** Clock, dice, and a body's own words for them; comments do not count. */
const IMPURE =
  /\bDate\.now\b|\bMath\.random\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bcrypto\b|\bprocess\.|\bconsole\./

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1')

const files = globSync('src/**/*.ts', { cwd: ROOT })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !file.endsWith('.test.ts'))
  .sort()
const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const edges = files.flatMap((file) => edgesOf(file, textOf(file)))

describe('the check sees the code', () => {
  test.each(Object.keys(MAY))('%s has files', (layer) => {
    expect(files.map(layerOf)).toContain(layer)
  })

  test('there is no layer that the table does not know', () => {
    expect(Object.keys(MAY)).toEqual(expect.arrayContaining([...new Set(files.map(layerOf))]))
  })

  test('imports were read, and those of ours lead to files', () => {
    expect(edges.length).toBeGreaterThan(files.length)
    const lost = edges.filter(
      ({ to, isOurs }) => isOurs && to.startsWith('src/') && !files.includes(to),
    )
    expect(lost).toEqual([])
  })

  test('tests run on the Node that the tool chain names', () => {
    expect(process.versions.node).toMatch(/^24\./)
  })
})

describe('boundaries', () => {
  test('every import is one that its layer may make', () => {
    const faults = edges.flatMap((edge) => {
      const fault = faultOf(edge)
      return fault === undefined ? [] : [`${edge.from}: ${fault}`]
    })
    expect(faults).toEqual([])
  })

  test('every file of core lies in a stage', () => {
    const outside = files.filter((file) => layerOf(file) === 'core' && stageOf(file) < 0)
    expect(outside).toEqual([])
  })

  test('contract and core have no clock, no dice and no host', () => {
    const impure = files.filter(
      (file) =>
        ['contract', 'core'].includes(layerOf(file)) && IMPURE.test(withoutComments(textOf(file))),
    )
    expect(impure).toEqual([])
  })

  test('the compiler finds no host types in core', () => {
    expect(() => compile(join(ROOT, 'tsconfig.core.json'))).not.toThrow()
  }, 120_000)

  test('every file says what it is for', () => {
    const opening = /^(#!.*\n)?(\/\/|\/\*)/
    const everything = [
      ...files,
      ...globSync(['test/**/*.ts', 'tools/**/*.ts', 'bench/**/*.ts'], { cwd: ROOT }),
    ]
    expect(everything.filter((file) => !opening.test(textOf(file)))).toEqual([])
  })

  test('SQL stays in the store', () => {
    const sql = /`\s*(select|insert into|update|delete from|create table)\b/i
    const outside = files.filter(
      (file) => !['store', 'cli'].includes(layerOf(file)) && sql.test(textOf(file)),
    )
    expect(outside).toEqual([])
  })
})

describe('documents', () => {
  test('every problem code is documented, and no other', () => {
    const documented = [
      ...textOf('docs/reference/errors.md').matchAll(/^\|\s*`?([A-Z][A-Z_]+)`?\s*\|/gm),
    ]
    const codes = new Set(documented.map(([, code]) => code))
    for (const code of Object.keys(PROBLEMS)) expect(codes).toContain(code)
  })
})

function compile(project: string): void {
  const tsc = join(ROOT, 'node_modules', '.bin', 'tsc')
  execFileSync(tsc, ['-p', project], { cwd: ROOT, stdio: 'pipe' })
}

describe('a planted fault is seen', () => {
  const seen = (from: string, text: string) => edgesOf(from, text).map(faultOf)

  test.each([
    ['src/core/collect/a.ts', "import { x } from '../lens/choose.ts'", 'later stage'],
    ['src/core/lens/a.ts', "import { x } from '../../engine/view.ts'", 'may not know engine'],
    ['src/core/lens/a.ts', "const x = await import('../../store/pool.ts')", 'may not know store'],
    ['src/core/lens/a.ts', "import { readFile } from 'node:fs'", 'node:fs'],
    ['src/core/lens/a.ts', "import type { Pool } from 'pg'", 'pg'],
    ['src/contract/a.ts', "export { x } from '../core/lens/choose.ts'", 'may not know core'],
    ['src/engine/a.ts', "import { x } from '../store/pool.ts'", 'may not know store'],
    ['src/engine/a.ts', "import { createHash } from 'node:crypto'", 'node:crypto'],
    ['src/engine/a.ts', "const { x } = require('pg')", 'pg'],
    [
      'src/store/a.ts',
      "import { view } from '../engine/view.ts'",
      'may not know src/engine/view.ts',
    ],
    ['src/store/a.ts', "import { x } from '../core/lens/choose.ts'", 'may not know core'],
    ['src/http/a.ts', "import { x } from '../store/pool.ts'", 'may not know store'],
    [
      'src/http/routes/a.ts',
      "import type { Store } from '../../engine/ports/store.ts'",
      'may not know src/engine/ports/store.ts',
    ],
    ['src/sdk/a.ts', "import { PROBLEMS } from '../contract/problem.ts'", 'types only'],
    ['src/testing/a.ts', "import { x } from '../engine/view.ts'", 'may not know engine'],
    ['src/cli/a.ts', "import x from 'left-pad'", 'left-pad'],
    ['src/cli/a.ts', "import { x } from '../../test/support/engine.ts'", 'not in src'],
  ])('%s: %s', (from, text, fault) => {
    expect(seen(from, text)).toEqual([expect.stringContaining(fault)])
  })

  test.each([
    ['src/core/lens/a.ts', "import { admit } from '../consent/gates.ts'"],
    ['src/sdk/a.ts', "import type { View } from '../contract/view.ts'"],
    ['src/store/a.ts', "import type { Store } from '../engine/ports/store.ts'"],
  ])('and what is allowed is not: %s: %s', (from, text) => {
    expect(seen(from, text)).toEqual([undefined])
  })

  test('a clock or dice in core, but not in a comment', () => {
    expect(IMPURE.test(withoutComments('const a = Date.now()'))).toBe(true)
    expect(IMPURE.test(withoutComments('const a = new Date( )'))).toBe(true)
    expect(IMPURE.test(withoutComments('const a = Math.random()'))).toBe(true)
    expect(
      IMPURE.test(withoutComments('// no Date.now() here\n/* nor Math.random() */ f(new Date(1))')),
    ).toBe(false)
  })

  test('host types that came back into core', () => {
    const folder = mkdtempSync(join(ROOT, 'node_modules', '.core-canary-'))
    try {
      const project = join(folder, 'tsconfig.json')
      const include = [join(ROOT, 'tools', 'core-has-no-host.ts')]
      const compilerOptions = { noEmit: true, types: ['node'] }
      const base = join(ROOT, 'tsconfig.base.json')
      writeFileSync(project, JSON.stringify({ extends: base, compilerOptions, include }))
      expect(() => compile(project)).toThrow()
    } finally {
      rmSync(folder, { recursive: true })
    }
  }, 120_000)
})
