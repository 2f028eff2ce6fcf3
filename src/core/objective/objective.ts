// What she wants done now, ranked: what she declared comes first, then what her words, her doings and her open
// requests say together. Every objective shows what it rests on and lapses by itself.
import type { JsonObject } from '../../contract/event.ts'
import type { ObjectiveReading } from '../../contract/objective.ts'
import type { Provenance, Reason } from '../../contract/reason.ts'
import { byTime, type Moment } from '../profile/order.ts'
import type { CompiledCatalogue, CompiledJob } from './catalogue.ts'
import type { Reading } from './language/model.ts'
import { isSmallTalk } from './small-talk.ts'
import type { ObjectiveState, Said } from './state.ts'

/** An open business object of hers, as it stands. */
export interface OpenRequest {
  readonly type: string
  readonly id: string
  readonly status: string | undefined
  /** ms of its last change */
  readonly at: number
  readonly body: JsonObject
}

/** Reads words into jobs; the engine remembers readings by text, because views are asked far more often than she speaks. */
export type ReadWords = (text: string) => Reading

export interface ObjectiveSignals {
  readonly state: ObjectiveState
  readonly open: readonly OpenRequest[]
  /** what she says right now, before it is an event */
  readonly utterance?: string
}

export interface ObjectiveSettings {
  /** ms since epoch */
  readonly now: number
  /** the purpose of the look: jobs made for other purposes are left out; absent = all */
  readonly purpose?: string
  readonly read: ReadWords
  /** what an event (32 hex) is called, where that is known */
  readonly nameOf?: (event: string) => string | undefined
  /** whether her words in events of a kind may be quoted though nobody understood them; absent = all */
  readonly mayQuote?: (kind: string) => boolean
}

export interface Objectives {
  /** what she most likely wants; absent = nothing is known well enough to be said */
  readonly first?: ObjectiveReading
  /** others worth asking about, best first */
  readonly others: readonly ObjectiveReading[]
  /** what she wanted before: settled, taken back or lapsed, newest first */
  readonly past: readonly PastObjective[]
  /** what she said last, where no job covers it */
  readonly unread?: Reason
}

export interface PastObjective {
  readonly job: string
  readonly label: string
  readonly end: 'settled' | 'refused' | 'lapsed'
  /** ISO 8601, of its end; of one that lapsed, of its last sign */
  readonly at: string
  /** ISO 8601, of the oldest sign that is still known; absent: nobody but the one who refused it spoke of it */
  readonly since?: string
  /** events (32 hex) that showed it, and the one that ended it */
  readonly evidence: readonly string[]
}

/** From here on an objective is worth naming as hers; below the bar it is worth asking about. */
export const OBJECTIVE_BAR = 0.4
const ASK_BAR = 0.15
const OTHERS_MAX = 3
const PAST_MAX = 5
const EVIDENCE_MAX = 5
const DAY_MS = 86_400_000
/** Her words lose half their weight in two days; a search says less than a message. */
const SAID_HALF_LIFE_DAYS = 2
const SAID_MAX = 0.95
const SEARCHED_MAX = 0.6
/** What she says at this moment goes before all that is inferred when it is read as surely as this. */
const SAID_NOW_BAR = 0.6
/** What an agent noted for her is nearly as good as her own word. */
const BY_OTHERS = 0.9

/** Pure: the same signals, catalogue, readings and time give the same objectives. */
export function objectivesOf(
  { state, open, utterance }: ObjectiveSignals,
  catalogue: CompiledCatalogue,
  { now, purpose, read, nameOf, mayQuote = () => true }: ObjectiveSettings,
): Objectives {
  const words = readAll(state.said, utterance, { now, read })
  const concerns = concernsOf(words, open)
  const ranked: Found[] = []
  const past: PastObjective[] = []
  for (const job of catalogue.jobs.values()) {
    const id = job.definition.job
    const isKnown = state.verdicts[id] !== undefined || state.did[id] !== undefined
    if (!isKnown && !(isFor(job, purpose) && isConcerned(job, concerns))) continue
    const signs = signsOf(job, { state, open, words, now, nameOf })
    if (!isFor(job, purpose)) continue
    const found = foundOf(job, signs, state, now)
    if (found) ranked.push(found)
    past.push(...pastOf(job, { state, words, now, isOpen: signs.length > 0 }))
  }
  ranked.sort(bestFirst)
  const [first, ...rest] = ranked.map(({ reading }) => reading)
  const isSure = first !== undefined && first.confidence >= OBJECTIVE_BAR
  const others = (isSure ? rest : ranked.map(({ reading }) => reading)).slice(0, OTHERS_MAX)
  return {
    ...(isSure && first && { first }),
    others,
    past: past.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, PAST_MAX),
    ...(catalogue.jobs.size > 0 && unreadOf(words, { now, mayQuote })),
  }
}

