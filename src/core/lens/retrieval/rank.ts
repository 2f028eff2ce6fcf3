// How well each fact fits what she said, 0..1: its words in four widths, what her wish usually is about, and
// numbers and dates that point at it. Pure and without training: the constants were set on development data.
import { hasPointers, type Pointers, pointedAt, pointersIn } from './entities.ts'
import { type CompiledIntents, type Favoured, favourOf, standingIntents } from './intents.ts'
import { type States, statesIn } from './states.ts'
import { HEAD_WEIGHT, type Hits, termTable } from './term-hits.ts'
import { type Request, readUtterance, type Utterance } from './utterance.ts'
import { type Placed, WIDTH_WEIGHTS, WIDTHS, type Widths, widthsOf } from './widths.ts'

/** BM25: how fast repeats stop to matter, and how much a long text loses. */
const K1 = 1.2
const LENGTH_LOSS = 0.2
const WIDE_LENGTH_LOSS = 0.1
/** What her wish speaks for counts as much as this share of the words. */
const FAVOUR_WEIGHT = 0.8
/** Part of it that holds for facts without any of the words. */
const FAVOUR_WITHOUT_WORDS = 0.5
const STANDING_WEIGHT = 0.3
const POINTER_WEIGHT = 2
/** "My pending order" means one that is pending, unless the definitions know what the wish is about. */
const STATE_WEIGHT = 0.1
/** Fit of words at which they count half: a single common word is weak evidence. */
const HALF_FIT = 1.5
/** A wish said in many words counts at most so much more than one said in none. */
const STRENGTH_MAX = 2
const STRENGTH_MIN = 1
/** Of two orders with the same lamp one will do: words that the first explains count so much for the others. */
const EXPLAINED_FACTOR = 0.4
/** Rivals are compared so many times; what comes later is far from the top anyway. */
const ROUNDS_MAX = 4
/** The best fact counts 1 unless even that one hardly fits. */
const SCALE_MAX = 1.5

/** One fact as ranking sees it. */
export interface Findable extends Favoured, Placed {
  /** one of several things of a type of which one wish means one: orders, invoices */
  readonly isRival: boolean
}

/** What a fact's relevance is made of. */
export interface Relevance {
  /** 0..1 */
  readonly total: number
  /** 0..1, fit of the words */
  readonly words: number
  /** -1..1, what her wish and the definitions speak for */
  readonly favour: number
  /** 0..1, a number, amount or date that points at it */
  readonly pointer: number
}

export interface Asking {
  readonly intents: CompiledIntents
  readonly purpose: string
  /** ms, from where "yesterday" is seen */
  readonly now: number
}

/** Relevance of each fact, in the same order; undefined when the utterance says nothing to go by. */
export function rank(
  utterance: string,
  facts: readonly Findable[],
  { intents, purpose, now }: Asking,
): readonly Relevance[] | undefined {
  const said = readUtterance(utterance, intents, purpose)
  if (said.requests.length === 0) return undefined
  const states = statesIn(said, facts)
  const hasWish = said.requests.some((request) => request.intents.length > 0)
  const ranking = rankingOf(said, facts, states)
  const standing = standingIntents(intents, purpose)
  const pointers = pointersIn(said.text, { now, names: intents.dateNames })
  const extras = facts.map((fact) =>
    extrasOf(fact, { standing, pointers, named: hasWish ? NO_STATES : states.named }),
  )
  return relevances(ranking, extras)
}

const NO_STATES: States['named'] = new Set()

interface Extras {
  readonly standing: number
  readonly pointer: number
  /** 1 = she named the state that it is in */
  readonly state: number
}

function extrasOf(
  fact: Findable,
  given: {
    readonly standing: ReturnType<typeof standingIntents>
    readonly pointers: Pointers
    readonly named: States['named']
  },
): Extras {
  return {
    state: fact.isRival && given.named.has(fact.status ?? '') ? 1 : 0,
    standing: favourOf(given.standing, fact),
    pointer: hasPointers(given.pointers) ? pointedAt(given.pointers, fact) : 0,
  }
}

interface Ranking {
  readonly facts: readonly Findable[]
  readonly widths: readonly (Widths | undefined)[]
  /** worth of each word of the utterance: how rare it is, and less once a better fact explained it */
  readonly worth: Float64Array
  readonly wishes: readonly Wish[]
}

