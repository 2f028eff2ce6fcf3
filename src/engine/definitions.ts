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

type Lists = Exclude<keyof Definitions, 'identity' | 'plan'>

/** What makes two items of a list the same: then the new one replaces the old. */
const NAMES: { readonly [List in Lists]: (item: Definitions[List][number]) => string } = {
  kinds: (item) => item.kind,
  objects: (item) => item.type,
  traits: (item) => item.trait,
  survivorship: (item) => item.trait,
  computed: (item) => item.name,
  purposes: (item) => item.purpose,
  roles: (item) => item.role,
  lenses: (item) => item.lens,
  consentMappings: (item) => `${item.category}\0${item.purpose}\0${item.channel}`,
}

/** The file's items over the definitions: lists item by item, blocks as a whole. */
export function mergeDefinitions(definitions: Definitions, file: DefinitionFile): Definitions {
  const merged: Record<string, unknown> = { ...definitions }
  for (const [key, value] of Object.entries(file)) {
    const nameOf = NAMES[key as Lists] as ((item: unknown) => string) | undefined
    merged[key] =
      nameOf && Array.isArray(value)
        ? mergeList(definitions[key as Lists] as readonly unknown[], value, nameOf)
        : value
  }
  return merged as Definitions
}

/** Items of a new name go first: where the first match wins, the company's own word comes before the defaults'. */
function mergeList(
  before: readonly unknown[],
  added: readonly unknown[],
  nameOf: (item: unknown) => string,
): readonly unknown[] {
  const replacing = new Map(added.map((item) => [nameOf(item), item]))
  const known = new Set(before.map(nameOf))
  return [
    ...[...replacing].filter(([name]) => !known.has(name)).map(([, item]) => item),
    ...before.map((item) => replacing.get(nameOf(item)) ?? item),
  ]
}