/** Of the last two days, her newest message that says something; nothing where it was understood. */
function unreadOf(
  words: readonly ReadSaid[],
  { now, mayQuote }: Required<Pick<ObjectiveSettings, 'now' | 'mayQuote'>>,
): { readonly unread?: Reason } {
  const spoken = words.filter(
    ({ said }) => !said.s && fading(now - said.t, SAID_HALF_LIFE_DAYS) >= 0.5 && saysMuch(said.w),
  )
  const newest = spoken.reduce<ReadSaid | undefined>(
    (one, other) => (one && byTime(one.said, other.said) >= 0 ? one : other),
    undefined,
  )
  if (!newest || newest.reading.isKnown) return {}
  const { w, e, k = '' } = newest.said
  if (e !== NOW_EVIDENCE && !mayQuote(k)) return {}
  const text = `Said “${w.slice(0, UNREAD_MAX)}${w.length > UNREAD_MAX ? '…' : ''}”`
  return { unread: e === NOW_EVIDENCE ? { text } : { text, evidence: [e] } }
}

const UNREAD_MAX = 120

/** More than a greeting or a word of thanks: those are no request that nobody understood. */
function saysMuch(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const signs = text.match(
    /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/gu,
  )
  return letters + 2 * (signs?.length ?? 0) >= LETTERS_MIN && !isSmallTalk(text)
}

/** Three short words, or four signs of a script that writes words with one or two. */
const LETTERS_MIN = 12

/** What is known of her, by what jobs ask for. */
interface Concerns {
  /** jobs that her words were read as */
  readonly said: ReadonlySet<string>
  /** types of her open things */
  readonly open: ReadonlySet<string>
}

function concernsOf(words: readonly ReadSaid[], open: readonly OpenRequest[]): Concerns {
  const read = words.filter(({ reading }) => reading.isKnown)
  return {
    said: new Set(read.flatMap(({ reading }) => reading.labels.map(({ label }) => label))),
    open: new Set(open.map(({ type }) => type)),
  }
}

/** Most jobs are concerned by nothing that is known of her; views are too frequent to look at them closely. */
function isConcerned(job: CompiledJob, { said, open }: Concerns): boolean {
  return said.has(job.definition.job) || job.open.some(({ type }) => open.has(type))
}

interface Sign {
  /** ms */
  readonly at: number
  readonly weight: number
  readonly basis: Provenance
  readonly evidence: string
  readonly text: string
  readonly phrase?: string
  /** later than this it says nothing */
  readonly expiresAt: number
}

interface Found {
  readonly reading: ObjectiveReading
  readonly isGiven: boolean
  /** she says so at this moment, and clearly */
  readonly isSaidNow: boolean
  readonly at: number
}

function bestFirst(a: Found, b: Found): number {
  if (a.isGiven !== b.isGiven) return a.isGiven ? -1 : 1
  if (a.isSaidNow !== b.isSaidNow) return a.isSaidNow ? -1 : 1
  const byTimeGiven = a.isGiven ? b.at - a.at : 0
  return (
    byTimeGiven ||
    b.reading.confidence - a.reading.confidence ||
    b.at - a.at ||
    (a.reading.job < b.reading.job ? -1 : 1)
  )
}

function isFor({ definition }: CompiledJob, purpose: string | undefined): boolean {
  const { purposes } = definition
  return purpose === undefined || purposes.length === 0 || purposes.includes(purpose)
}

interface ReadSaid {
  readonly said: Said
  readonly reading: Reading
}

const NOW_EVIDENCE = 'now'

function readAll(
  said: readonly Said[],
  utterance: string | undefined,
  { now, read }: { readonly now: number; readonly read: ReadWords },
): readonly ReadSaid[] {
  const current: Said[] = utterance ? [{ t: now, e: NOW_EVIDENCE, w: utterance, c: '' }] : []
  return [...current, ...said.filter(({ t }) => t <= now)].map((one) => ({
    said: one,
    reading: read(one.w),
  }))
}

interface SignSources {
  readonly state: ObjectiveState
  readonly open: readonly OpenRequest[]
  readonly words: readonly ReadSaid[]
  readonly now: number
  readonly nameOf: ObjectiveSettings['nameOf']
}

