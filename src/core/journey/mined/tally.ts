// Counts what follows what over the stories of customers, and keeps for every number how many people it is made of:
// only so can be decided later what may be told.
import { mix } from '../model/hash.ts'
import { END, START } from '../model/map.ts'
import { drawAt, emptySample, offer, type Sample } from '../model/sample.ts'
import type { Step } from '../model/walk.ts'

/** One passage of a customer, in order of time. */
export interface Story {
  readonly steps: readonly Step[]
  /** false: it may go on, so nothing is said of what ends it */
  readonly isEnded: boolean
}

/** A number over people. */
export interface Cell {
  /** times it happened */
  n: number
  /** people to whom it did */
  people: number
  /** stands for who they are: the same people, the same key; one more or less, a wholly different one */
  key: number
}

export interface ArrowCell extends Cell {
  readonly from: string
  readonly to: string
  /** ms, absent at the start and the end */
  readonly waits: Sample
}

export interface Tally {
  readonly stories: Cell
  readonly arrows: Map<string, ArrowCell>
  /** what left a step, whereto ever */
  readonly leaving: Map<string, Cell>
}

/** Stories of one customer that count, the newest: nobody's habits make up a map. */
const STORIES_PER_CUSTOMER = 10
const STEPS_PER_STORY = 200
/** Different arrows; rarer ones beyond would not be told anyway. */
const ARROWS_MAX = 10_000
const WAITS_MAX = 512
const SEPARATOR = '\n'

export function emptyTally(): Tally {
  return { stories: emptyCell(), arrows: new Map(), leaving: new Map() }
}

const emptyCell = (): Cell => ({ n: 0, people: 0, key: 0 })

/** Adds one customer. `person` is a hash of who she is; each customer is added once. */
export function addStories(tally: Tally, person: number, stories: readonly Story[]): void {
  const told = stories.filter(({ steps }) => steps.length > 0).slice(-STORIES_PER_CUSTOMER)
  if (told.length === 0) return
  const met = new Set<Cell>()
  const count = (cell: Cell): void => countIn(cell, person, met)
  told.forEach((story, i) => {
    count(tally.stories)
    for (const passed of passedIn(story)) {
      const arrow = arrowOf(tally, passed)
      if (arrow === undefined) continue
      count(arrow)
      count(cellOf(tally.leaving, passed.from))
      if (passed.wait !== undefined) {
        const key = mix(mix(person, i), passed.place)
        offer(arrow.waits, passed.wait, drawAt(key, 0), WAITS_MAX)
      }
    }
  })
}

function countIn(cell: Cell, person: number, met: Set<Cell>): void {
  cell.n++
  if (met.has(cell)) return
  met.add(cell)
  cell.people++
  cell.key = (cell.key + mix(person, 31)) | 0
}

interface Passed {
  readonly from: string
  readonly to: string
  readonly place: number
  /** ms */
  readonly wait?: number
}

function passedIn({ steps, isEnded }: Story): readonly Passed[] {
  const passed: Passed[] = []
  let before: Step | undefined
  for (const step of steps.slice(0, STEPS_PER_STORY)) {
    const wait = before && { wait: Math.max(0, step.at - before.at) }
    passed.push({ from: before?.step ?? START, to: step.step, place: passed.length, ...wait })
    before = step
  }
  const isWhole = isEnded && steps.length <= STEPS_PER_STORY
  if (isWhole && before) passed.push({ from: before.step, to: END, place: passed.length })
  return passed
}

function arrowOf({ arrows }: Tally, { from, to }: Passed): ArrowCell | undefined {
  const name = from + SEPARATOR + to
  const known = arrows.get(name)
  if (known || arrows.size >= ARROWS_MAX) return known
  const fresh = { from, to, ...emptyCell(), waits: emptySample() }
  arrows.set(name, fresh)
  return fresh
}

function cellOf(cells: Map<string, Cell>, name: string): Cell {
  const known = cells.get(name)
  if (known) return known
  const fresh = emptyCell()
  cells.set(name, fresh)
  return fresh
}
