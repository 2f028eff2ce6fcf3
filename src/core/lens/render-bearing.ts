// Position, objective, mood and situation in few words: some lines of Markdown, or a sentence or two for a voice.
// Guesses are worded as guesses; her own words stand in quotation marks.
import type { Budget } from '../../contract/lens.ts'
import type { View } from '../../contract/view.ts'
import type { Audience } from '../consent/gates.ts'
import { LEAVES } from '../journey/positions.ts'
import { cleanText } from './clean.ts'
import { humanise } from './compile.ts'
import { escapeMarkdown, plainQuotes, quote, said } from './markdown-text.ts'
import { readableAge, readableDate, readableMoment } from './readable.ts'
import { wordsIn } from './select.ts'
import { tokensIn } from './tokens.ts'

export type Sections = Pick<View, 'position' | 'objective' | 'situation'>

export interface BearingOptions {
  readonly audience: Audience
  /** ms: ages are told from here */
  readonly now: number
}

const TEXT_MAX = 120
const HOUR_MS = 3_600_000
const NEXT_SHOWN = 2
const INCIDENTS_SHOWN = 2
const PROMISES_SHOWN = 2
const ABILITIES_SHOWN = 3
const SURE = 0.8
/** A voice has time for this many words beside the facts. */
const SPEECH_WORDS_MAX = 20

/** Lines of Markdown, some ten at most; none when nothing is known. Where there is little room, what is urgent stays. */
export function bearingLines(
  { position, objective, situation }: Sections,
  options: BearingOptions & { readonly budget: Budget },
): readonly string[] {
  const lines: readonly Line[] = [
    ...(position ? [positionLine(position, options)] : []),
    ...(objective ? objectiveLines(objective, options) : []),
    ...(situation ? situationLines(situation, options) : []),
  ]
  const { tokens = Number.POSITIVE_INFINITY, words = Number.POSITIVE_INFINITY } = options.budget
  const kept = new Set<Line>()
  let tokensLeft = tokens * TOKENS_SHARE
  let wordsLeft = words * WORDS_SHARE
  for (const line of lines.toSorted((x, y) => x.rank - y.rank)) {
    const tokensOfLine = tokensIn(line.text)
    const wordsOfLine = wordsIn(line.text)
    if (tokensOfLine > tokensLeft || wordsOfLine > wordsLeft) continue
    tokensLeft -= tokensOfLine
    wordsLeft -= wordsOfLine
    kept.add(line)
  }
  return lines.filter((line) => kept.has(line)).map(({ text }) => text)
}

interface Line {
  readonly text: string
  /** 0 = first to stay */
  readonly rank: number
}

/** A step of which "0 %" would stand there says nothing. */
const LIKELY_ENOUGH = 0.005
/** Of the whole text, which facts are to share. */
const TOKENS_SHARE = 0.25
/** Beside the words of facts and traits, which alone a budget of words counts. */
const WORDS_SHARE = 0.5
const TROUBLE: ReadonlySet<string | undefined> = new Set(['stuck', 'looping', 'off-course'])

type Position = NonNullable<View['position']>
type Objective = NonNullable<View['objective']>
type Situation = NonNullable<View['situation']>

function positionLine(position: Position, { now }: BearingOptions): Line {
  const { title, stage, journey, passage, since, state, left, waitingOn, due, overdue, next } =
    position
  const about = [
    `${humanise(journey).toLowerCase()}${passage === undefined ? '' : ` ${ownText(passage)}`}`,
    left === undefined ? spanSince(since, now) : `left ${readableAge(Date.parse(left), now) ?? ''}`,
    state === undefined || state === 'on-course' || state === 'left' ? undefined : state,
    waitingOn && `waiting on ${waitingOn}`,
    due && `due ${readableDate(due)}${overdue ? ', overdue' : ''}`,
  ].filter((one) => one !== undefined)
  const follows = next
    .filter(({ p }) => p >= LIKELY_ENOUGH)
    .slice(0, NEXT_SHOWN)
    .map(({ step, p }) => `${stepWords(step)} ${Math.round(p * 100)} %`)
  const after = follows.length === 0 ? '' : `. Usually next: ${follows.join(', ')}`
  const text = `- Position: ${ownText(title ?? stage)} (${about.join('; ')})${after}`
  return { text, rank: TROUBLE.has(state) ? 2 : 4 }
}

const stepWords = (step: string): string =>
  step === LEAVES ? 'nothing more' : said(humanise(step).toLowerCase())

function objectiveLines(objective: Objective, { now }: BearingOptions): readonly Line[] {
  const { label, basis, confidence, because, mood, others = [], past = [] } = objective
  const words = phraseIn(because[0]?.text)
  const phrase = words === undefined ? '' : `: ${quote(words)}`
  const wants =
    label === undefined
      ? others.slice(0, 1).map((one) => ({
          text: `- Perhaps wants: ${ownText(one.label)}; ask`,
          rank: 7,
        }))
      : [{ text: `- ${wording(basis, confidence)}: ${ownText(label)}${phrase}`, rank: 1 }]
  return [
    ...wants,
    ...(mood ? [{ text: moodLine(mood, now), rank: 3 }] : []),
    ...past.slice(0, 1).map((one) => ({ text: pastLine(one), rank: 8 })),
  ]
}

