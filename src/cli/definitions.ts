// Reads definition files (YAML or JSON), checks them, and puts several into one.
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import type * as z from 'zod'
import { DefinitionFile, Definitions } from '../contract/definition.ts'
import { mergeDefinitions } from '../core/lens/merge-definitions.ts'
import { CommandError, EXIT } from './exit.ts'

const EXTENSIONS: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json'])
/** All definitions of a company are some hundred kilobytes; more is a wrong file. */
const FILE_BYTES_MAX = 8 * 1024 * 1024
const FAULTS_SHOWN = 20

/**
 * Files and folders (their *.yaml, *.yml, *.json by name) as one definition file; a later item of one name
 * replaces an earlier one, and one of a new name comes before it. Throws CommandError naming file and field.
 */
export async function loadDefinitions(paths: readonly string[]): Promise<DefinitionFile> {
  const files = (await Promise.all(paths.map(filesOf))).flat()
  let merged: DefinitionFile = {}
  for (const file of files) merged = mergeDefinitions(merged, await loadFile(file))
  return merged
}

/** A folder that must hold everything, as the defaults do. */
export async function loadAllDefinitions(folder: string): Promise<Definitions> {
  const merged = await loadDefinitions([folder])
  const parsed = Definitions.safeParse(merged)
  if (parsed.success) return parsed.data
  throw invalid(`The definitions in ${folder} are not complete`, parsed.error)
}

async function filesOf(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new CommandError(`There is no file ${path}`, { exitCode: EXIT.notFound })
  if (!found.isDirectory()) return [path]
  const names = (await readdir(path)).filter((name) => EXTENSIONS.has(extname(name))).sort()
  if (names.length === 0) throw new CommandError(`${path} holds no .yaml, .yml or .json file`)
  return names.map((name) => join(path, name))
}

async function loadFile(file: string): Promise<DefinitionFile> {
  const parsed = DefinitionFile.safeParse(await readYaml(file))
  if (parsed.success) return parsed.data
  throw invalid(`${file} does not fit the shape of definitions`, parsed.error)
}

/** YAML (JSON is YAML too). Throws CommandError with line and column. */
export async function readYaml(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const exitCode = cause.code === 'ENOENT' ? EXIT.notFound : EXIT.failed
    throw new CommandError(`${file} cannot be read: ${cause.message}`, { exitCode, cause })
  })
  if (text.length > FILE_BYTES_MAX) throw new CommandError(`${file} is larger than 8 MB`)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [fault] = document.errors
  if (!fault) return document.toJS({ maxAliasCount: 100 }) as unknown
  const { line, col } = lines.linePos(fault.pos[0])
  throw new CommandError(`${file}:${line}:${col}: ${fault.message.split('\n')[0]}`)
}

/** A schema's complaints as one error: `path: message` per line. */
export function invalid(what: string, error: z.ZodError): CommandError {
  const faults = error.issues
    .slice(0, FAULTS_SHOWN)
    .map(({ path, message }) => `  ${path.map(String).join('.') || '(top)'}: ${message}`)
  return new CommandError(`${what}:\n${faults.join('\n')}`)
}
