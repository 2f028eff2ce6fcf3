// What lies beside the program, in a checkout (src/cli) as in the packed form (dist/cli): both are two levels deep.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

export const MIGRATIONS = at('migrations')
export const DEFINITIONS = at('definitions')

const MANIFEST = JSON.parse(readFileSync(at('package.json'), 'utf8')) as {
  readonly version: string
}
export const VERSION = MANIFEST.version
