// What cases came to under many contexts, all in one run of numbers: of each goal the points at which it was not reached
// yet, those after which it was, and the cases with such points; and last the case that came by last.
import {
  type ContextIndex,
  eachContext,
  emptyIndex,
  findAt,
  NOWHERE,
  setAt,
} from './context-index.ts'
import { emptyRooms, type Rooms, takeRoom } from './room.ts'

export interface Outcomes {
  readonly goals: number
  index: ContextIndex
  rooms: Rooms
}

const COUNTS = 3

/** What came of one point of an ended case, per goal: it came, it never came, or it had come before. */
export type Outcome = 'came' | 'never' | 'before'

export function emptyOutcomes(goals: number): Outcomes {
  return { goals, index: emptyIndex(), rooms: emptyRooms() }
}

/** Where a context lies, NOWHERE when it was never met. */
export const findOutcomes = ({ index }: Outcomes, hash: number): number => findAt(index, hash)

export const pointsAt = ({ rooms }: Outcomes, at: number, goal: number): number =>
  rooms.numbers[at + COUNTS * goal] as number

export const hitsAt = ({ rooms }: Outcomes, at: number, goal: number): number =>
  rooms.numbers[at + COUNTS * goal + 1] as number

export const casesAt = ({ rooms }: Outcomes, at: number, goal: number): number =>
  rooms.numbers[at + COUNTS * goal + 2] as number

const lengthOf = ({ goals }: Outcomes): number => COUNTS * goals + 1

/** Makes a context known; answers where it lies. */
export function addOutcomes(table: Outcomes, hash: number): number {
  const at = takeRoom(table.rooms, lengthOf(table))
  table.rooms.numbers.fill(0, at, at + lengthOf(table))
  setAt(table.index, hash, at)
  return at
}

/** Counts a point of case number `of`, from 1 on. A case counts once for a context, however often it comes by. */
export function countPoint(
  table: Outcomes,
  at: number,
  { outcomes, of }: { readonly outcomes: readonly Outcome[]; readonly of: number },
): void {
  const { numbers } = table.rooms
  const last = at + COUNTS * table.goals
  const isFirst = numbers[last] !== of
  numbers[last] = of
  for (let goal = 0; goal < outcomes.length; goal++) {
    if (outcomes[goal] === 'before') continue
    const i = at + COUNTS * goal
    numbers[i] = (numbers[i] as number) + 1
    if (outcomes[goal] === 'came') numbers[i + 1] = (numbers[i + 1] as number) + 1
    if (isFirst) numbers[i + 2] = (numbers[i + 2] as number) + 1
  }
}

/** The counts of all contexts with their hashes, in no order. */
export function allOutcomes(table: Outcomes): readonly (readonly [number, readonly number[]])[] {
  const all: [number, readonly number[]][] = []
  eachContext(table.index, (hash, at) => {
    all.push([hash, [...table.rooms.numbers.subarray(at, at + COUNTS * table.goals)]])
  })
  return all
}

/** Adds the counts that a context has elsewhere. */
export function joinOutcomes(table: Outcomes, hash: number, counts: readonly number[]): void {
  const found = findOutcomes(table, hash)
  const at = found === NOWHERE ? addOutcomes(table, hash) : found
  const { numbers } = table.rooms
  counts.forEach((count, i) => {
    numbers[at + i] = (numbers[at + i] as number) + count
  })
}

/** The highest count of each context, in no order. */
export function timesMet(table: Outcomes): Float64Array {
  const met = new Float64Array(table.index.size)
  let i = 0
  eachContext(table.index, (_, at) => {
    met[i++] = highestAt(table, at)
  })
  return met
}

function highestAt({ rooms: { numbers }, goals }: Outcomes, at: number): number {
  let highest = 0
  for (let i = at; i < at + COUNTS * goals; i++) highest = Math.max(highest, numbers[i] as number)
  return highest
}

/** Keeps the contexts with a higher count than `least`. */
export function keepMetMore(table: Outcomes, least: number): void {
  const kept = emptyOutcomes(table.goals)
  const { numbers } = table.rooms
  eachContext(table.index, (hash, from) => {
    if (highestAt(table, from) <= least) return
    const at = addOutcomes(kept, hash)
    for (let i = 0; i < lengthOf(table); i++)
      kept.rooms.numbers[at + i] = numbers[from + i] as number
  })
  Object.assign(table, kept)
}
