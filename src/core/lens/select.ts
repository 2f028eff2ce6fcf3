// Chooses what a view shows: pins first (at most a share of the budget), then the best by score with a bias
// against more of the same, as far as the budget goes.
import type { Budget, OutputForm } from '../../contract/lens.ts'
import type { Candidate } from './candidate.ts'
import { joinEvidence, newestFirst } from './collapse.ts'
import { type Score, type ScoreContext, scoreOf } from './score.ts'
import { tokensIn } from './tokens.ts'

/** Items when neither lens nor request says otherwise, and in any case. */
const ITEMS_MAX = 200
/** Pins take at most this share of the budget, and at least one item. */
const PINNED_SHARE = 0.3
/** Each further fact of the same kind counts this much less. */
const SAME_KIND_FACTOR = 0.85
/** A fact that shares more than this of its words with one already taken says mostly the same. */
const SAME_WORDS_MIN = 0.5
const WORDS_COMPARED_MIN = 6
/** Tokens a fact costs beside its text: braces, time, citation. */
const OVERHEAD: Readonly<Record<OutputForm, number>> = { json: 55, markdown: 36, speech: 1 }

export interface Selected {
  readonly candidate: Candidate
  readonly score: Score
  readonly isPinned: boolean
  /** 1, or less where something like it was chosen before */
  readonly diversity: number
}

export interface Selection {
  /** in the order of the view */
  readonly chosen: readonly Selected[]
  /** permitted and listed, but left out by the budget */
  readonly left: number
}

interface Contender {
  candidate: Candidate
  readonly score: Score
  /** room that its text takes, once somebody asked */
  size: Size | undefined
  /** its words, when it was compared */
  words: ReadonlySet<string> | undefined
  /** less than 1: it says what another fact says; undefined: not compared yet */
  novelty: number | undefined
  /** what its score counted when it was chosen */
  diversity: number
}

/** Each part the smaller of the two: a request narrows a lens, it never widens it. */
export function narrowBudget(lens: Budget, asked: Budget | undefined): Budget {
  const smaller = (a: number | undefined, b: number | undefined) =>
    a === undefined ? b : b === undefined ? a : Math.min(a, b)
  const items = smaller(lens.items, asked?.items)
  const words = smaller(lens.words, asked?.words)
  const tokens = smaller(lens.tokens, asked?.tokens)
  return {
    ...(items === undefined ? {} : { items }),
    ...(words === undefined ? {} : { words }),
    ...(tokens === undefined ? {} : { tokens }),
  }
}

export function select(
  candidates: readonly Candidate[],
  options: {
    readonly budget: Budget
    readonly form: OutputForm
    readonly context: ScoreContext
    /** words that are read beside the facts */
    readonly wordsBeside: number
  },
): Selection {
  const contenders = candidates
    .map((candidate): Contender => {
      const score = scoreOf(candidate, options.context)
      return {
        candidate,
        score,
        size: undefined,
        words: undefined,
        novelty: undefined,
        diversity: 1,
      }
    })
    .sort(byScore)
  const room = roomOf(options.budget, options.form)
  room.words -= options.wordsBeside
  const pins = takePins(contenders, room, options)
  const rest = contenders.filter((one) => !pins.includes(one))
  const { taken, left } = takeBest(rest, room, pins)
  return {
    chosen: [
      ...pins.map((one) => selected(one, true)),
      ...taken.map((one) => selected(one, false)),
    ],
    left,
  }
}

function selected({ candidate, score, diversity }: Contender, isPinned: boolean): Selected {
  return { candidate, score, isPinned, diversity }
}

function byScore(a: Contender, b: Contender): number {
  return b.score.total - a.score.total || newestFirst(a.candidate, b.candidate)
}

/** What is left of a budget. */
interface Room {
  items: number
  words: number
  tokens: number
  readonly form: OutputForm
}

