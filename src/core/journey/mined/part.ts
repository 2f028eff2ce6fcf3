// Where two segments go different ways: from what is told of them alone, so that the difference tells no more.
import type { MapArrow, MapParting, MappedSegment } from '../../../contract/journey-map.ts'
import { ARROW_PEOPLE_MIN } from './disclose.ts'

const DIFFERENCES_MAX = 40
const SEPARATOR = '\n'

/** The surest difference first; of segments of which nothing is told there is none. */
export function partings(a: MappedSegment, b: MappedSegment): readonly MapParting[] {
  if (a.arrows.length === 0 || b.arrows.length === 0) return []
  const left = byName(a.arrows)
  const right = byName(b.arrows)
  return [...new Set([...left.keys(), ...right.keys()])]
    .flatMap((name) => parting(name, left, right) ?? [])
    .sort((x, y) => Math.abs(y.z) - Math.abs(x.z) || (x.from + x.to < y.from + y.to ? -1 : 1))
    .slice(0, DIFFERENCES_MAX)
}

type Arrows = ReadonlyMap<string, MapArrow>

const byName = (arrows: readonly MapArrow[]): Arrows =>
  new Map(arrows.map((arrow) => [arrow.from + SEPARATOR + arrow.to, arrow]))

function parting(name: string, left: Arrows, right: Arrows): MapParting | undefined {
  const [from = '', to = ''] = name.split(SEPARATOR)
  const [a, b] = [left.get(name), right.get(name)]
  const [leavingA, leavingB] = [leavingOf(left, from), leavingOf(right, from)]
  // Who never comes to the step parts there from nobody.
  if (leavingA === 0 || leavingB === 0) return undefined
  return {
    from,
    to,
    share: [a?.share ?? null, b?.share ?? null],
    medianWaitMinutes: [a?.medianWaitMinutes ?? null, b?.medianWaitMinutes ?? null],
    z: apart(
      { p: a?.share ?? hiddenShare(leavingA), n: leavingA },
      { p: b?.share ?? hiddenShare(leavingB), n: leavingB },
    ),
  }
}

/** What is hidden may be anything up to the bound: the difference is at least as sure as is said. */
const hiddenShare = (leaving: number): number => Math.min(1, (ARROW_PEOPLE_MIN - 1) / leaving)

function apart(
  a: { readonly p: number; readonly n: number },
  b: { readonly p: number; readonly n: number },
): number {
  const p = (a.p * a.n + b.p * b.n) / (a.n + b.n)
  const spread = Math.sqrt(p * (1 - p) * (1 / a.n + 1 / b.n))
  return spread === 0 ? 0 : Math.round(((a.p - b.p) / spread) * 100) / 100
}

function leavingOf(arrows: Arrows, from: string): number {
  let n = 0
  for (const arrow of arrows.values()) if (arrow.from === from) n += arrow.times
  return n
}
