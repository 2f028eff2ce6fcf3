// Writes the generated references: `npm run generate`. With --check it writes nothing and fails when one is stale.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PROBLEMS } from '../src/contract/problem.ts'
import { openapiDocument } from '../src/http/openapi-document.ts'

const ROOT = join(import.meta.dirname, '..')

/** Path below the root and the text that belongs there. */
export async function references(): Promise<ReadonlyMap<string, string>> {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    version: string
  }
  const document = await openapiDocument({ version })
  return new Map([
    ['docs/reference/openapi.json', `${JSON.stringify(document, null, 2)}\n`],
    ['docs/reference/errors.md', errorsPage()],
  ])
}

function errorsPage(): string {
  const rows = Object.entries(PROBLEMS).map(
    ([code, [status, title]]) => `| \`${code}\` | ${status} | ${title} |`,
  )
  return [
    '# Errors',
    '',
    'Every error is `application/problem+json` (RFC 9457) with a stable `code`; `detail` says what to do next.',
    'Generated from `src/contract/problem.ts` by `npm run generate`.',
    '',
    '| code | status | meaning |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

async function main(): Promise<void> {
  const isCheck = process.argv.includes('--check')
  let isStale = false
  for (const [path, text] of await references()) {
    const file = join(ROOT, path)
    const before = await readFile(file, 'utf8').catch(() => '')
    if (before === text) continue
    isStale = true
    if (isCheck) process.stderr.write(`${path} is stale; run npm run generate\n`)
    else {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
    }
  }
  if (isCheck && isStale) process.exitCode = 1
}

if (import.meta.main) await main()
