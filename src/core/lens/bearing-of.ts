// Her bearing in a view, from what the gates let through: where she stands, what she wants and how she feels about it.
// A stage tells of the events that brought her there and an objective of the words it was read from, so whoever may
// not use these learns of neither.
import { publicId } from '../../contract/identifier.ts'
import type { MoodReading, ObjectiveReading } from '../../contract/objective.ts'
import type { Reason } from '../../contract/reason.ts'
import type { View } from '../../contract/view.ts'
import { gate } from '../consent/gates.ts'
import { latestCase } from '../journey/cases.ts'
import type { CompiledJourney, CompiledJourneys } from '../journey/designed/compile.ts'
import { type JourneyState, type Signal, STATED } from '../journey/designed/fold.ts'
import { readableJourneys } from '../journey/designed/former.ts'
import type { JourneyModel } from '../journey/model/model.ts'
import { type EvidencedStep, positionsOf } from '../journey/positions.ts'
import type { CompiledCatalogue } from '../objective/catalogue.ts'
import { moodOf, type ReadMood } from '../objective/mood.ts'
import {
  type Objectives,
  objectivesOf,
  type PastObjective,
  type ReadWords,
} from '../objective/objective.ts'
import type { ObjectiveState } from '../objective/state.ts'
import type { Bearing } from './bearing.ts'
import { type Asking, type Gathering, kindDatum, ruleOf } from './gather.ts'
import { kindsAndOthers, kindsOfCondition } from './kinds-of-condition.ts'
import { showsSection } from './sections.ts'
import { type UsableObject, usableObjects, usableTraits } from './situation-of.ts'
import type { Snapshot } from './snapshot.ts'
import { stillHers } from './still-hers.ts'

export interface BearingSource {
  /** of all her records */
  readonly journeys: JourneyState
  readonly objectives: ObjectiveState
  readonly compiled: { readonly journeys: CompiledJourneys; readonly catalogue: CompiledCatalogue }
  /** while what is remembered is derived again: the journeys that it was derived by */
  readonly former?: CompiledJourneys
  readonly read: ReadWords
  readonly readMood: ReadMood
  /** designed journey -> what is usual on it */
  readonly models?: ReadonlyMap<string, JourneyModel>
  /** what customers usually do, without a design */
  readonly discovered?: JourneyModel
}

export interface BearingAsk {
  readonly purpose: string
  readonly utterance?: string | undefined
}

export interface FoundBearing {
  readonly bearing: Bearing | undefined
  readonly position: View['position']
  readonly objective: View['objective']
}

const NOTHING: FoundBearing = { bearing: undefined, position: null, objective: null }
/** An event of this kind is somebody's word about what she wants. */
const OBJECTIVE_KIND = 'objective'
const UNKNOWN_JOB = 'unknown'

/** Nothing is shown, and nothing ranks, that this purpose may not use. */
export function bearingOf(
  snapshot: Snapshot,
  gathering: Gathering,
  source: BearingSource,
  ask: BearingAsk,
): FoundBearing {
  if (gathering.pass.blocked) return NOTHING
  const objects = usableObjects(snapshot, gathering)
  const position = positionOf(snapshot, gathering, source, objects)
  const wanted = objectiveOf(snapshot, gathering, source, { ...ask, objects })
  const bearing = bearingFrom(position, wanted.first)
  return { bearing, position, objective: wanted.objective }
}

type Objects = readonly UsableObject[]

function positionOf(
  snapshot: Snapshot,
  gathering: Gathering,
  source: BearingSource,
  objects: Objects,
): View['position'] {
  const { former, compiled: inForce } = source
  const journeys = former
    ? readableJourneys(source.journeys, inForce.journeys, former)
    : inForce.journeys
  const hers = stillHers(source.journeys, snapshot, journeys)
  const designed = usableJourneys(hers, gathering, journeys)
  const isOnNone = Object.keys(designed).length === 0
  if (isOnNone && !source.discovered) return null
  const { models, discovered } = source
  return positionsOf({
    designed,
    compiled: journeys,
    now: gathering.now,
    traits: usableTraits(snapshot, gathering),
    objects: objects.map(({ type, id, status, isOpen, body }) => {
      return { type, id, status, open: isOpen, body }
    }),
    ...(models && { models }),
    ...(discovered && { discovered: { model: discovered, steps: stepsOf(snapshot, gathering) } }),
  })
}