/** A request, and how well the words of each fact fit it, each width scaled by its best and blended; 0..1. */
interface Wish {
  readonly intents: Request['intents']
  /** 1 where a word belongs to it, by place */
  readonly asks: Uint8Array
  /** best fit by width, not scaled */
  readonly best: Float64Array
  /** by fact */
  readonly fits: Float64Array
  readonly strength: number
}

function rankingOf(said: Utterance, facts: readonly Findable[], { wished }: States): Ranking {
  const table = termTable(said.terms)
  const widths = widthsOf(facts, table)
  const worth = rarityOf(widths, table.size)
  for (const term of wished) worth[table.places.get(term) ?? worth.length] = 0
  return {
    facts,
    widths,
    worth,
    wishes: said.requests.map((request) => wishOf(request, widths, worth)),
  }
}

function rarityOf(widths: readonly (Widths | undefined)[], size: number): Float64Array {
  const having = new Float64Array(size)
  const seenIn = new Int32Array(size).fill(-1)
  for (const [index, width] of widths.entries()) {
    for (const { places } of width?.[0] ?? []) {
      for (const place of places) {
        if (seenIn[place] === index) continue
        seenIn[place] = index
        having[place] = (having[place] ?? 0) + 1
      }
    }
  }
  return having.map((times) => Math.log(1 + (widths.length - times + 0.5) / (times + 0.5)))
}

function wishOf(
  { terms, intents }: Request,
  widths: readonly (Widths | undefined)[],
  worth: Float64Array,
): Wish {
  const asks = new Uint8Array(worth.length)
  for (const place of terms) asks[place] = 1
  const fits = new Float64Array(widths.length)
  const best = new Float64Array(WIDTHS)
  for (let width = 0; width < WIDTHS; width++) {
    best[width] = addWidth(width, { widths, asks, worth, fits })
  }
  const top = best[0] ?? 0
  for (let index = 0; index < fits.length; index++) {
    fits[index] = (fits[index] ?? 0) * confidenceOf(top)
  }
  return { intents, asks, best, fits, strength: Math.min(top, STRENGTH_MAX) + STRENGTH_MIN }
}

/** Adds the share of one width to the fits; answers its best fit. */
function addWidth(
  width: number,
  {
    widths,
    fits,
    ...looked
  }: Looked & { readonly widths: readonly (Widths | undefined)[]; readonly fits: Float64Array },
): number {
  const single = new Float64Array(fits.length)
  let top = 0
  for (let index = 0; index < fits.length; index++) {
    const fit = fitOf(widths[index]?.[width], width, looked)
    single[index] = fit
    if (fit > top) top = fit
  }
  if (top === 0) return 0
  const share = (WIDTH_WEIGHTS[width] ?? 0) / top
  for (let index = 0; index < fits.length; index++) {
    fits[index] = (fits[index] ?? 0) + share * (single[index] ?? 0)
  }
  return top
}

/** Less where even the best hardly fits; 0..1. */
function confidenceOf(top: number): number {
  return top / (top + HALF_FIT)
}

/** Words of a usual fact. A fixed length: the same fact fits alike whatever else there is. */
const TYPICAL_LENGTH = 12

interface Looked {
  readonly asks: Uint8Array
  readonly worth: Float64Array
}

/** BM25 of the best text of one width. */
function fitOf(texts: readonly Hits[] | undefined, width: number, { asks, worth }: Looked): number {
  if (!texts) return 0
  const loss = width === 0 ? LENGTH_LOSS : WIDE_LENGTH_LOSS
  let best = 0
  for (const { places, weights, length } of texts) {
    const saturation = K1 * (1 - loss + (loss * length) / TYPICAL_LENGTH)
    let fit = 0
    for (let index = 0; index < places.length; index++) {
      const place = places[index] ?? 0
      if (asks[place] === 0) continue
      const weight = weights[index] ?? 0
      fit += ((worth[place] ?? 0) * weight * (K1 + 1)) / (weight + saturation)
    }
    if (fit > best) best = fit
  }
  return best
}

/** The fit of one fact as `wishOf` finds it, with words that count less by now. */
function fitAgain(wish: Wish, widths: Widths | undefined, worth: Float64Array): number {
  if (!widths) return 0
  let blend = 0
  for (let width = 0; width < WIDTHS; width++) {
    const top = wish.best[width] ?? 0
    if (top === 0) continue
    const fit = fitOf(widths[width], width, { asks: wish.asks, worth })
    blend += ((WIDTH_WEIGHTS[width] ?? 0) * fit) / top
  }
  return blend * confidenceOf(wish.best[0] ?? 0)
}

