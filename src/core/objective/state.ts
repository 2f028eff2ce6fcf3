// What one source record shows of objectives and mood, kept as it comes: her words, what she did, what was declared,
// what was settled. Folding keeps the newest of each, so any order and any split into records end in the same bytes.
// Her words are kept, not what a model made of them: a better model reads them anew.
import type { Event } from '../../contract/event.ts'
import { MOOD_LABELS, type MoodLabel, OBJECTIVE_EVENTS } from '../../contract/objective.ts'
import { byTime, compareText, type Moment, sortedByName } from '../profile/order.ts'
import { type CompiledCatalogue, rulesFor } from './catalogue.ts'
import { type HerWords, herWords } from './her-words.ts'

/** Her words in one event. Short names: this is stored per record. */
export interface Said extends Moment {
  /** cut to its beginning */
  readonly w: string
  /** channel: a mood belongs to one interaction */
  readonly c: string
  /** kind of the event: who may know it decides who may know what it says */
  readonly k?: string
  /** 1 = typed into a search field */
  readonly s?: 1
}

/** Something she did that shows a job: `g` is the condition that held. */
export interface Did extends Moment {
  readonly g: string
}

/** Somebody said what she wants. */
export interface Verdict extends Moment {
  /** 1 = this is what she wants, 0 = it is not */
  readonly y: 0 | 1
  /** who says so: absent = she herself */
  readonly a?: string
}

export interface DeclaredMood extends Moment {
  readonly m: MoodLabel
}

export interface ObjectiveState {
  /** newest first */
  readonly said: readonly Said[]
  /** by job, newest first */
  readonly did: { readonly [job: string]: readonly Did[] }
  /** by job: the newest verdict */
  readonly verdicts: { readonly [job: string]: Verdict }
  /** by job: when it was last settled */
  readonly settled: { readonly [job: string]: Moment }
  readonly mood?: DeclaredMood
}

export const NO_OBJECTIVES: ObjectiveState = { said: [], did: {}, verdicts: {}, settled: {} }

const SAID_MAX = 6
const DID_MAX = 3
/** Of jobs that are no longer in the catalogue nothing is added; this bounds what the catalogues of the past left. */
const JOBS_KEPT_MAX = 200

/** Folds one event in. Returns `state` itself when the event says nothing of the sort. */
export function foldObjectives(
  state: ObjectiveState,
  event: Event,
  catalogue: CompiledCatalogue,
): ObjectiveState {
  const shown = shownBy(event, catalogue)
  return shown === undefined ? state : joinTwo(state, shown)
}

/** The state of one record that had seen all that these records saw. */
export function combineObjectives(states: readonly ObjectiveState[]): ObjectiveState {
  const [first, ...rest] = states
  return rest.reduce(joinTwo, first ?? NO_OBJECTIVES)
}

/** The state after this event alone. */
function shownBy(event: Event, catalogue: CompiledCatalogue): ObjectiveState | undefined {
  const moment = { t: event.occurredAt, e: event.id }
  const declared = declaredBy(event, moment)
  if (declared) return declared
  const words = herWords(event, catalogue.words)
  const rules = rulesFor(catalogue, event)
  if (!words && rules.length === 0) return undefined
  const did: Record<string, readonly Did[]> = {}
  const settled: Record<string, Moment> = {}
  for (const { job, weight, sign } of rules) {
    if (weight === 0) settled[job] = moment
    else did[job] = newest(did[job] ?? [], [{ ...moment, g: sign }], DID_MAX)
  }
  const said: Said[] = words ? [saidBy(event, words)] : []
  return { said, did, verdicts: {}, settled }
}

function saidBy({ occurredAt: t, id: e, channel: c, kind: k }: Event, words: HerWords): Said {
  return { t, e, w: words.text, c, k, ...(words.isSearch && { s: 1 as const }) }
}

