// What a view needs to know of her bearing and of our situation, from what was read with her and what this process knows.
import type { Entity } from '../../contract/identifier.ts'
import { publicId } from '../../contract/identifier.ts'
import type { Commitment } from '../../contract/situation.ts'
import type { CompiledJourneys } from '../../core/journey/designed/compile.ts'
import { journeysOf, NO_JOURNEYS } from '../../core/journey/designed/fold.ts'
import type { BearingSource } from '../../core/lens/bearing-of.ts'
import type { SituationSource } from '../../core/lens/situation-of.ts'
import { NO_OBJECTIVES } from '../../core/objective/state.ts'
import type { SituationState } from '../../core/situation/fold.ts'
import type { Compiled } from '../compiled.ts'
import { type BearingState, combineBearing } from '../fold/bearing.ts'
import type { SnapshotRows } from '../ports/reading.ts'
import type { Understanding } from './understanding.ts'
import type { UsualJourneys } from './usual-journeys.ts'

/** What a process knows beside the rows of one customer. */
export interface Knowledge {
  readonly situation: () => SituationState
  readonly understanding: Pick<Understanding, 'read' | 'readMood'>
  readonly usual: Pick<UsualJourneys, 'models' | 'discovered'>
  /** by which records remember, until all are derived by those in force */
  readonly formerJourneys: () => CompiledJourneys | undefined
}

/** Her bearing, or an account's: of journeys only those of its own kind. */
export function bearingIn(
  { bearing }: Pick<SnapshotRows, 'bearing'>,
  entity: Entity,
  { journeys }: Pick<Compiled, 'journeys'>,
): BearingState {
  const { j, ...rest } = combineBearing(bearing.map(({ state }) => state as BearingState))
  return j === undefined ? rest : { j: journeysOf(j, entity, journeys), ...rest }
}

/** What members of an account did in the name of no account: of it, only the journeys of accounts count. */
export function journeysOfMembers(
  members: SnapshotRows['bearing'],
  { journeys }: Pick<Compiled, 'journeys'>,
): SnapshotRows['bearing'] {
  return members.flatMap((row) => {
    const { j } = row.state as BearingState
    return j === undefined ? [] : [{ ...row, state: { j: journeysOf(j, 'account', journeys) } }]
  })
}

export function standingOf(
  { j, o }: BearingState,
  compiled: Compiled,
  { understanding, usual, formerJourneys }: Knowledge,
): BearingSource {
  const discovered = usual.discovered()
  const former = formerJourneys()
  return {
    journeys: j ?? NO_JOURNEYS,
    objectives: o ?? NO_OBJECTIVES,
    compiled: { journeys: compiled.journeys, catalogue: compiled.objectives },
    read: understanding.read,
    readMood: understanding.readMood,
    models: usual.models(),
    ...(discovered && { discovered }),
    ...(former && { former }),
  }
}

/** What concerns everybody, and what we owe her and her accounts. */
export function situationOfRows(
  rows: SnapshotRows,
  entity: Entity,
  { compiled, knowledge }: { readonly compiled: Compiled; readonly knowledge: Knowledge },
): SituationSource {
  const state = knowledge.situation()
  if (rows.commitments.length === 0) return { compiled: compiled.situation, state }
  const self = publicId(entity === 'account' ? 'acc' : 'cus', rows.customer)
  const owed = rows.commitments.map(({ account, commitment }): [string, Commitment] => {
    const subject = account === undefined ? self : publicId('acc', account)
    return [commitment.id, { ...commitment, subject }]
  })
  return { compiled: compiled.situation, state: { ...state, commitments: new Map(owed) } }
}
