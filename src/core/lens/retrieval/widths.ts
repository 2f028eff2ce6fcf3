// Each fact in four widths: the event alone, with its neighbours, with two on each side, and the whole
// interaction - an answer often stands beside the words that were asked for. A thing that stands alone has two:
// its best passage, and all of it.
import type { Document } from './document.ts'
import { type Hits, hitsOf, joined, type TermTable } from './term-hits.ts'

/** A pause longer than this ends an interaction. */
const INTERACTION_GAP_MS = 30 * 60_000
/** Events of an interaction that are seen as one text. */
const INTERACTION_MAX = 40

/** Share of each width in the fit of the words: turn, +-1, +-2, interaction. */
export const WIDTH_WEIGHTS = [0.35, 0.3, 0.2, 0.15] as const
export const WIDTHS = WIDTH_WEIGHTS.length

/** One fact as retrieval sees it. */
export interface Placed {
  readonly document: Document
  /** ms */
  readonly at: number
  /** facts of one thread: a ticket, a channel; absent: it stands alone */
  readonly thread: string | undefined
}

/** By width; a width of several texts counts the best of them. Undefined: none of the words stands there. */
export type Widths = readonly (readonly Hits[])[]

export function widthsOf(
  facts: readonly Placed[],
  table: TermTable,
): readonly (Widths | undefined)[] {
  const hits = facts.map((fact) => hitsOf(fact.document, table))
  const widths: (Widths | undefined)[] = facts.map((fact, index) =>
    fact.thread === undefined ? alone(fact, hits[index] ?? []) : undefined,
  )
  for (const interaction of interactionsOf(facts)) {
    if (interaction.some((index) => (hits[index]?.length ?? 0) > 0)) {
      inside(interaction, { facts, hits, widths })
    }
  }
  return widths
}

function alone({ document }: Placed, hits: readonly Hits[]): Widths | undefined {
  if (hits.length === 0) return undefined
  const whole = [joined(hits, document.length)]
  return [hits, whole, whole, whole]
}

/** Places of the events of each interaction, in order of time. */
function interactionsOf(facts: readonly Placed[]): readonly (readonly number[])[] {
  const threads = new Map<string, number[]>()
  for (const [index, { thread }] of facts.entries()) {
    if (thread === undefined) continue
    const places = threads.get(thread)
    if (places) places.push(index)
    else threads.set(thread, [index])
  }
  const interactions: number[][] = []
  for (const places of threads.values()) split(places, facts, interactions)
  return interactions
}

function split(places: number[], facts: readonly Placed[], into: number[][]): void {
  const at = (place: number | undefined) => facts[place ?? -1]?.at ?? 0
  places.sort((a, b) => at(a) - at(b))
  let current: number[] = []
  for (const place of places) {
    const pause = at(place) - at(current.at(-1))
    if (current.length === 0 || pause > INTERACTION_GAP_MS || current.length === INTERACTION_MAX) {
      current = []
      into.push(current)
    }
    current.push(place)
  }
}

interface Inside {
  readonly facts: readonly Placed[]
  readonly hits: readonly (readonly Hits[])[]
  readonly widths: (Widths | undefined)[]
}

function inside(interaction: readonly number[], all: Inside): void {
  const whole = around(interaction, 0, interaction.length, all)
  for (const [position, index] of interaction.entries()) {
    const one = around(interaction, position - 1, position + 2, all)
    const two = around(interaction, position - 2, position + 3, all)
    all.widths[index] = [all.hits[index] ?? [], one, two, whole]
  }
}

function around(
  interaction: readonly number[],
  from: number,
  to: number,
  { facts, hits }: Inside,
): readonly Hits[] {
  const parts: Hits[] = []
  let length = 0
  const end = Math.min(to, interaction.length)
  for (let position = Math.max(0, from); position < end; position++) {
    const index = interaction[position] ?? 0
    const fact = facts[index]
    if (fact) length += fact.document.length
    for (const part of hits[index] ?? []) parts.push(part)
  }
  return parts.length === 0 ? parts : [joined(parts, length)]
}
