// Applying definitions: the company's file over what is in force, checked as a whole, kept as a new version.
import type { DefinitionFile, Definitions } from '../contract/definition.ts'
import { ProblemError } from '../contract/problem.ts'
import { checkDefinitions } from '../core/lens/check-definitions.ts'
import { unshownStages } from '../core/lens/check-journeys.ts'
import { checkNames } from '../core/lens/check-names.ts'
import { mergeDefinitions } from '../core/lens/merge-definitions.ts'
import { journeyDoubts } from './bearing/journey-doubts.ts'
import { compileDefinitions } from './compiled.ts'
import type { Runtime } from './runtime.ts'

export interface ApplyOptions {
  readonly author: string
  readonly dryRun: boolean
  readonly runtime: Runtime
  readonly defaults: Definitions
}

export interface AppliedDefinitions {
  readonly version: number
  /** sections */
  readonly changed: string[]
  /** what is probably not meant so; nothing was refused for it */
  readonly warnings: string[]
}

/** Throws DEFINITION_INVALID with every fault; then nothing has changed. */
export async function applyDefinitions(
  file: DefinitionFile,
  { author, dryRun, runtime }: ApplyOptions,
): Promise<AppliedDefinitions> {
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
  const compiled = compileDefinitions(merged, version)
  const changed = Object.keys(file).filter((key) =>
    isChanged(definitions, merged, key as keyof Definitions),
  )
  const doubts = [...checkNames(merged).warnings, ...unshownStages(merged)]
  const warnings = [
    ...doubts.map(({ path, message }) => `${path}: ${message}`),
    ...(await journeyDoubts(file.journeys ?? [], compiled, runtime)),
  ]
  if (dryRun || changed.length === 0) return { version, changed, warnings }
  const next = await runtime.store.addDefinitions({ at: runtime.clock(), author, body: merged })
  return { version: next, changed, warnings }
}

const isChanged = (before: Definitions, after: Definitions, key: keyof Definitions): boolean =>
  JSON.stringify(before[key]) !== JSON.stringify(after[key])