function roomOf(budget: Budget, form: OutputForm, share = 1): Room {
  const part = (all: number | undefined) =>
    all === undefined ? Number.POSITIVE_INFINITY : Math.floor(all * share)
  return {
    items: Math.min(part(budget.items), ITEMS_MAX),
    words: part(budget.words),
    tokens: part(budget.tokens),
    form,
  }
}

interface Size {
  readonly words: number
  /** 0 where nobody counts them */
  readonly tokens: number
}

function sizeOf(one: Contender, { tokens, form }: Room): Size {
  if (one.size) return one.size
  const { text } = one.candidate.fill()
  one.size = {
    words: wordsIn(text),
    tokens: Number.isFinite(tokens) ? tokensIn(text) + OVERHEAD[form] : 0,
  }
  return one.size
}

function fits(one: Contender, room: Room): boolean {
  const { words, tokens } = sizeOf(one, room)
  return room.items >= 1 && room.words >= words && room.tokens >= tokens
}

/** Takes the room a text needs; false and nothing taken when it does not fit. */
function occupy(room: Room, one: Contender): boolean {
  if (!fits(one, room)) return false
  const { words, tokens } = sizeOf(one, room)
  room.items -= 1
  room.words -= words
  room.tokens -= tokens
  return true
}

/**
 * Pins as the lens lists them: its author decides what stands first. Within one entry the better score. What she
 * just named stands before the pinned things of its type: she speaks of the order that came, not of the open one.
 */
function inOrderOfLens(contenders: readonly Contender[]): readonly Contender[] {
  const firsts = firstPins(contenders)
  const pins: Pin[] = []
  for (const one of contenders) {
    const place = placeOfPin(one, firsts)
    if (place !== undefined) pins.push({ one, place })
  }
  return pins.sort((a, b) => a.place - b.place || byNaming(a.one, b.one)).map(({ one }) => one)
}

interface Pin {
  readonly one: Contender
  readonly place: number
}

/** Among things of one type what she named decides, else the score. */
function byNaming(a: Contender, b: Contender): number {
  const isOneType = a.candidate.what === b.candidate.what && a.candidate.origin.kind === 'object'
  const named = isOneType ? (b.score.utterance ?? 0) - (a.score.utterance ?? 0) : 0
  return named || byScore(a, b)
}

/** The pin of each type of things that fits best what she said. */
function firstPins(contenders: readonly Contender[]): ReadonlyMap<string, Contender> {
  const firsts = new Map<string, Contender>()
  for (const one of contenders) {
    const { what, matter, origin } = one.candidate
    if (!matter.definition.pin || origin.kind !== 'object') continue
    const first = firsts.get(what)
    if (!first || byNaming(one, first) < 0) firsts.set(what, one)
  }
  return firsts
}

/** Where it is pinned, undefined where it is not. */
function placeOfPin(
  { candidate, score }: Contender,
  firsts: ReadonlyMap<string, Contender>,
): number | undefined {
  if (candidate.matter.definition.pin) return candidate.matter.place
  const first = firsts.get(candidate.what)
  const isNamed = first && (score.utterance ?? 0) > (first.score.utterance ?? 0)
  return isNamed ? first.candidate.matter.place : undefined
}

function takePins(
  contenders: readonly Contender[],
  room: Room,
  options: { readonly budget: Budget; readonly form: OutputForm },
): readonly Contender[] {
  const share = roomOf(options.budget, options.form, PINNED_SHARE)
  const pins: Contender[] = []
  for (const one of inOrderOfLens(contenders)) {
    // One pin may use the whole budget: an open complaint matters more than the share.
    const mayTake = occupy(share, one) || pins.length === 0
    if (mayTake && occupy(room, one)) pins.push(one)
  }
  return pins
}

