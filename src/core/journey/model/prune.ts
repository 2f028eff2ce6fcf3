// Keeps a model within its bounds: contexts that were met least go first. What is usual is not touched.
import { STEPS_MAX } from './map.ts'
import type { JourneyModel } from './model.ts'

/** A part that has outgrown its limit is cut to this share, so that it is not cut again with the next step. */
const KEEP_SHARE = 0.75

export function prune(model: JourneyModel): void {
  const { contextsMax } = model.options
  keepMet(model.next.nodes, ({ n }) => n, contextsMax)
  keepMet(model.remaining.nodes, ({ n }) => n, contextsMax / 4)
  keepMet(model.remaining.trust.byStep, (loss) => loss.at(-1) ?? 0, STEPS_MAX)
  keepMet(model.destinations.nodes, (counts) => Math.max(...counts), contextsMax / 4)
}

function keepMet<Node>(nodes: Map<number, Node>, met: (node: Node) => number, max: number): void {
  if (nodes.size <= max) return
  const counts = new Float64Array(nodes.size)
  let at = 0
  for (const node of nodes.values()) counts[at++] = met(node)
  counts.sort()
  const least = counts[counts.length - 1 - Math.floor(max * KEEP_SHARE)] ?? 0
  for (const [hash, node] of nodes) if (met(node) <= least) nodes.delete(hash)
}
