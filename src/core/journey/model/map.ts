// The process map: what directly follows what, how often and after how long. Made from the steps alone, joined and
// compared between segments.
import { emptySample, joinSamples, offer, quantile, type Sample } from './sample.ts'

/** Steps whose names are kept; later ones count as OTHER. */
export const STEPS_MAX = 2_000
/** Waits kept per arrow and per step. */
export const WAITS_MAX = 64
const EDGES_MAX = 20_000
/** Name of the end of a case, and of steps beyond STEPS_MAX. */
export const END = '(end)'
export const START = '(start)'

export interface Edge {
  n: number
  /** ms from the one to the other */
  readonly wait: Sample
}

export interface ProcessMap {
  /** from -> to -> edge; looked up with each step, so no key is put together of both */
  readonly edges: Map<string, Map<string, Edge>>
  /** how many edges there are */
  size: number
  /** step -> ms until anything followed it */
  readonly waits: Map<string, Sample>
}

export function emptyMap(): ProcessMap {
  return { edges: new Map(), size: 0, waits: new Map() }
}

const SEPARATOR = '\n'

/** Notes that `to` followed `from` after `waited` ms (undefined at the start and the end). */
export function noteEdge(
  map: ProcessMap,
  edge: {
    readonly from: string
    readonly to: string
    readonly waited?: number
    readonly draw: number
  },
): void {
  const known =
    map.edges.get(edge.from)?.get(edge.to) ?? addEdge(map, edge, { n: 0, wait: emptySample() })
  if (known === undefined) return
  known.n++
  if (edge.waited === undefined) return
  offer(known.wait, edge.waited, edge.draw, WAITS_MAX)
  let waits = map.waits.get(edge.from)
  if (waits === undefined) {
    waits = emptySample()
    map.waits.set(edge.from, waits)
  }
  offer(waits, edge.waited, edge.draw, WAITS_MAX)
}

/** Undefined when there are as many as are kept. */
function addEdge(
  map: ProcessMap,
  { from, to }: { readonly from: string; readonly to: string },
  edge: Edge,
): Edge | undefined {
  if (map.size >= EDGES_MAX) return undefined
  const leaving = map.edges.get(from)
  if (leaving) leaving.set(to, edge)
  else map.edges.set(from, new Map([[to, edge]]))
  map.size++
  return edge
}

/** The edges one by one, named `from\n to`. */
export const edgesOf = ({ edges }: Pick<ProcessMap, 'edges'>): [string, Edge][] =>
  [...edges].flatMap(([from, leaving]) =>
    [...leaving].map(([to, edge]): [string, Edge] => [from + SEPARATOR + to, edge]),
  )

/** A map of such edges and waits. */
export function mapOfEdges(
  edges: Iterable<readonly [string, Edge]>,
  waits: Map<string, Sample>,
): ProcessMap {
  const map: ProcessMap = { ...emptyMap(), waits }
  for (const [key, edge] of edges) {
    const [from = '', to = ''] = key.split(SEPARATOR)
    addEdge(map, { from, to }, edge)
  }
  return map
}

/** The waits from one step to another; undefined when it never followed. */
export function waitsBetween(map: ProcessMap, from: string, to: string): Sample | undefined {
  return map.edges.get(from)?.get(to)?.wait
}

/** The waits from a step to whatever followed it; undefined when nothing ever did. */
export function waitsOf(map: ProcessMap, from: string): Sample | undefined {
  return map.waits.get(from)
}

export interface Arrow {
  readonly from: string
  readonly to: string
  readonly n: number
  /** share of what followed `from` */
  readonly share: number
  /** ms; absent at the start and the end of cases */
  readonly medianWait?: number
  readonly p90Wait?: number
}

/** All arrows, the most trodden first. */
export function arrowsOf(map: ProcessMap): readonly Arrow[] {
  const leaving = new Map<string, number>()
  const edges = edgesOf(map)
  for (const [key, { n }] of edges) {
    const [from = ''] = key.split(SEPARATOR)
    leaving.set(from, (leaving.get(from) ?? 0) + n)
  }
  return edges
    .map(([key, { n, wait }]) => {
      const [from = '', to = ''] = key.split(SEPARATOR)
      const medianWait = quantile(wait, 0.5)
      const p90Wait = quantile(wait, 0.9)
      const share = n / (leaving.get(from) ?? n)
      return {
        from,
        to,
        n,
        share,
        ...(medianWait === undefined ? {} : { medianWait }),
        ...(p90Wait === undefined ? {} : { p90Wait }),
      }
    })
    .sort((a, b) => b.n - a.n || (a.from + a.to < b.from + b.to ? -1 : 1))
}

export interface ArrowDifference {
  readonly from: string
  readonly to: string
  readonly share: readonly [number, number]
  readonly medianWait: readonly [number | undefined, number | undefined]
  /** how many standard errors the shares lie apart; beyond 3 is hardly chance */
  readonly z: number
}

/** Where two segments go different ways, the surest difference first. */
export function compareMaps(a: ProcessMap, b: ProcessMap): readonly ArrowDifference[] {
  const left = byKey(arrowsOf(a))
  const right = byKey(arrowsOf(b))
  return [...new Set([...left.keys(), ...right.keys()])]
    .map((key) => difference(key, left, right))
    .sort((x, y) => Math.abs(y.z) - Math.abs(x.z) || (x.from + x.to < y.from + y.to ? -1 : 1))
}

type Arrows = ReadonlyMap<string, Arrow>

const byKey = (arrows: readonly Arrow[]): Arrows =>
  new Map(arrows.map((arrow) => [arrow.from + SEPARATOR + arrow.to, arrow]))

function difference(key: string, left: Arrows, right: Arrows): ArrowDifference {
  const [from = '', to = ''] = key.split(SEPARATOR)
  const [a, b] = [left.get(key), right.get(key)]
  const leavingA = leavingOf(left, from)
  const leavingB = leavingOf(right, from)
  const shared = ((a?.n ?? 0) + (b?.n ?? 0)) / Math.max(1, leavingA + leavingB)
  const spread = Math.sqrt(
    shared * (1 - shared) * (1 / Math.max(1, leavingA) + 1 / Math.max(1, leavingB)),
  )
  const [p, q] = [a?.share ?? 0, b?.share ?? 0]
  return {
    from,
    to,
    share: [p, q],
    medianWait: [a?.medianWait, b?.medianWait],
    z: spread === 0 ? 0 : (p - q) / spread,
  }
}

function leavingOf(arrows: Arrows, from: string): number {
  let n = 0
  for (const arrow of arrows.values()) if (arrow.from === from) n += arrow.n
  return n
}

/** Both maps as if one had seen everything. */
export function joinMaps(a: ProcessMap, b: ProcessMap): ProcessMap {
  const edges = new Map(edgesOf(a))
  for (const [key, edge] of edgesOf(b)) {
    const own = edges.get(key)
    edges.set(
      key,
      own ? { n: own.n + edge.n, wait: joinSamples(own.wait, edge.wait, WAITS_MAX) } : edge,
    )
  }
  const waits = new Map(a.waits)
  for (const [step, sample] of b.waits) {
    const own = waits.get(step)
    waits.set(step, own ? joinSamples(own, sample, WAITS_MAX) : sample)
  }
  return mapOfEdges(edges, waits)
}
