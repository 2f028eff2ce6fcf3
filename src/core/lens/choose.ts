// Which lens answers: the one that was asked for if it fits, else the first for purpose, role and channel.
import type { Entity } from '../../contract/identifier.ts'
import { unknownPurpose } from '../consent/unknown-purpose.ts'
import type { CompiledLens, CompiledLenses } from './compile.ts'

export interface LensQuestion {
  /** name, with or without @version; absent = choose */
  readonly lens?: string | undefined
  readonly purpose: string
  readonly role: string
  readonly channel: string
  readonly entity: Entity
}

export type LensChoice =
  | { readonly ok: true; readonly lens: CompiledLens }
  | {
      readonly ok: false
      readonly problem: 'PURPOSE_UNKNOWN' | 'PURPOSE_NOT_ALLOWED' | 'LENS_UNKNOWN'
      /** a sentence that says what to do */
      readonly detail: string
    }

export function chooseLens(compiled: CompiledLenses, question: LensQuestion): LensChoice {
  const purpose = compiled.gates.purposes.get(question.purpose)
  if (!purpose) {
    const detail = unknownPurpose(question.purpose, compiled.gates, question.role)
    return refused('PURPOSE_UNKNOWN', detail)
  }
  if (!purpose.roles.has(question.role)) {
    return refused('PURPOSE_NOT_ALLOWED', `Role ${question.role} may not act for this purpose`)
  }
  const fitting = compiled.lenses.filter((lens) => fits(lens, question))
  // A lens made for the channel goes before one made for all.
  const chosen =
    fitting.find((lens) => lens.definition.channels.includes(question.channel)) ?? fitting[0]
  if (chosen) return { ok: true, lens: chosen }
  return refused('LENS_UNKNOWN', whyNone(compiled, question))
}

function fits(lens: CompiledLens, question: LensQuestion): boolean {
  const { definition } = lens
  return (
    (question.lens === undefined || nameOf(question.lens) === definition.lens) &&
    definition.purpose === question.purpose &&
    definition.entity === question.entity &&
    lens.roles.has(question.role) &&
    (definition.channels.includes('*') || definition.channels.includes(question.channel))
  )
}

function nameOf(lens: string): string {
  return lens.split('@', 1)[0] ?? lens
}

/** Names lenses only when the caller's own purpose and role lead to them. */
function whyNone(compiled: CompiledLenses, question: LensQuestion): string {
  const near = compiled.lenses
    .filter((lens) => lens.definition.purpose === question.purpose && lens.roles.has(question.role))
    .map((lens) => `${lens.definition.lens} (${lens.definition.entity})`)
  if (near.length === 0) return 'No lens is defined for this purpose and role'
  return `For this purpose and role there are: ${near.join(', ')}`
}

function refused(
  problem: Exclude<LensChoice, { ok: true }>['problem'],
  detail: string,
): LensChoice {
  return { ok: false, problem, detail }
}
