// Definitions turned into the tables of every stage, once per version.
import type { Definitions } from '../contract/definition.ts'
import { ProblemError } from '../contract/problem.ts'
import { type CompiledCollect, compileCollect } from '../core/collect/compile.ts'
import { type CompiledGates, compileGates } from '../core/consent/gates.ts'
import { type CompiledIdentity, compileIdentity } from '../core/identity/compile.ts'
import { type CompiledLenses, compileLenses } from '../core/lens/compile.ts'
import { type CompiledComputed, compileComputed } from '../core/profile/computed.ts'
import { type CompiledSurvivorship, compileSurvivorship } from '../core/profile/rules.ts'

export interface Compiled {
  readonly version: number
  readonly definitions: Definitions
  readonly collect: CompiledCollect
  readonly identity: CompiledIdentity
  readonly survivorship: CompiledSurvivorship
  readonly computed: CompiledComputed
  readonly gates: CompiledGates
  readonly lenses: CompiledLenses
  /** object type by name */
  readonly objectTypes: ReadonlyMap<string, Definitions['objects'][number]>
}

/** Throws ProblemError DEFINITION_INVALID with every fault when the definitions cannot be used. */
export function compileDefinitions(definitions: Definitions, version: number): Compiled {
  const computed = compileComputed(definitions.computed)
  if (!computed.ok) {
    throw new ProblemError('DEFINITION_INVALID', 'A computed trait cannot be used', {
      errors: computed.problems.map((p) => ({ path: `computed.${p.trait}`, message: p.reason })),
    })
  }
  return {
    version,
    definitions,
    collect: compileCollect(definitions),
    identity: compileIdentity(definitions.identity),
    survivorship: compileSurvivorship(definitions.survivorship),
    computed: computed.computed,
    gates: compileGates(definitions),
    lenses: compileLenses(definitions, { version }),
    objectTypes: new Map(definitions.objects.map((type) => [type.type, type])),
  }
}
