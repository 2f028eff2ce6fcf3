// The process map of an event log: what directly follows what, how often and after how long, and the usual way; per
// segment where one is asked for, with where two segments part.
import { type Arrow, arrowsOf, compareMaps } from '../../core/journey/model/map.ts'
import { createModel, type JourneyModel } from '../../core/journey/model/model.ts'
import { typicalPath } from '../../core/journey/model/typical-path.ts'
import { learnLog } from './learn-log.ts'
import type { EventLog, LogCase } from './read-log.ts'

/** Segments told apart; what is rarer counts in the whole only. */
const SEGMENTS_MAX = 10
/** Differences told of two segments, the surest first. */
const DIFFERENCES_MAX = 20
const MINUTE_MS = 60_000

export type MappedLog = ReturnType<typeof mapLog>

/** Waits are minutes. With segments the largest is compared with each of the others. */
export function mapLog({ cases, rows, skipped }: EventLog) {
  const segments = segmentsOf(cases)
  const [largest, ...others] = segments.map(([segment, own]) => ({ segment, ...learned(own) }))
  const whole = learned(cases)
  return {
    log: { cases: cases.length, events: rows - skipped, skipped },
    ...told(whole),
    ...(largest && { segments: [largest, ...others].map(told) }),
    ...(largest && { differences: others.map((other) => differences(largest, other)) }),
  }
}

/** The largest first; cases that name none are in none. */
function segmentsOf(cases: readonly LogCase[]): readonly (readonly [string, LogCase[]])[] {
  const bySegment = new Map<string, LogCase[]>()
  for (const one of cases) {
    if (one.segment === undefined) continue
    const own = bySegment.get(one.segment)
    if (own) own.push(one)
    else bySegment.set(one.segment, [one])
  }
  return [...bySegment]
    .sort(([a, m], [b, n]) => n.length - m.length || (a < b ? -1 : 1))
    .slice(0, SEGMENTS_MAX)
}

interface Learned {
  readonly segment?: string
  readonly cases: number
  readonly model: JourneyModel
}

function learned(cases: readonly LogCase[]): Learned {
  const model = createModel()
  learnLog(model, cases)
  return { cases: cases.length, model }
}

function told({ segment, cases, model }: Learned) {
  return {
    ...(segment === undefined ? {} : { segment }),
    cases,
    arrows: arrowsOf(model.map).map(toldArrow),
    typicalPath: typicalPath(model, []).map(({ step, p, after }) => ({
      step,
      p: rounded(p),
      ...(after === undefined ? {} : { afterMinutes: minutes(after) }),
    })),
  }
}

function toldArrow({ from, to, n, share, medianWait, p90Wait }: Arrow) {
  return {
    from,
    to,
    n,
    share: rounded(share),
    ...(medianWait === undefined ? {} : { medianWaitMinutes: minutes(medianWait) }),
    ...(p90Wait === undefined ? {} : { p90WaitMinutes: minutes(p90Wait) }),
  }
}

function differences(a: Learned, b: Learned) {
  const found = compareMaps(a.model.map, b.model.map).slice(0, DIFFERENCES_MAX)
  return {
    between: [a.segment ?? '', b.segment ?? ''] as const,
    arrows: found.map(({ from, to, share, medianWait, z }) => ({
      from,
      to,
      share: share.map(rounded),
      medianWaitMinutes: medianWait.map((wait) => (wait === undefined ? null : minutes(wait))),
      z: rounded(z),
    })),
  }
}

const minutes = (ms: number): number => Math.round((ms / MINUTE_MS) * 100) / 100
const rounded = (value: number): number => Math.round(value * 1_000) / 1_000
