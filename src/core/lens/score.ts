// The score of a candidate: how much it matters for this purpose now. Every part is kept, so that a view can
// print why a fact stands where it stands.
import type { Candidate } from './candidate.ts'
import type { Relevance } from './retrieval/rank.ts'

const DAY_MS = 86_400_000
/** Old things fade to this share and no further: age is a bias, never a filter. */
const DECAY_FLOOR = 0.3
/** What was shown earlier in this interaction counts half. */
const SHOWN_FACTOR = 0.5
/** Due within this many days is as urgent as overdue. */
const DUE_SOON_DAYS = 2

/** Weights of the parts; without an utterance the others share its weight. */
const WEIGHTS = { utterance: 0.4, purpose: 0.2, urgency: 0.15, importance: 0.1 }
const WITHOUT_UTTERANCE = WEIGHTS.purpose + WEIGHTS.urgency + WEIGHTS.importance

export interface ScoreContext {
  /** ms */
  readonly now: number
  /** undefined = no utterance */
  readonly relevance: ReadonlyMap<Candidate, Relevance> | undefined
  /** ids of facts shown earlier in this interaction */
  readonly shown: ReadonlySet<string> | undefined
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
  readonly wasShown: boolean
}

export function scoreOf(candidate: Candidate, context: ScoreContext): Score {
  const decay = decayOf(candidate, context.now)
  const confidence = Math.sqrt(candidate.confidence)
  const purpose = candidate.matter.definition.relevance
  const urgency = urgencyOf(candidate, context.now)
  const { importance } = candidate
  const utterance = context.relevance ? (context.relevance.get(candidate)?.total ?? 0) : undefined
  const wasShown = context.shown?.has(candidate.id) ?? false
  const known =
    WEIGHTS.purpose * purpose + WEIGHTS.urgency * urgency + WEIGHTS.importance * importance
  const sum =
    utterance === undefined
      ? known / WITHOUT_UTTERANCE
      : (known + WEIGHTS.utterance * utterance) / (WITHOUT_UTTERANCE + WEIGHTS.utterance)
  const total = decay * confidence * sum * (wasShown ? SHOWN_FACTOR : 1)
  return { total, decay, confidence, purpose, urgency, importance, utterance, wasShown }
}

function decayOf(candidate: Candidate, now: number): number {
  const { halfLifeDays } = candidate
  if (halfLifeDays === undefined) return 1
  const ageDays = Math.max(0, now - candidate.at) / DAY_MS
  return DECAY_FLOOR + (1 - DECAY_FLOOR) * 2 ** (-ageDays / halfLifeDays)
}

/** Open things mostly wait for somebody; what is due or overdue waits longest. */
function urgencyOf(candidate: Candidate, now: number): number {
  if (!candidate.isWaiting) return 0
  if (candidate.dueAt === undefined) return 0.6
  return candidate.dueAt - now <= DUE_SOON_DAYS * DAY_MS ? 1 : 0.5
}

/** The parts of a score, rounded for printing. */
export function explainScore(score: Score): Record<string, number> {
  const parts: Record<string, number> = {
    total: round(score.total),
    decay: round(score.decay),
    confidence: round(score.confidence),
    purpose: round(score.purpose),
    urgency: round(score.urgency),
    importance: round(score.importance),
  }
  if (score.utterance !== undefined) parts['utterance'] = round(score.utterance)
  if (score.wasShown) parts['shown'] = SHOWN_FACTOR
  return parts
}

/** Three decimals: enough to compare, and the same on every machine. */
export function round(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