/**
 * Signals of which every event that may have given them may be known. Of a passage whose latest may not be known there
 * are none: to say where she stood before would be to say that she stands there still.
 */
export function usableJourneys(
  state: JourneyState,
  gathering: Asking,
  compiled: CompiledJourneys,
): JourneyState {
  const usable: Record<string, readonly Signal[]> = {}
  for (const [name, signals] of Object.entries(state)) {
    const journey = compiled.byJourney.get(name)
    if (!journey) continue
    const mayBeKnown = (signal: Signal): boolean =>
      conditionsOf(signal, journey).every((condition) =>
        mayKnowOf(condition, journey, signal[0], gathering),
      )
    const latest = new Map(
      signals.flatMap((one) => (one[0] <= gathering.now ? [[one[3], one] as const] : [])),
    )
    const untold = new Set([...latest].flatMap(([of, one]) => (mayBeKnown(one) ? [] : [of])))
    const kept = signals.filter((one) => !untold.has(one[3]) && mayBeKnown(one))
    const told = withoutUnknown(kept, journey, gathering)
    if (told.length > 0) usable[name] = told
  }
  return usable
}

/**
 * Events of a known kind are for whom that kind is. What a journey asks for by a name of no kind is of the `kinds` that
 * the journey says; where it says none, its stages are for those whom the service to her concerns. Where the text does
 * not tell which events it can hold for, only what the journey says counts.
 */
function mayKnowOf(
  condition: string,
  { definition }: CompiledJourney,
  at: number,
  gathering: Asking,
): boolean {
  const found = kindsAndOthers(condition, gathering.compiled)
  if (!found) return mayKnowAll(definition.kinds, at, gathering)
  if (found.kinds.some((kind) => !mayKnow(kind, at, gathering))) return false
  if (!found.hasOtherNames) return true
  return definition.kinds.length > 0
    ? mayKnowAll(definition.kinds, at, gathering)
    : gate(gathering.pass, { ...STAGE_OF_NO_KIND, at }).permit
}

const STAGE_OF_NO_KIND = {
  category: 'service',
  sensitivity: 'normal',
  provenance: 'observed',
} as const

/** Conditions that the event behind a signal met: what was stated, any entering one may have said. */
function conditionsOf([, event, signal]: Signal, { stages }: CompiledJourney): readonly string[] {
  if (event === STATED) return [...stages.values()].map(({ definition }) => definition.enter)
  const isExit = signal.startsWith('-')
  const stage = stages.get(isExit ? signal.slice(1) : signal)?.definition
  return [(isExit ? stage?.exit : stage?.enter) ?? '']
}

/**
 * Whether a stage holds cannot be told from traits that may not be used, and the stage before it would be a guess: of
 * such a passage nothing is known. Turns on the definitions and on what happened, never on the traits' values.
 */
function withoutUnknown(
  signals: readonly Signal[],
  { stages }: CompiledJourney,
  gathering: Asking,
): readonly Signal[] {
  const isUnknown = ([, , stage]: Signal): boolean =>
    traitsIn(stages.get(stage)?.definition.holds).some((trait) => !mayUse(trait, gathering))
  const unknown = new Set(signals.filter(isUnknown).map(([, , , passage]) => passage))
  return unknown.size === 0 ? signals : signals.filter(([, , , passage]) => !unknown.has(passage))
}

