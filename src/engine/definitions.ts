// Applying definitions: the company's file over what is in force, checked as a whole, kept as a new version.
import type { DefinitionFile, Definitions } from '../contract/definition.ts'
import { ProblemError } from '../contract/problem.ts'
import { checkDefinitions } from '../core/lens/check-definitions.ts'
import { compileDefinitions } from './compiled.ts'
import type { Runtime } from './runtime.ts'

export interface ApplyOptions {
  readonly author: string
  readonly dryRun: boolean
  readonly runtime: Runtime
  readonly defaults: Definitions
}

/** Throws DEFINITION_INVALID with every fault; then nothing has changed. */
export async function applyDefinitions(
  file: DefinitionFile,
  { author, dryRun, runtime }: ApplyOptions,
): Promise<{ readonly version: number; readonly changed: string[] }> {
  const { definitions, version } = runtime.compiled()
  const merged = mergeDefinitions(definitions, file)
  const faults = checkDefinitions(merged)
  if (faults.length > 0) {
    throw new ProblemError(
      'DEFINITION_INVALID',
      `The definitions have ${faults.length} fault(s); nothing was applied`,
      { errors: faults },
    )
  }
  compileDefinitions(merged, version)
  const changed = Object.keys(file).filter((key) =>
    isChanged(definitions, merged, key as keyof Definitions),
  )
  if (dryRun || changed.length === 0) return { version, changed }
  const next = await runtime.store.addDefinitions({ at: runtime.clock(), author, body: merged })
  return { version: next, changed }
}

const isChanged = (before: Definitions, after: Definitions, key: keyof Definitions): boolean =>
  JSON.stringify(before[key]) !== JSON.stringify(after[key])

/** What an item of each list is called: an item of the same name replaces, others are added. */
const NAMES = {
  kinds: 'kind',
  objects: 'type',
  traits: 'trait',
  survivorship: 'trait',
  computed: 'name',
  purposes: 'purpose',
  roles: 'role',
  lenses: 'lens',
  consentMappings: 'category',
} as const

/** The file's items over the definitions: lists by name, blocks as a whole. */
export function mergeDefinitions(definitions: Definitions, file: DefinitionFile): Definitions {
  const merged: Record<string, unknown> = { ...definitions }
  for (const [key, value] of Object.entries(file)) {
    const name = NAMES[key as keyof typeof NAMES]
    merged[key] =
      Array.isArray(value) && name
        ? mergeList(
            definitions[key as keyof typeof NAMES] as readonly object[],
            value as readonly object[],
            name,
          )
        : value
  }
  return merged as Definitions
}

function mergeList(
  before: readonly object[],
  added: readonly object[],
  name: string,
): readonly object[] {
  const items = new Map(before.map((item) => [nameOf(item, name), item]))
  for (const item of added) items.set(nameOf(item, name), item)
  return [...items.values()]
}

const nameOf = (item: object, name: string): unknown => (item as Record<string, unknown>)[name]