/** All that speaks for a job and is neither settled, refused nor lapsed; newest first. */
function signsOf(job: CompiledJob, sources: SignSources): readonly Sign[] {
  const { state, now } = sources
  const id = job.definition.job
  const verdict = state.verdicts[id]
  const settled = state.settled[id]
  const isOver = (one: Moment): boolean =>
    (settled !== undefined && byTime(one, settled) <= 0) ||
    (verdict?.y === 0 && byTime(one, verdict) < 0)
  const lapse = job.definition.expiresAfterDays * DAY_MS
  const signs = [
    ...declaredSigns(job, state, isOver),
    ...saidSigns(job, sources, isOver),
    ...didSigns(job, sources, isOver),
    ...openSigns(job, sources),
  ].map((sign) => ({ ...sign, expiresAt: Math.max(sign.expiresAt, sign.at + lapse) }))
  return signs
    .filter(({ at, expiresAt }) => at <= now && expiresAt > now)
    .sort((a, b) => b.at - a.at)
}

type IsOver = (one: Moment) => boolean

function declaredSigns(job: CompiledJob, state: ObjectiveState, isOver: IsOver): readonly Sign[] {
  const verdict = state.verdicts[job.definition.job]
  if (verdict?.y !== 1 || isOver(verdict)) return []
  const who = verdict.a === undefined ? 'She said so herself' : `Confirmed by ${verdict.a}`
  const weight = verdict.a === undefined ? 1 : BY_OTHERS
  return [{ at: verdict.t, weight, basis: 'given', evidence: verdict.e, text: who, expiresAt: 0 }]
}

function saidSigns(
  { definition }: CompiledJob,
  { words, now }: SignSources,
  isOver: IsOver,
): readonly Sign[] {
  return words.flatMap(({ said, reading }) => {
    const found = reading.isKnown
      ? reading.labels.find(({ label }) => label === definition.job)
      : undefined
    if (!found || isOver({ t: said.t, e: said.e })) return []
    const most = said.s ? SEARCHED_MAX : SAID_MAX
    const weight = Math.min(most, found.chance) * fading(now - said.t, SAID_HALF_LIFE_DAYS)
    const phrase = reading.phrase ?? said.w
    const verb = said.s ? 'Searched for' : 'Said'
    const text = `${verb} “${phrase}”`
    return [{ at: said.t, weight, basis: 'inferred', evidence: said.e, text, phrase, expiresAt: 0 }]
  })
}

function didSigns(
  { definition, signs }: CompiledJob,
  { state, now, nameOf }: SignSources,
  isOver: IsOver,
): readonly Sign[] {
  return (state.did[definition.job] ?? []).flatMap((did) => {
    // A condition that is no longer in the catalogue says nothing any more.
    const rule = signs.find(({ sign }) => sign === did.g)
    if (!rule || isOver(did)) return []
    const weight = rule.weight * fading(now - did.t, rule.halfLifeDays)
    const name = nameOf?.(did.e)
    const text = name === undefined ? 'Did something that shows it' : `Did: ${name}`
    return [{ at: did.t, weight, basis: 'observed', evidence: did.e, text, expiresAt: 0 }]
  })
}

function openSigns(job: CompiledJob, { open, now }: SignSources): readonly Sign[] {
  return open.flatMap(({ type, id, status, at, body }) => {
    const rule = job.open.find(
      (one) => one.type === type && one.condition.holds({ object: { type, status, body } }),
    )
    if (!rule) return []
    return [
      {
        at: Math.min(at, now),
        weight: rule.weight,
        basis: 'observed',
        evidence: `${type}:${id}`,
        text: `${type} ${id} is ${status ?? 'open'}`,
        // It counts as long as it is open.
        expiresAt: Number.MAX_SAFE_INTEGER,
      },
    ]
  })
}

function fading(age: number, halfLifeDays: number): number {
  return 2 ** (-Math.max(0, age) / (halfLifeDays * DAY_MS))
}