const ENDS = { settled: 'settled', refused: 'she said it is not so', lapsed: 'no more heard of it' }

function pastLine({ label, end, at }: NonNullable<Objective['past']>[number]): string {
  return `- Wanted before: ${ownText(label)} (${ENDS[end]}, ${readableDate(at)})`
}

function moodLine(
  { label, expires, because }: NonNullable<Objective['mood']>,
  now: number,
): string {
  const words = phraseIn(because[0]?.text)
  const rest = words === undefined ? '' : `, from ${quote(words)}`
  const hours = Math.max(1, Math.round((Date.parse(expires) - now) / HOUR_MS))
  return `- Mood: seems ${label}${rest}, for ${hours} h at most`
}

function wording(basis: Objective['basis'], confidence: number): string {
  if (basis === 'declared') return 'Wants, as said'
  return confidence >= SURE ? 'Wants, we think' : 'Perhaps wants'
}

function situationLines(situation: Situation, { now }: BearingOptions): readonly Line[] {
  const { incidents, promises, ability } = situation
  return [
    ...incidents.slice(0, INCIDENTS_SHOWN).map(({ what, since, expectedEnd }) => {
      const end = expectedEnd ? `, expected to end ${readableMoment(Date.parse(expectedEnd))}` : ''
      return { text: `- Incident: ${ownText(what)} (${spanSince(since, now)}${end})`, rank: 0 }
    }),
    ...promises.slice(0, PROMISES_SHOWN).map(promiseLine),
    ...abilityLines(ability),
  ]
}

function promiseLine(promise: Situation['promises'][number]): Line {
  const { what, due, state, kept, kind, used, pausedMs = 0 } = promise
  if (kind === 'entitlement') {
    const about = [
      used === undefined ? undefined : `${Math.round(used * 100)} % used up`,
      due && `until ${readableDate(due)}`,
    ].filter((one) => one !== undefined)
    const more = about.length === 0 ? '' : ` (${about.join(', ')})`
    return { text: `- Entitled to: ${ownText(what)}${more}`, rank: 5 }
  }
  const word = state ?? (kept ? 'kept' : 'due')
  const date = due === undefined ? '' : `, ${readableDate(due)}`
  const hours = Math.round(pausedMs / HOUR_MS)
  const stood = pausedMs < HOUR_MS ? '' : `; ${hours} h of waiting for an answer do not count`
  const text = `- Promised: ${ownText(what)} (${word}${date}${stood})`
  if (word !== 'broken') return { text, rank: 5 }
  // A word given to her goes before a clock that ran out.
  return { text, rank: kind === 'service-level' ? 2 : 0 }
}

/** What measurements say just now, and what does not work; opening hours and the rest stand in the JSON form. */
function abilityLines(ability: Situation['ability']): readonly Line[] {
  const told = ability.flatMap(({ what, title, feasible, wait, opensAt, because }) => {
    const name = ownText(title ?? humanise(what))
    if (!feasible) return opensAt === undefined ? [`${name} not now`] : []
    return wait === undefined || because.length === 0 ? [] : [`${name}, ${wait}`]
  })
  const text = `- We can offer: ${told.slice(0, ABILITIES_SHOWN).join('; ')}`
  return told.length === 0 ? [] : [{ text, rank: 6 }]
}

/** `for 20 hours`, `since 3 Nov 2026` */
function spanSince(since: string, now: number): string {
  const age = readableAge(Date.parse(since), now) ?? ''
  return age.endsWith(' ago') ? `for ${age.slice(0, -4)}` : `since ${age}`
}

/** Words of ours, which may yet hold anything: cleaned and escaped. */
const ownText = (text: string): string => escapeMarkdown(plainQuotes(cleanText(text, TEXT_MAX)))

function phraseIn(text: string | undefined): string | undefined {
  const phrase = /“([^”]+)”/.exec(text ?? '')?.[1]
  return phrase === undefined ? undefined : cleanText(phrase, TEXT_MAX)
}

/**
 * What a voice says first: that we know of what is broken, or of a word not kept; to staff what she wants. One
 * sentence, since she has time for little; undefined when there is none worth it.
 */
export function bearingSentence(
  { objective, situation }: Sections,
  { audience }: BearingOptions,
): string | undefined {
  const incident = situation?.incidents[0]
  const broken = situation?.promises.find(
    ({ state, kind }) => state === 'broken' && kind !== 'service-level',
  )
  const toHer = audience === 'customer'
  const sentences = [
    incident && `${toHer ? 'We know' : 'Touched by'}: ${incident.what}`,
    broken && `${toHer ? 'Late, and we are sorry' : 'Not kept'}: ${broken.what}`,
    !toHer && objective?.label !== undefined && wantsSentence(objective, objective.label),
  ]
  return sentences.find(
    (one): one is string => typeof one === 'string' && one.split(/\s+/).length <= SPEECH_WORDS_MAX,
  )
}

function wantsSentence({ basis, confidence, mood }: Objective, label: string): string {
  const verb =
    basis === 'declared'
      ? 'Wants to'
      : confidence >= SURE
        ? 'Wants, we think, to'
        : 'Perhaps wants to'
  const words = label.charAt(0).toLowerCase() + label.slice(1)
  return `${verb} ${words}${mood ? `; seems ${mood.label}` : ''}`
}