/** Names of the traits that a condition asks for: `traits.tier`, `traits["tier"]`. */
function traitsIn(condition = ''): readonly string[] {
  const named = condition.matchAll(/\btraits(?:\.(\w+)|\[\s*["']([^"']+)["']\s*\])/g)
  return [...named].flatMap(([, plain, quoted]) => plain ?? quoted ?? [])
}

function mayUse(trait: string, { compiled, pass, now: at }: Asking): boolean {
  const { category, sensitivity } = ruleOf(compiled, trait)
  return gate(pass, { category, sensitivity, provenance: 'given', at }, true).permit
}

/** Of nothing known it is not known either. */
function mayKnowAll(kinds: readonly string[], at: number, gathering: Asking): boolean {
  return kinds.length > 0 && kinds.every((kind) => mayKnow(kind, at, gathering))
}

function mayKnow(kind: string, at: number, gathering: Asking, channel = ''): boolean {
  return gate(gathering.pass, kindDatum(kind, { at, channel }, gathering.compiled), true).permit
}

/** What she did lately since the last long silence, oldest first. */
function stepsOf(snapshot: Snapshot, gathering: Asking): readonly EvidencedStep[] {
  return latestCase(usableSteps(snapshot, gathering))
}

/** What she did, as far as it may be known, oldest first. */
export function usableSteps(snapshot: Snapshot, gathering: Asking): readonly EvidencedStep[] {
  const steps = snapshot.events.flatMap(({ id, type, name, kind, channel, occurredAt: at }) => {
    const isStep =
      type === 'track' && gathering.compiled.kinds.get(kind)?.definition.notable !== false
    return isStep && at <= gathering.now && mayKnow(kind, at, gathering, channel)
      ? [{ step: name, at, evidence: id }]
      : []
  })
  return steps.sort((a, b) => a.at - b.at || (a.evidence < b.evidence ? -1 : 1))
}

interface Wanted {
  readonly first: ObjectiveReading | undefined
  readonly objective: View['objective']
}

function objectiveOf(
  snapshot: Snapshot,
  gathering: Gathering,
  source: BearingSource,
  { purpose, utterance, objects }: BearingAsk & { readonly objects: Objects },
): Wanted {
  const { now, audience } = gathering
  const { definition } = gathering.lens
  const state = usableObjectives(source.objectives, gathering, source.compiled.catalogue)
  const said = utterance === undefined ? {} : { utterance }
  const open = objects
    .filter(({ isOpen }) => isOpen)
    .map(({ type, id, status, body, changedAt: at }) => ({ type, id, status, body, at }))
  const found = objectivesOf({ state, open, ...said }, source.compiled.catalogue, {
    now,
    purpose,
    read: source.read,
    nameOf: (event) => snapshot.events.find(({ id }) => id === event)?.name,
    // To know what she wants is one thing, to read what she wrote another: only what the lens lists is quoted.
    mayQuote: (kind) => audience === 'internal' && gathering.lens.matters.find(kind).length > 0,
  })
  const mood = showsSection('mood', { definition, audience })
    ? moodOf(state, { now, read: source.readMood, ...said })
    : undefined
  // What to ask about is for those who can ask.
  const others = audience === 'internal' ? found.others : []
  const past = usablePast(found.past, gathering, source.compiled.catalogue)
  return { first: found.first, objective: sectionOf({ ...found, others, past }, mood) }
}

/**
 * An end tells of the event that ended it, so who may not know such events is not told. She herself is told what was
 * settled for her; what we only thought, and let go, is ours.
 */
function usablePast(
  past: readonly PastObjective[],
  gathering: Gathering,
  catalogue: CompiledCatalogue,
): readonly PastObjective[] {
  const told = gathering.audience === 'internal' ? past : past.filter(isSettled)
  return told.filter(({ job, end, at }) => {
    const ends = end === 'settled' ? (catalogue.jobs.get(job)?.definition.resolvedBy ?? []) : []
    const kinds = ends.map((condition) => kindsOfCondition(condition, gathering.compiled))
    const isTellable = kinds.every((one) => one && mayKnowAll(one, Date.parse(at), gathering))
    const isDecided = end === 'lapsed' || mayKnow(OBJECTIVE_KIND, Date.parse(at), gathering)
    return isTellable && isDecided
  })
}