/** Greedy by score; texts that say the same become one fact with the evidence of all. */
function takeBest(
  contenders: readonly Contender[],
  room: Room,
  pins: readonly Contender[],
): { readonly taken: readonly Contender[]; readonly left: number } {
  const waiting = [...contenders]
  const taken: Contender[] = []
  const factors = new Map<string, number>()
  for (const pin of pins) fade(factors, pin.candidate.what)
  let left = 0
  while (waiting.length > 0) {
    if (room.items < 1) return { taken, left: left + waiting.length }
    const best = indexOfBest(waiting, factors)
    const one = waiting[best] as Contender
    const isTooLarge = !fits(one, room) && !twinOf(one, taken)
    // There will never be more room, so nobody need know whether it is news.
    if (!isTooLarge && isNewsCompared(one, [...pins, ...taken])) continue
    waiting.splice(best, 1)
    if (isTooLarge) left++
    else if (!joinsAnother(one, taken)) {
      occupy(room, one)
      one.diversity = (factors.get(one.candidate.what) ?? 1) * (one.novelty ?? 1)
      taken.push(one)
      fade(factors, one.candidate.what)
    }
  }
  return { taken, left }
}

function fade(factors: Map<string, number>, what: string): void {
  factors.set(what, (factors.get(what) ?? 1) * SAME_KIND_FACTOR)
}

/** `waiting` is sorted by score, so the search ends where no later score can win any more. */
function indexOfBest(waiting: readonly Contender[], factors: ReadonlyMap<string, number>): number {
  let best = 0
  let bestScore = -1
  for (let index = 0; index < waiting.length; index++) {
    const one = waiting[index]
    if (!one || one.score.total <= bestScore) break
    const score = one.score.total * (factors.get(one.candidate.what) ?? 1) * (one.novelty ?? 1)
    if (score > bestScore) {
      best = index
      bestScore = score
    }
  }
  return best
}

/**
 * Compares the best contender, once, with what was taken so far. True: it has lost worth by it, so that another may
 * be better now. Only contenders that come to the top are compared: most never do.
 */
function isNewsCompared(one: Contender, taken: readonly Contender[]): boolean {
  if (one.novelty !== undefined) return false
  const words = taken.length === 0 ? FEW_WORDS : wordSet(one)
  let overlap = 0
  if (words.size > 0) {
    for (const other of taken) overlap = Math.max(overlap, overlapOf(words, wordSet(other)))
  }
  one.novelty = overlap > SAME_WORDS_MIN ? 1 - overlap : 1
  return one.novelty < 1
}

const FEW_WORDS: ReadonlySet<string> = new Set()

/** Nothing where there are too few words to compare. */
function wordSet(one: Contender): ReadonlySet<string> {
  if (one.words) return one.words
  const words = one.candidate.fill().text.split(' ')
  one.words = words.length < WORDS_COMPARED_MIN ? FEW_WORDS : new Set(words)
  return one.words
}

/** Shared words as a part of the shorter text, 0..1. Texts of a few words share theirs by chance. */
function overlapOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shorter = Math.min(a.size, b.size)
  if (shorter < WORDS_COMPARED_MIN) return 0
  let shared = 0
  for (const word of a) if (b.has(word)) shared++
  return shared / shorter
}

/** Of what was taken, the one that says the same. */
function twinOf({ candidate }: Contender, taken: readonly Contender[]): Contender | undefined {
  return taken.find(
    (other) =>
      other.candidate.what === candidate.what &&
      other.candidate.fill().text === candidate.fill().text,
  )
}

function joinsAnother(one: Contender, taken: readonly Contender[]): boolean {
  const twin = twinOf(one, taken)
  if (!twin) return false
  const evidence = joinEvidence(twin.candidate.evidence, one.candidate.evidence)
  twin.candidate = { ...twin.candidate, evidence }
  return true
}

/** Words as people count them: separated by white space. */
export function wordsIn(text: string): number {
  let words = 0
  let isInside = false
  for (let index = 0; index < text.length; index++) {
    const isSpace = text.charCodeAt(index) <= 32
    if (!isSpace && !isInside) words++
    isInside = !isSpace
  }
  return words
}
