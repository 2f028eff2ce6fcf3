// The situation of a view: incidents that touch her, what we owe her, what we can and cannot offer now. Staff
// read figures and reasons; she reads brackets and the words meant for her.
import type { Incident } from '../../contract/situation.ts'
import type { View } from '../../contract/view.ts'
import { abilityLines, type LinesAsk } from './ability-lines.ts'
import { incidentsFor } from './incidents.ts'
import { type ClockedObject, type Promised, promisesTo } from './promises.ts'

export type SituationView = NonNullable<View['situation']>

const INCIDENTS_MAX = 5
const PROMISES_MAX = 10

/** `toCustomer`: her own eyes, so nothing but what is meant for her. */
export interface SituationAsk extends LinesAsk {
  /** the ids and references by which commitments may name her or her accounts */
  readonly subjects: ReadonlySet<string>
  readonly objects: readonly ClockedObject[]
}

/** Null where there is nothing to say. */
export function situationFor(asked: SituationAsk): SituationView | null {
  const incidents = incidentsFor(asked)
  const ask = { ...asked, incidents }
  const situation: SituationView = {
    ability: abilityLines(ask),
    incidents: incidentLines(incidents, ask),
    promises: promisesTo(ask.subjects, ask.objects, ask).slice(0, PROMISES_MAX).map(promiseLine),
  }
  const isEmpty = Object.values(situation).every((part) => part.length === 0)
  return isEmpty ? null : situation
}

function incidentLines(
  incidents: readonly Incident[],
  ask: SituationAsk,
): SituationView['incidents'] {
  const touching = incidents.filter((one) => !ask.toCustomer || one.customerText !== undefined)
  return touching.slice(0, INCIDENTS_MAX).map((one) => ({
    what: ask.toCustomer ? (one.customerText ?? '') : one.title,
    since: new Date(one.startedAt).toISOString(),
    status: one.status,
    ...(one.expectedEndAt === undefined ? {} : { expectedEnd: one.expectedEndAt }),
    ...(one.customerText === undefined ? {} : { customerText: one.customerText }),
    because: [{ text: 'It touches what she has with us', evidence: [one.id] }],
  }))
}

function promiseLine(one: Promised): SituationView['promises'][number] {
  const { title, dueAt, kind, state, used, pausedMs, evidence } = one
  return {
    what: title,
    ...(dueAt === undefined ? {} : { due: new Date(dueAt).toISOString() }),
    kept: state === 'kept',
    kind,
    state,
    ...(used === undefined ? {} : { used: Math.round(used * 100) / 100 }),
    ...(pausedMs > 0 ? { pausedMs } : {}),
    because: evidence.length > 0 ? [{ text: 'Promised', evidence: [...evidence] }] : [],
  }
}
