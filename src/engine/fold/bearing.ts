// Folds a batch into what records show of journeys and objectives. Like all state it is a join of what single
// events say, so a batch is folded by itself first and then joined with what is stored.
import type { Event } from '../../contract/event.ts'
import type { Entity } from '../../contract/identifier.ts'
import {
  combineJourneys,
  foldJourneys,
  type JourneyState,
  NO_JOURNEYS,
} from '../../core/journey/designed/fold.ts'
import {
  combineObjectives,
  foldObjectives,
  NO_OBJECTIVES,
  type ObjectiveState,
} from '../../core/objective/state.ts'
import type { Compiled } from '../compiled.ts'
import type { RecordCache } from '../identity/cache.ts'
import type { RecordRow } from '../ports/records.ts'
import type { StateRow } from '../ports/state.ts'
import type { Ahead } from './fold-ahead.ts'

/** Short names: this is stored per record. A part that holds nothing is left out. */
export interface BearingState {
  /** journeys */
  readonly j?: JourneyState
  /** objectives and mood */
  readonly o?: ObjectiveState
}

export const NO_BEARING: BearingState = {}

export interface FoldedBearing {
  readonly rows: readonly StateRow[]
  /** of the records concerned, with all that is known of them now */
  readonly states: ReadonlyMap<string, BearingState>
  /** the same, of this batch alone */
  readonly deltas: ReadonlyMap<string, BearingState>
}

/**
 * What a device shows is kept as well, though a shared one shows nobody's bearing: whether it is shared may change
 * later, and readers leave shared records out.
 */
export function foldBearing(
  { deltas, stored }: Ahead<BearingState>,
  rows: ReadonlyMap<string, RecordRow>,
): FoldedBearing {
  const touched = [...deltas.keys()].flatMap((id) => rows.get(id) ?? [])
  const written: StateRow[] = []
  const states = new Map<string, BearingState>()
  for (const row of touched) {
    const before = stored.get(row.id) ?? NO_BEARING
    const state = combineBearing([before, deltas.get(row.id) ?? NO_BEARING])
    states.set(row.id, state)
    written.push({ home: row.home, record: row.id, owner: row.id, state: JSON.stringify(state) })
  }
  return { rows: written, states, deltas }
}

/** Adds what one event shows to the states of its record and of its account's record. */
export function addToBearing(
  states: Map<string, BearingState>,
  event: Event,
  compiled: Pick<Compiled, 'journeys' | 'objectives'>,
): void {
  const { record, account } = event
  add(states, record.id, event, { entity: record.entity, compiled })
  if (account && account.record.id !== record.id) {
    add(states, account.record.id, event, { entity: 'account', compiled })
  }
}

interface Adding {
  readonly entity: Entity
  readonly compiled: Pick<Compiled, 'journeys' | 'objectives'>
}

function add(
  deltas: Map<string, BearingState>,
  record: string,
  event: Event,
  { entity, compiled }: Adding,
): void {
  const before = deltas.get(record) ?? NO_BEARING
  const journeys = before.j ?? NO_JOURNEYS
  const objectives = before.o ?? NO_OBJECTIVES
  // What a person did in the name of no account counts for hers when that is looked at (standing.ts).
  const whose = entity === 'customer' && event.account === undefined ? 'any' : entity
  const j = foldJourneys(journeys, event, { compiled: compiled.journeys, entity: whose })
  const o =
    entity === 'customer' ? foldObjectives(objectives, event, compiled.objectives) : objectives
  if (j === journeys && o === objectives) return
  deltas.set(record, bearing(j, o))
}

function bearing(j: JourneyState, o: ObjectiveState): BearingState {
  return { ...(j !== NO_JOURNEYS && { j }), ...(o !== NO_OBJECTIVES && { o }) }
}

/** The bearing of one record to which everything happened that happened to these. */
export function combineBearing(states: readonly BearingState[]): BearingState {
  const journeys = states.flatMap(({ j }) => (j ? [j] : []))
  const objectives = states.flatMap(({ o }) => (o ? [o] : []))
  return bearing(
    journeys.length === 0 ? NO_JOURNEYS : combineJourneys(journeys),
    objectives.length === 0 ? NO_OBJECTIVES : combineObjectives(objectives),
  )
}

/** Brings the cache up to what was committed. */
export function rememberBearing({ states }: FoldedBearing, cache: RecordCache): void {
  for (const [record, state] of states) {
    const entry = cache.get(record)
    if (entry) entry.bearing = state
  }
}