/** Signs of one sort repeat each other, so the best of a sort counts; sorts add up like independent witnesses. */
function foundOf(
  { definition }: CompiledJob,
  signs: readonly Sign[],
  state: ObjectiveState,
  now: number,
): Found | undefined {
  const [newest] = signs
  if (!newest) return undefined
  const strongest = signs.toSorted((a, b) => b.weight - a.weight)
  const given = signs.find(({ basis }) => basis === 'given')
  const doubt = (['inferred', 'observed'] as const).reduce((left, basis) => {
    const best = strongest.find((sign) => sign.basis === basis)
    return left * (1 - (best?.weight ?? 0))
  }, 1)
  const confidence = given ? given.weight : (1 - doubt) * refusal(definition.job, state, now)
  if (confidence < ASK_BAR) return undefined
  const lead = given ?? strongest[0] ?? newest
  const phrase = strongest.find((sign) => sign.phrase !== undefined)?.phrase
  const lapses = Math.max(...signs.map(({ expiresAt }) => expiresAt))
  return {
    isGiven: given !== undefined,
    isSaidNow: signs.some(
      ({ evidence, weight }) => evidence === NOW_EVIDENCE && weight >= SAID_NOW_BAR,
    ),
    at: lead.at,
    reading: {
      job: definition.job,
      label: definition.label,
      basis: lead.basis,
      confidence: Math.round(confidence * 1_000) / 1_000,
      since: iso(Math.min(...signs.map(({ at }) => at))),
      at: iso(newest.at),
      expires: iso(Math.min(lapses, now + definition.expiresAfterDays * DAY_MS)),
      ...(phrase !== undefined && { phrase }),
      evidence: evidenceOf(strongest),
      because: strongest.slice(0, EVIDENCE_MAX).map(reasonOf),
    },
  }
}

/** Who was asked and said no is not asked again soon on weak signs. */
function refusal(job: string, { verdicts }: ObjectiveState, now: number): number {
  const verdict = verdicts[job]
  return verdict?.y === 0 ? 1 - 0.5 * fading(now - verdict.t, SAID_HALF_LIFE_DAYS) : 1
}

function evidenceOf(signs: readonly Sign[]): string[] {
  const ids = signs.map(({ evidence }) => evidence).filter((id) => id !== NOW_EVIDENCE)
  return [...new Set(ids)].slice(0, EVIDENCE_MAX)
}

function reasonOf({ text, evidence, weight }: Sign): Reason {
  const rounded = Math.round(weight * 1_000) / 1_000
  if (evidence === NOW_EVIDENCE) return { text, weight: rounded }
  return { text, evidence: [evidence], weight: rounded }
}

interface PastSources {
  readonly state: ObjectiveState
  readonly words: readonly ReadSaid[]
  readonly now: number
  /** something still speaks for it: then it has not lapsed, though it may have been settled before */
  readonly isOpen: boolean
}

/** What was known of a job and has ended: settled last, refused, or lapsed by itself. */
function pastOf(
  { definition: { job, label } }: CompiledJob,
  { state, words, now, isOpen }: PastSources,
): readonly PastObjective[] {
  const verdict = state.verdicts[job]
  const settled = state.settled[job]
  const wanted = wantedOf(job, state, words).filter(({ t }) => t <= now)
  const told = (end: PastObjective['end'], at: Moment, signs: readonly Moment[]) => {
    const oldest = signs.reduce((least, { t }) => Math.min(least, t), Number.POSITIVE_INFINITY)
    const ids = [at.e, ...signs.map(({ e }) => e)]
    const evidence = [...new Set(ids)].slice(0, EVIDENCE_MAX)
    const since = signs.length === 0 ? {} : { since: iso(oldest) }
    return [{ job, label, end, at: iso(at.t), ...since, evidence }]
  }
  if (verdict?.y === 0 && !isOpen && verdict.t <= now) {
    return told(
      'refused',
      verdict,
      wanted.filter((one) => byTime(one, verdict) < 0),
    )
  }
  if (settled && settled.t <= now) {
    const before = wanted.filter((one) => byTime(one, settled) <= 0)
    return before.length === 0 ? [] : told('settled', settled, before)
  }
  const [newest] = wanted.toSorted((a, b) => byTime(b, a))
  return newest && !isOpen ? told('lapsed', newest, wanted) : []
}

/** Every moment that spoke for it. */
function wantedOf(
  job: string,
  state: ObjectiveState,
  words: readonly ReadSaid[],
): readonly Moment[] {
  const verdict = state.verdicts[job]
  const said = words.filter(
    ({ said: { e }, reading }) =>
      e !== NOW_EVIDENCE &&
      reading.isKnown &&
      reading.labels.some(({ label, chance }) => label === job && chance >= OBJECTIVE_BAR),
  )
  return [
    ...(verdict?.y === 1 ? [verdict] : []),
    ...(state.did[job] ?? []),
    ...said.map((one) => one.said),
  ]
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
