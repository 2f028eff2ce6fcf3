// What of a tally may be told, as offices of statistics do it. Numbers over few people are left out. All others are
// rounded to multiples of five, up or down by a dice that depends on who is counted: the same people give the same
// number however they are asked for, and with one more or less the number tells nothing of that one, so that nobody
// can be found by taking one answer from another.
import type { MapArrow, MappedSegment } from '../../../contract/journey-map.ts'
import { mix, unitOf } from '../model/hash.ts'
import { END, START } from '../model/map.ts'
import { quantile, type Sample } from '../model/sample.ts'
import type { ArrowCell, Cell, Tally } from './tally.ts'

/** Of a segment of fewer people nothing is told. */
export const PEOPLE_MIN = 20
/** An arrow that fewer took is hidden. */
export const ARROW_PEOPLE_MIN = 5
/** Fewer could be told from the slowest of a tenth. */
const TAIL_PEOPLE_MIN = 50
const BASE = 5
const ARROWS_MAX = 300
const PATH_MAX = 40
const MINUTE_MS = 60_000

export function disclose(tally: Tally, name?: string): MappedSegment {
  const named = name === undefined ? {} : { name }
  const { stories } = tally
  if (stories.people < PEOPLE_MIN) {
    return { ...named, customers: 0, cases: 0, arrows: [], hiddenArrows: 0, typicalPath: [] }
  }
  const shown = [...tally.arrows.values()].filter(({ people }) => people >= ARROW_PEOPLE_MIN)
  const arrows = shown
    .map((cell) => toldArrow(cell, tally))
    .sort((a, b) => b.times - a.times || (a.from + a.to < b.from + b.to ? -1 : 1))
    .slice(0, ARROWS_MAX)
  return {
    ...named,
    customers: roundedCount({ ...stories, n: stories.people }),
    cases: roundedCount(stories),
    arrows,
    hiddenArrows: tally.arrows.size - arrows.length,
    typicalPath: typicalPathOf(arrows),
  }
}

function toldArrow(cell: ArrowCell, { leaving }: Tally): MapArrow {
  const { from, to, people, waits } = cell
  const times = Math.max(BASE, roundedCount(cell))
  const left = leaving.get(from)
  const share = times / Math.max(times, left ? roundedCount(left) : times)
  const median = minutesOf(waits, 0.5)
  const tail = people < TAIL_PEOPLE_MIN ? undefined : minutesOf(waits, 0.9)
  return {
    from,
    to,
    times,
    share: Math.round(share * 1_000) / 1_000,
    ...(median === undefined ? {} : { medianWaitMinutes: median }),
    ...(tail === undefined ? {} : { p90WaitMinutes: tail }),
  }
}

/** To a multiple of BASE, so that the mean over many dice is the number itself. */
export function roundedCount({ n, key }: Pick<Cell, 'n' | 'key'>): number {
  const below = Math.floor(n / BASE) * BASE
  const isUp = unitOf(mix(key, n)) < (n - below) / BASE
  return below + (isUp ? BASE : 0)
}

/** Two digits: a median to the minute could be one person's very wait. */
function minutesOf(waits: Sample, level: number): number | undefined {
  const ms = quantile(waits, level)
  return ms === undefined ? undefined : Number((ms / MINUTE_MS).toPrecision(2))
}

/** The most trodden arrow again and again, until the end or a step passed before. */
function typicalPathOf(arrows: readonly MapArrow[]): MappedSegment['typicalPath'] {
  const path: { step: string; share: number }[] = []
  const passed = new Set<string>([START])
  let at: string = START
  while (path.length < PATH_MAX) {
    const best = arrows.find(({ from, to }) => from === at && !passed.has(to))
    if (best === undefined || best.to === END) break
    path.push({ step: best.to, share: best.share })
    passed.add(best.to)
    at = best.to
  }
  return path
}
