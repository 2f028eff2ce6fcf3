// What is known of her bearing when facts are weighed: her stages, what she wants done, and what that is about.
// Earlier stages supply it; where they know nothing, it changes nothing.
import type { Candidate } from './candidate.ts'
import type { CompiledMatter } from './compile.ts'

export interface Bearing {
  /** `stage` and `journey/stage` of every journey she is on */
  readonly stages?: ReadonlySet<string>
  /** the job she wants done: an id of the catalogue */
  readonly objective?: string
  /** how sure that is, 0..1; absent = 1 */
  readonly confidence?: number
  /** ids of facts that show the objective or that it is about: candidates and their evidence, 32 hex or type:id */
  readonly about?: ReadonlySet<string>
}

/** 0..1, or undefined where the lens or the bearing says nothing: then it has no weight. */
export function stageFit({ definition }: CompiledMatter, { stages }: Bearing): number | undefined {
  if (!definition.stages || !stages || stages.size === 0) return undefined
  return definition.stages.some((stage) => stages.has(stage)) ? 1 : 0
}

/** What the objective is about counts fully; else whether the lens lists the fact for such a job. */
export function objectiveFit(candidate: Candidate, bearing: Bearing): number | undefined {
  const { objective, about, confidence = 1 } = bearing
  if (about && isAbout(candidate, about)) return confidence
  const { objectives } = candidate.matter.definition
  if (objective === undefined || !objectives) return undefined
  return objectives.includes(objective) ? confidence : 0
}

function isAbout(candidate: Candidate, about: ReadonlySet<string>): boolean {
  return about.has(candidate.id) || candidate.evidence.some((one) => about.has(one))
}
