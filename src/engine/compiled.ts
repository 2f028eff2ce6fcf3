// Definitions turned into the tables of every stage, once per version.
import type { Definitions } from '../contract/definition.ts'
import { ProblemError } from '../contract/problem.ts'
import { type CompiledCollect, compileCollect } from '../core/collect/compile.ts'
import { type CompiledGates, compileGates } from '../core/consent/gates.ts'
import { type CompiledIdentity, compileIdentity } from '../core/identity/compile.ts'
import { type CompiledJourneys, compileJourneys } from '../core/journey/designed/compile.ts'
import { type CompiledLenses, compileLenses } from '../core/lens/compile.ts'
import { type CompiledCatalogue, compileCatalogue } from '../core/objective/catalogue.ts'
import { type CompiledComputed, compileComputed } from '../core/profile/computed.ts'
import { type CompiledSurvivorship, compileSurvivorship } from '../core/profile/rules.ts'
import { type CompiledSituation, compileSituation } from '../core/situation/compile.ts'
import { type Reads, readsOf } from './read/snapshot-limits.ts'

export interface Compiled {
  readonly version: number
  readonly definitions: Definitions
  readonly collect: CompiledCollect
  readonly identity: CompiledIdentity
  readonly survivorship: CompiledSurvivorship
  readonly computed: CompiledComputed
  readonly journeys: CompiledJourneys
  readonly objectives: CompiledCatalogue
  readonly situation: CompiledSituation
  readonly gates: CompiledGates
  readonly lenses: CompiledLenses
  readonly reads: Reads
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
  const journeys = compileJourneys(definitions.journeys ?? [])
  if (!journeys.ok) {
    throw new ProblemError('DEFINITION_INVALID', 'A journey cannot be used', {
      errors: journeys.problems.map(({ path, reason }) => ({ path, message: reason })),
    })
  }
  const objectives = compileCatalogue(definitions.objectives ?? [], definitions.kinds)
  if (!objectives.ok) {
    throw new ProblemError('DEFINITION_INVALID', 'A job cannot be used', {
      errors: [...objectives.faults],
    })
  }
  return {
    version,
    definitions,
    collect: compileCollect(definitions),
    identity: compileIdentity(definitions.identity),
    survivorship: compileSurvivorship(definitions.survivorship, definitions.provenance),
    computed: computed.computed,
    journeys: journeys.journeys,
    objectives: objectives.catalogue,
    situation: compileSituation(definitions),
    gates: compileGates(definitions),
    lenses: compileLenses(definitions, { version }),
    reads: readsOf(definitions),
    objectTypes: new Map(definitions.objects.map((type) => [type.type, type])),
  }
}
