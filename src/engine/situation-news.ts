// A piece of news about the situation as a row of its log, whoever brought it: a call, or an event.
import type { SituationUpdate } from '../contract/situation.ts'
import { compileCondition } from '../core/condition/condition.ts'
import { CUSTOMER_VARIABLES } from '../core/situation/compile.ts'
import type { Compiled } from './compiled.ts'
import type { SituationRow } from './ports/situation.ts'

/** `subject`: of a commitment, the identifier (32 hex) under which whom we owe it is found. */
export function newsRow(
  update: SituationUpdate,
  about: {
    readonly subject: string | undefined
    readonly actor: string
    readonly hash: (text: string) => string
  },
): SituationRow {
  const { id, at } = newsOf(update)
  return {
    at: Date.parse(at),
    kind: update.kind,
    id,
    subject: about.subject,
    actor: about.actor,
    fingerprint: about.hash(`situation\0${JSON.stringify(update)}`),
    update,
  }
}

function newsOf(update: SituationUpdate): { readonly id: string; readonly at: string } {
  switch (update.kind) {
    case 'signal':
      return update.signal
    case 'constraint':
      return update.constraint
    case 'incident':
      return update.incident
    case 'commitment':
      return update.commitment
  }
}

export interface NewsFault {
  readonly path: string
  readonly message: string
}

/** What of a piece of news names something that is not there, or cannot be read. */
export function newsFaults(
  update: SituationUpdate,
  path: string,
  { situation }: Pick<Compiled, 'situation'>,
): readonly NewsFault[] {
  switch (update.kind) {
    case 'signal':
      return capabilityFaults([update.signal.capability], `${path}.signal.capability`, situation)
    case 'constraint': {
      const { capability, when } = update.constraint
      return [
        ...capabilityFaults([capability], `${path}.constraint.capability`, situation),
        ...conditionFaults(when, `${path}.constraint.when`),
      ]
    }
    case 'incident': {
      const { capabilities, touches } = update.incident
      return [
        ...capabilityFaults(capabilities, `${path}.incident.capabilities`, situation),
        ...conditionFaults(touches, `${path}.incident.touches`),
      ]
    }
    case 'commitment':
      return []
  }
}

function capabilityFaults(
  names: readonly string[],
  path: string,
  { capabilities }: Compiled['situation'],
): readonly NewsFault[] {
  return names.flatMap((name) =>
    capabilities.has(name) ? [] : [{ path, message: `There is no capability ${name}` }],
  )
}

function conditionFaults(source: string | undefined, path: string): readonly NewsFault[] {
  const compiled = compileCondition(source ?? '', CUSTOMER_VARIABLES)
  return compiled.ok ? [] : [{ path, message: compiled.error }]
}
