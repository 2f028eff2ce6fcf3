// Her mood, from her own written words or from what she says it is; never from voice or face, never an employee's. It
// belongs to one interaction and lapses after a few hours.
import { MOOD_LABELS, type MoodLabel, type MoodReading } from '../../contract/objective.ts'
import { CALM_REQUESTS } from './calm-requests.ts'
import { feelingWords } from './language/lexicon.ts'
import { type LanguageModel, type Reading, readWithPhrase } from './language/model.ts'
import { tokensOf } from './language/tokens.ts'
import { trainLanguage } from './language/train.ts'
import { MOOD_EXAMPLES } from './mood-examples.ts'
import type { ObjectiveState, Said } from './state.ts'

/** A mood is true for the contact in which it showed. */
export const MOOD_LASTS_MS = 4 * 3_600_000
/** Below this it is not said: a wrong mood does more harm than none. */
const CONFIDENCE_MIN = 0.45
const CALM = 'calm'
const VALENCES: Readonly<Record<MoodLabel | typeof CALM, number>> = {
  frustrated: -0.6,
  angry: -0.9,
  worried: -0.5,
  confused: -0.25,
  satisfied: 0.7,
  grateful: 0.8,
  calm: 0,
}
/** Words that carry a feeling of their own weigh so much beside what the model says. */
const LEXICON_SHARE = 0.3
const VALENCE_MAX = 3
/** How little an earlier message of the same contact says beside a later one. */
const EARLIER = 0.6

export type ReadMood = (text: string) => Reading

/** The mood model that comes with Alidade; takes well under a second, so make it once. */
export function trainMoodModel(): LanguageModel {
  const told = { ...MOOD_EXAMPLES, [CALM]: `${MOOD_EXAMPLES.calm}\n${CALM_REQUESTS}` }
  const examples = Object.entries(told).flatMap(([label, lines]) =>
    lines
      .split('\n')
      .filter((line) => line !== '')
      .map((text) => ({ text, labels: [label] })),
  )
  return trainLanguage(examples)
}

/** How a mood model reads words; the engine remembers readings by text. */
export function moodReader(model: LanguageModel): ReadMood {
  return (text) => readWithPhrase(model, text)
}

export interface MoodSettings {
  /** ms since epoch */
  readonly now: number
  readonly read: ReadMood
  /** what she says right now, before it is an event */
  readonly utterance?: string
}

/** Undefined when she said nothing lately, or nothing that shows a mood. */
export function moodOf(state: ObjectiveState, settings: MoodSettings): MoodReading | undefined {
  const { now, utterance } = settings
  const current: Said[] = utterance ? [{ t: now, e: '', w: utterance, c: '' }] : []
  const since = now - MOOD_LASTS_MS
  const said = [...current, ...state.said.filter(({ t, s }) => !s && t <= now && t > since)]
  const declared = state.mood
  if (
    declared &&
    declared.t > since &&
    declared.t <= now &&
    !said.some(({ t }) => t > declared.t)
  ) {
    return declaredReading(declared)
  }
  return readingOf(said, settings)
}

function declaredReading({ m, t, e }: NonNullable<ObjectiveState['mood']>): MoodReading {
  return {
    label: m,
    valence: VALENCES[m],
    basis: 'given',
    confidence: 1,
    at: new Date(t).toISOString(),
    expires: new Date(t + MOOD_LASTS_MS).toISOString(),
    evidence: [e],
  }
}

interface Weighed {
  readonly said: Said
  readonly chances: Readonly<Record<string, number>>
  readonly weight: number
  readonly phrase: string | undefined
}

function readingOf(said: readonly Said[], { read }: MoodSettings): MoodReading | undefined {
  const weighed = said.map((one, n): Weighed => {
    const reading = read(one.w)
    const chances = Object.fromEntries(reading.labels.map(({ label, chance }) => [label, chance]))
    return { said: one, chances, weight: EARLIER ** n, phrase: reading.phrase }
  })
  const [newest] = weighed
  if (!newest) return undefined
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0)
  const chanceOf = (label: string): number =>
    weighed.reduce((sum, { chances, weight }) => sum + weight * (chances[label] ?? 0), 0) / total
  const label = MOOD_LABELS.reduce((best, one) => (chanceOf(one) > chanceOf(best) ? one : best))
  const confidence = chanceOf(label)
  if (confidence < CONFIDENCE_MIN || confidence < chanceOf(CALM)) return undefined
  const shown = weighed.filter(({ chances }) => (chances[label] ?? 0) >= CONFIDENCE_MIN)
  const lead = shown[0] ?? newest
  return {
    label,
    valence: valenceOf(weighed, chanceOf),
    basis: 'inferred',
    confidence: rounded(confidence),
    at: new Date(lead.said.t).toISOString(),
    expires: new Date(lead.said.t + MOOD_LASTS_MS).toISOString(),
    phrase: lead.phrase ?? lead.said.w,
    evidence: shown.map(({ said: { e } }) => e).filter((id) => id !== ''),
  }
}

function valenceOf(weighed: readonly Weighed[], chanceOf: (label: string) => number): number {
  const labels = [...MOOD_LABELS, CALM] as const
  const modelled = labels.reduce((sum, label) => sum + chanceOf(label) * VALENCES[label], 0)
  const words = feelingWords(tokensOf(weighed[0]?.said.w ?? ''))
  if (words.length === 0) return rounded(modelled)
  const mean = words.reduce((sum, { valence }) => sum + valence, 0) / words.length / VALENCE_MAX
  const mixed = (1 - LEXICON_SHARE) * modelled + LEXICON_SHARE * mean
  return rounded(Math.max(-1, Math.min(1, mixed)))
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
