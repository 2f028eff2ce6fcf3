// A piece of news about the situation as a row of its log, whoever brought it: a call, or an event.
import type { Signal, SituationUpdate } from '../../contract/situation.ts'
import { compileCondition, undecidedParts } from '../../core/condition/condition.ts'
import { nameFindings } from '../../core/condition/shape.ts'
import { customerShapes } from '../../core/lens/check-names.ts'
import { CUSTOMER_VARIABLES } from '../../core/situation/compile.ts'
import { AHEAD_MS_MAX } from '../../core/situation/current.ts'
import type { Compiled } from '../compiled.ts'
import type { SituationRow } from '../ports/situation.ts'

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

/** What of a piece of news names something that is not there, cannot be read, or cannot be. `now`: ms. */
export function newsFaults(
  update: SituationUpdate,
  path: string,
  compiled: Pick<Compiled, 'situation' | 'definitions'> & { readonly now: number },
): readonly NewsFault[] {
  const at = `${path}.${update.kind}`
  return [...contentFaults(update, at, compiled), ...timeFaults(update, at, compiled.now)]
}

function contentFaults(
  update: SituationUpdate,
  path: string,
  { situation, definitions }: Pick<Compiled, 'situation' | 'definitions'>,
): readonly NewsFault[] {
  switch (update.kind) {
    case 'signal': {
      const { capability, metric, value } = update.signal
      return [
        ...capabilityFaults([capability], `${path}.capability`, situation),
        ...rangeFaults(value, SIGNAL_RANGES[metric], `${path}.value`),
      ]
    }
    case 'constraint': {
      const { capability, when, effect, amount } = update.constraint
      return [
        ...capabilityFaults([capability], `${path}.capability`, situation),
        ...conditionFaults(when, `${path}.when`, definitions),
        ...(effect === 'degrade' ? rangeFaults(amount, SHARE, `${path}.amount`) : []),
      ]
    }
    case 'incident': {
      const { capabilities, touches, startedAt, expectedEndAt } = update.incident
      const isBackwards = Date.parse(expectedEndAt ?? '') < Date.parse(startedAt)
      return [
        ...(isBackwards
          ? [{ path: `${path}.expectedEndAt`, message: 'It lies before startedAt' }]
          : []),
        ...capabilityFaults(capabilities, `${path}.capabilities`, situation),
        ...conditionFaults(touches, `${path}.touches`, definitions),
      ]
    }
    case 'commitment':
      return []
  }
}

/** Of one id the newest news holds: one from tomorrow could not be taken back before tomorrow. */
function timeFaults(update: SituationUpdate, path: string, now: number): readonly NewsFault[] {
  const isAhead = Date.parse(newsOf(update).at) > now + AHEAD_MS_MAX
  return isAhead
    ? [{ path: `${path}.at`, message: 'It lies in the future; leave it out to say now' }]
    : []
}

interface Range {
  readonly min: number
  readonly max: number
}

const SHARE: Range = { min: 0, max: 1 }
/** Far above what anybody counts. */
const COUNT: Range = { min: 0, max: 1e9 }
const YEAR_MINUTES = 366 * 24 * 60
const SIGNAL_RANGES: Readonly<Record<Signal['metric'], Range>> = {
  backlog: COUNT,
  wait: { min: 0, max: YEAR_MINUTES },
  agents: COUNT,
  load: SHARE,
  arrivals: COUNT,
  health: SHARE,
  // More may be promised than there is, and more spent.
  stock: { min: -COUNT.max, max: COUNT.max },
  budget: { min: -1e15, max: 1e15 },
}

function rangeFaults(value: number, { min, max }: Range, path: string): readonly NewsFault[] {
  if (value >= min && value <= max) return []
  return [{ path, message: `It must be a number from ${min} to ${max}` }]
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

/** A condition that can never be true, or is so only by chance, would touch nobody, silently. */
function conditionFaults(
  source = '',
  path: string,
  definitions: Compiled['definitions'],
): readonly NewsFault[] {
  const compiled = compileCondition(source, CUSTOMER_VARIABLES)
  if (!compiled.ok) return [{ path, message: compiled.error }]
  const names = nameFindings(source, customerShapes(definitions))
  const never = names.filter(({ isCertain }) => isCertain).map(({ message }) => message)
  const bare = undecidedParts(source, CUSTOMER_VARIABLES).map(
    (part) => `${part} may be anything, not only true or false: compare it, as in ${part} == true`,
  )
  return [...never, ...bare].map((message) => ({ path, message }))
}