interface Sum {
  readonly words: number
  readonly favour: number
}

/** Fit and favour over all wishes, each weighted by how strongly it was put. */
function sumOf(index: number, { facts, wishes }: Ranking, fitTo: (wish: Wish) => number): Sum {
  const fact = facts[index]
  if (!fact) return { words: 0, favour: 0 }
  let words = 0
  let favour = 0
  let strengths = 0
  for (const wish of wishes) {
    const fit = fitTo(wish)
    words += wish.strength * fit
    strengths += wish.strength
    if (wish.intents.length === 0) continue
    const byWords = FAVOUR_WITHOUT_WORDS + (1 - FAVOUR_WITHOUT_WORDS) * fit
    favour += wish.strength * favourOf(wish.intents, fact) * byWords
  }
  return { words: words / strengths, favour: favour / strengths }
}

function relevances(ranking: Ranking, extras: readonly Extras[]): readonly Relevance[] {
  const sums = ranking.facts.map((_, index) =>
    sumOf(index, ranking, (wish) => wish.fits[index] ?? 0),
  )
  const raw = sums.map((sum, index) => rawOf(sum, extras[index]))
  settleRivals(ranking, { raw, extras })
  const top = Math.max(0, ...raw)
  const scale = top > 0 ? Math.min(1 / top, SCALE_MAX) : 0
  return raw.map((value, index) => ({
    total: Math.max(0, value) * scale,
    words: sums[index]?.words ?? 0,
    favour: clamp((sums[index]?.favour ?? 0) + (extras[index]?.standing ?? 0)),
    pointer: extras[index]?.pointer ?? 0,
  }))
}

function rawOf({ words, favour }: Sum, extra: Extras | undefined): number {
  return (
    words +
    FAVOUR_WEIGHT * favour +
    STANDING_WEIGHT * (extra?.standing ?? 0) +
    STATE_WEIGHT * (extra?.state ?? 0) +
    POINTER_WEIGHT * (extra?.pointer ?? 0)
  )
}

function clamp(value: number): number {
  return Math.max(-1, Math.min(1, value))
}

interface Settling {
  /** changed in place */
  readonly raw: number[]
  readonly extras: readonly Extras[]
}

/**
 * Several wishes in one breath are about several orders. The best order of a type keeps its worth; the words that
 * it explains then count less for the others, so that the order of the next wish comes second.
 */
function settleRivals(ranking: Ranking, settling: Settling): void {
  for (const rivals of rivalsOf(ranking)) settle(rivals, ranking, settling)
}

function rivalsOf({ facts, widths }: Ranking): readonly number[][] {
  const groups = new Map<string, number[]>()
  for (const [index, fact] of facts.entries()) {
    if (!fact.isRival) continue
    const group = groups.get(fact.what)
    if (group) group.push(index)
    else groups.set(fact.what, [index])
  }
  return [...groups.values()].filter(
    (group) => group.length > 1 && group.some((index) => widths[index] !== undefined),
  )
}

function settle(rivals: readonly number[], ranking: Ranking, { raw, extras }: Settling): void {
  const left = new Set(rivals)
  const worth = ranking.worth.slice()
  for (let round = 0; round < ROUNDS_MAX && left.size > 1; round++) {
    const best = bestOf(left, raw)
    left.delete(best)
    if (!explain(ranking.widths[best], worth)) continue
    const ceiling = raw[best] ?? 0
    for (const index of left) {
      const fitTo = (wish: Wish) => fitAgain(wish, ranking.widths[index], worth)
      raw[index] = Math.min(ceiling, rawOf(sumOf(index, ranking, fitTo), extras[index]))
    }
  }
}

function bestOf(left: ReadonlySet<number>, raw: readonly number[]): number {
  let best = -1
  for (const index of left) if (best < 0 || (raw[index] ?? 0) > (raw[best] ?? 0)) best = index
  return best
}

/** True when some word was explained by a name in it. */
function explain(widths: Widths | undefined, worth: Float64Array): boolean {
  let isChanged = false
  for (const { places, weights } of widths?.[1] ?? []) {
    for (const [index, place] of places.entries()) {
      if ((weights[index] ?? 0) < HEAD_WEIGHT) continue
      worth[place] = (worth[place] ?? 0) * EXPLAINED_FACTOR
      isChanged = true
    }
  }
  return isChanged
}