function declaredBy(event: Event, moment: Moment): ObjectiveState | undefined {
  if (event.type !== 'track') return undefined
  const { properties, name } = event
  const job = nameIn(properties['job'])
  const by = nameIn(properties['by'])
  const say = (y: 0 | 1): Verdict => ({ ...moment, y, ...(by !== undefined && { a: by }) })
  switch (name) {
    case OBJECTIVE_EVENTS.declared:
    case OBJECTIVE_EVENTS.confirmed:
      return job === undefined ? undefined : { ...NO_OBJECTIVES, verdicts: { [job]: say(1) } }
    case OBJECTIVE_EVENTS.corrected: {
      const instead = nameIn(properties['instead'])
      const verdicts: Record<string, Verdict> = {}
      if (job !== undefined) verdicts[job] = say(0)
      if (instead !== undefined) verdicts[instead] = say(1)
      return { ...NO_OBJECTIVES, verdicts }
    }
    case OBJECTIVE_EVENTS.resolved:
      return job === undefined ? undefined : { ...NO_OBJECTIVES, settled: { [job]: moment } }
    case OBJECTIVE_EVENTS.mood: {
      const m = MOOD_LABELS.find((label) => label === properties['mood'])
      return m && { ...NO_OBJECTIVES, mood: { ...moment, m } }
    }
    default:
      return undefined
  }
}

const NAME_CHARS_MAX = 100

function nameIn(value: unknown): string | undefined {
  const isName = typeof value === 'string' && value !== '' && value.length <= NAME_CHARS_MAX
  return isName && value !== '__proto__' ? value : undefined
}

function joinTwo(a: ObjectiveState, b: ObjectiveState): ObjectiveState {
  const mood = newer(a.mood, b.mood)
  return {
    said: newest(a.said, b.said, SAID_MAX),
    did: joinBy(a.did, b.did, (x, y) => newest(x, y, DID_MAX)),
    verdicts: joinBy(a.verdicts, b.verdicts, (x, y) => newer(x, y) ?? x),
    settled: joinBy(a.settled, b.settled, (x, y) => newer(x, y) ?? x),
    ...(mood && { mood }),
  }
}

function joinBy<Value>(
  a: Readonly<Record<string, Value>>,
  b: Readonly<Record<string, Value>>,
  join: (x: Value, y: Value) => Value,
): Readonly<Record<string, Value>> {
  const names = Object.keys(b)
  if (names.length === 0) return a
  const joined: Record<string, Value> = { ...a }
  let hasNewName = false
  for (const name of names) {
    const [before, more] = [joined[name], b[name]]
    if (more === undefined) continue
    joined[name] = before === undefined ? more : join(before, more)
    hasNewName ||= before === undefined
  }
  return hasNewName ? sortedByName(joined, JOBS_KEPT_MAX) : joined
}

function newer<M extends Moment>(a: M | undefined, b: M | undefined): M | undefined {
  if (!a || !b) return a ?? b
  return byTime(a, b) >= 0 ? a : b
}

/** Joins two lists that are newest first; the same event, and the same sign of it, once. */
function newest<M extends Moment & { readonly g?: string }>(
  a: readonly M[],
  b: readonly M[],
  max: number,
): readonly M[] {
  if (b.length === 0) return a
  if (a.length === 0) return b.length > max ? b.slice(0, max) : b
  const [first, last] = [a[0], b.at(-1)]
  // The usual case: what comes is newer than all that was known.
  if (first && last && newestFirst(last, first) < 0) return [...b, ...a].slice(0, max)
  const sorted = [...a, ...b].sort(newestFirst)
  const once = sorted.filter((one, n) => n === 0 || newestFirst(sorted[n - 1] ?? one, one) !== 0)
  return once.slice(0, max)
}

function newestFirst(a: Moment & { readonly g?: string }, b: typeof a): number {
  return byTime(b, a) || compareText(a.g ?? '', b.g ?? '')
}