const isSettled = ({ end }: PastObjective): boolean => end === 'settled'

/** What settled or refused a job always counts: to leave it out would show more, not less. */
function usableObjectives(
  state: ObjectiveState,
  gathering: Gathering,
  catalogue: CompiledCatalogue,
): ObjectiveState {
  const { mood, ...rest } = state
  const verdicts = Object.entries(state.verdicts).filter(
    ([, { y, t }]) => y === 0 || mayKnow(OBJECTIVE_KIND, t, gathering),
  )
  const did = Object.entries(state.did).map(([job, done]) => {
    const usual = catalogue.jobs.get(job)?.definition.kinds ?? []
    const kept = done.filter(({ t, g }) =>
      mayKnowAll(kindsOfCondition(g, gathering.compiled) ?? usual, t, gathering),
    )
    return [job, kept] as const
  })
  return {
    ...rest,
    said: state.said.filter(({ k = '', t, c }) => mayKnow(k, t, gathering, c)),
    did: Object.fromEntries(did),
    verdicts: Object.fromEntries(verdicts),
    ...(mood && mayKnow(OBJECTIVE_KIND, mood.t, gathering) && { mood }),
  }
}

function sectionOf(
  { first, others, past, unread }: Objectives,
  mood: MoodReading | undefined,
): View['objective'] {
  if (!first && !mood && !unread && others.length === 0 && past.length === 0) return null
  const asking = others.map(({ job, label, confidence }) => ({ job, label, confidence }))
  return {
    ...(first
      ? {
          job: first.job,
          label: first.label,
          basis: basisOf(first.basis),
          confidence: first.confidence,
          since: first.since,
          expires: first.expires,
          because: first.because.map(told),
        }
      : {
          job: UNKNOWN_JOB,
          basis: 'inferred' as const,
          confidence: 0,
          because: unread ? [told(unread)] : [],
        }),
    ...(mood && { mood: moodSection(mood) }),
    ...(asking.length > 0 && { others: asking }),
    ...(past.length > 0 && {
      past: past.map(({ evidence, ...one }) => ({
        ...one,
        evidence: evidence.map(publicEvidence),
      })),
    }),
  }
}

function moodSection({
  label,
  expires,
  basis,
  confidence,
  valence,
  phrase,
  evidence,
}: MoodReading) {
  const text = phrase === undefined ? 'She said so' : `Wrote “${phrase}”`
  return {
    label,
    expires,
    basis: basisOf(basis),
    confidence,
    valence,
    because: [{ text, evidence: evidence.map(publicEvidence) }],
  }
}

const basisOf = (basis: ObjectiveReading['basis']) =>
  basis === 'given' ? ('declared' as const) : ('inferred' as const)

function told({ evidence, ...reason }: Reason): Reason {
  return evidence ? { ...reason, evidence: evidence.map(publicEvidence) } : reason
}

/** Events by their public id, business objects as type:id. */
const publicEvidence = (id: string): string => (id.includes(':') ? id : publicId('evt', id))

function bearingFrom(
  position: View['position'],
  objective: ObjectiveReading | undefined,
): Bearing | undefined {
  if (!position && !objective) return undefined
  return {
    ...(position && { stages: stagesOf(position) }),
    ...(objective && {
      objective: objective.job,
      confidence: objective.confidence,
      about: new Set(objective.evidence),
    }),
  }
}

function stagesOf(position: NonNullable<View['position']>): ReadonlySet<string> {
  const all = [position, ...(position.others ?? [])].filter(({ state }) => state !== 'left')
  return new Set(all.flatMap(({ journey, stage }) => [stage, `${journey}/${stage}`]))
}
