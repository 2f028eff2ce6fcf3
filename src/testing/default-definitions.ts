// The definitions that Alidade comes with, read from definitions/*.yaml: for tests that must hold for them.
import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { DefinitionFile, Definitions } from '../contract/definition.ts'

const FOLDER = new URL('../../definitions/', import.meta.url)

/** Names and contents of the files, in order of name. */
export function defaultDefinitionFiles(): readonly (readonly [
  name: string,
  file: DefinitionFile,
])[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => [name, DefinitionFile.parse(parse(readFileSync(new URL(name, FOLDER), 'utf8')))])
}

export function defaultDefinitions(): Definitions {
  const merged = Object.assign({}, ...defaultDefinitionFiles().map(([, file]) => file))
  return Definitions.parse(merged)
}
