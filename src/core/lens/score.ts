// The score of a candidate: how much it matters for this purpose now. Every part is kept, so that a view can
// print why a fact stands where it stands.
import { type Bearing, objectiveFit, stageFit } from './bearing.ts'
import type { Candidate } from './candidate.ts'
import type { Relevance } from './retrieval/rank.ts'

const DAY_MS = 86_400_000
/** Old things fade to this share and no further: age is a bias, never a filter. */
const DECAY_FLOOR = 0.3
/** What she names is there again, however old: so much of its fading is taken back. */
const REVIVED_SHARE = 0.7
/** What was shown earlier in this interaction counts half. */
const SHOWN_FACTOR = 0.5
/** Due within this many days is as urgent as overdue. */
const DUE_SOON_DAYS = 2

/** Weights of the parts; a part about which nothing is known leaves its weight to the others. */
const WEIGHTS = {
  utterance: 0.4,
  /** of things: which of several orders is meant, her words tell better than the lens */
  utteranceOfThings: 0.6,
  purpose: 0.2,
  stage: 0.15,
  objective: 0.15,
  urgency: 0.15,
  importance: 0.1,
}
const ALWAYS = WEIGHTS.purpose + WEIGHTS.urgency + WEIGHTS.importance

export interface ScoreContext {
  /** ms */
  readonly now: number
  /** undefined = no utterance */
  readonly relevance: ReadonlyMap<Candidate, Relevance> | undefined
  /** ids of facts shown earlier in this interaction */
  readonly shown: ReadonlySet<string> | undefined
  /** undefined = nothing is known of where she stands and what she wants */
  readonly bearing: Bearing | undefined
}

export interface Score {
  readonly total: number
  readonly decay: number
  readonly confidence: number
  readonly purpose: number
  readonly urgency: number
  readonly importance: number
  /** absent: no utterance */
  readonly utterance: number | undefined
  /** absent: not known, or the lens makes no difference */
  readonly stage: number | undefined
  readonly objective: number | undefined
  /** what the utterance part is made of */
  readonly relevance: Relevance | undefined
  readonly wasShown: boolean
}

export function scoreOf(candidate: Candidate, context: ScoreContext): Score {
  const { bearing } = context
  const confidence = Math.sqrt(candidate.confidence)
  const purpose = candidate.matter.definition.relevance
  const urgency = urgencyOf(candidate, context.now)
  const { importance } = candidate
  const relevance = context.relevance?.get(candidate)
  const utterance = context.relevance ? (relevance?.total ?? 0) : undefined
  const decay = revived(decayOf(candidate, context.now), utterance ?? 0)
  const stage = bearing && stageFit(candidate.matter, bearing)
  const objective = bearing && objectiveFit(candidate, bearing)
  const wasShown = context.shown?.has(candidate.id) ?? false
  let sum = WEIGHTS.purpose * purpose + WEIGHTS.urgency * urgency + WEIGHTS.importance * importance
  let weights = ALWAYS
  if (utterance !== undefined) {
    const isThing = candidate.origin.kind === 'object'
    const weight = isThing ? WEIGHTS.utteranceOfThings : WEIGHTS.utterance
    sum += weight * utterance
    weights += weight
  }
  if (stage !== undefined) {
    sum += WEIGHTS.stage * stage
    weights += WEIGHTS.stage
  }
  if (objective !== undefined) {
    sum += WEIGHTS.objective * objective
    weights += WEIGHTS.objective
  }
  return {
    total: decay * confidence * (sum / weights) * (wasShown ? SHOWN_FACTOR : 1),
    decay,
    confidence,
    purpose,
    urgency,
    importance,
    utterance,
    stage,
    objective,
    relevance,
    wasShown,
  }
}

function decayOf(candidate: Candidate, now: number): number {
  const { halfLifeDays } = candidate
  if (halfLifeDays === undefined) return 1
  const ageDays = Math.max(0, now - candidate.at) / DAY_MS
  return DECAY_FLOOR + (1 - DECAY_FLOOR) * 2 ** (-ageDays / halfLifeDays)
}

function revived(decay: number, utterance: number): number {
  return decay + REVIVED_SHARE * (1 - decay) * utterance
}

/** Open things mostly wait for somebody; what is due or overdue waits longest. */
function urgencyOf(candidate: Candidate, now: number): number {
  if (!candidate.isWaiting) return 0
  if (candidate.dueAt === undefined) return 0.6
  return candidate.dueAt - now <= DUE_SOON_DAYS * DAY_MS ? 1 : 0.5
}

/** The parts of a score, rounded for printing; `diversity` below 1: something like it was chosen before. */
export function explainScore(score: Score, diversity: number): Record<string, number> {
  const parts: Record<string, number> = {
    total: round(score.total),
    decay: round(score.decay),
    confidence: round(score.confidence),
    purpose: round(score.purpose),
    urgency: round(score.urgency),
    importance: round(score.importance),
  }
  if (score.utterance !== undefined) parts['utterance'] = round(score.utterance)
  if (score.relevance) {
    parts['utterance.words'] = round(score.relevance.words)
    parts['utterance.intent'] = round(score.relevance.favour)
    parts['utterance.pointer'] = round(score.relevance.pointer)
  }
  if (score.stage !== undefined) parts['stage'] = round(score.stage)
  if (score.objective !== undefined) parts['objective'] = round(score.objective)
  if (diversity < 1) parts['diversity'] = round(diversity)
  if (score.wasShown) parts['shown'] = SHOWN_FACTOR
  return parts
}

/** Three decimals: enough to compare, and the same on every machine. */
export function round(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
