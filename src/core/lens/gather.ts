// Gathers what a view could show: every event, object, computed value and trait goes through the gates first,
// and what may not be used is only counted. Nothing about a withheld item leaves this file but its reason.
import type { WithheldCode } from '../../contract/consent.ts'
import type { Kind, Speakable, TraitRule } from '../../contract/definition.ts'
import type { Provenance } from '../../contract/reason.ts'
import type { TraitValue } from '../../contract/trait.ts'
import { type Audience, type GateDatum, gate, type Pass } from '../consent/gates.ts'
import { bodyOf, type Candidate, once } from './candidate.ts'
import type { CompiledLens, CompiledLenses, CompiledMatter, CompiledObject } from './compile.ts'
import { humanise } from './compile.ts'
import { readableValue } from './readable.ts'
import { eventSentence, objectSentence, type Telling, valueSentence } from './sentence.ts'
import type { Snapshot, SnapshotComputed, SnapshotEvent, SnapshotObject } from './snapshot.ts'
import { lookUp } from './template.ts'

const DAY_MS = 86_400_000
/** Half-lives of attribute values, by how we know them. */
const GIVEN_HALF_LIFE_DAYS = 365
const INFERRED_HALF_LIFE_DAYS = 60
const VALUE_IMPORTANCE = 0.4
/** An attribute no rule knows: assume it is personal. */
const UNRULED: TraitRule = {
  trait: '*',
  category: 'other',
  sensitivity: 'confidential',
  speakable: false,
}
const UNRULED_KIND = { category: 'other', sensitivity: 'confidential' } as const

/** Counts withheld items by reason. */
export type WithheldCounts = Map<WithheldCode, number>

export interface Gathering {
  readonly lens: CompiledLens
  readonly compiled: CompiledLenses
  readonly pass: Pass
  readonly now: number
  /** who reads: facts are worded for the customer when it is she */
  readonly audience: Audience
  readonly withheld: WithheldCounts
}

/** What the gates need to be asked anything. */
export type Asking = Pick<Gathering, 'compiled' | 'pass' | 'now'>

/** All candidates of a snapshot, in no particular order. Counts what is withheld. */
export function gather(snapshot: Snapshot, gathering: Gathering): Candidate[] {
  const candidates: Candidate[] = []
  const keep = (candidate: Candidate | undefined) => {
    if (candidate) candidates.push(candidate)
  }
  for (const event of snapshot.events) keep(eventCandidate(event, gathering))
  for (const object of snapshot.objects) keep(objectCandidate(object, gathering))
  for (const name of Object.keys(snapshot.computed).sort()) {
    const computed = snapshot.computed[name]
    if (computed) keep(computedCandidate(name, computed, gathering))
  }
  for (const name of Object.keys(snapshot.traits).sort()) {
    const trait = snapshot.traits[name]
    if (trait) keep(traitCandidate(name, trait, gathering))
  }
  return candidates
}

/**
 * Asks the gates; counts what they hold back. What a lens does not list is not withheld: it is no part of this
 * view, whoever looks (consent/SPEC.md). Other parts of a view that hold data ask here too.
 */
export function mayUse(gathering: Gathering, datum: GateDatum, isListed: boolean): boolean {
  const verdict = gate(gathering.pass, datum, isListed)
  if (verdict.permit) return true
  if (verdict.reason !== 'NOT_IN_VIEW_SCHEMA') count(gathering.withheld, verdict.reason)
  return false
}

/** The same for what is derived from other data: counted only where the lens would show it, not twice. */
export function mayUseDerived(gathering: Gathering, datum: GateDatum, isListed: boolean): boolean {
  return isListed ? mayUse(gathering, datum, true) : gate(gathering.pass, datum, isListed).permit
}

function tellingOf({ audience, now }: Gathering): Telling {
  return { toCustomer: audience === 'customer', now }
}

export function count(withheld: WithheldCounts, reason: WithheldCode, times = 1): void {
  withheld.set(reason, (withheld.get(reason) ?? 0) + times)
}

export function ruleOf(compiled: CompiledLenses, trait: string): TraitRule {
  return compiled.traits.find(trait)[0] ?? UNRULED
}

function eventCandidate(event: SnapshotEvent, gathering: Gathering): Candidate | undefined {
  const { compiled, lens, now } = gathering
  const kind = compiled.kinds.get(event.kind)
  const matters = lens.matters.find(event.kind)
  const datum = eventDatum(event, kind?.definition)
  if (!mayUse(gathering, datum, matters.length > 0)) return undefined
  const body = once(() => bodyOf(event))
  const matter = decidingMatter(matters, () => ({
    kind: event.kind,
    name: event.name,
    status: '',
    open: false,
    ageDays: (now - event.occurredAt) / DAY_MS,
    body: body(),
    channel: event.channel,
  }))
  if (!matter) return undefined
  const { name, channel } = event
  return {
    id: event.id,
    what: event.kind,
    origin: { kind: 'event', event, of: kind, body },
    provenance: datum.provenance,
    confidence: datum.confidence ?? 1,
    at: event.occurredAt,
    channel,
    status: undefined,
    isOpen: false,
    isWaiting: false,
    dueAt: undefined,
    speakable: datum.speakable,
    matter,
    importance: kind?.definition.importance ?? VALUE_IMPORTANCE,
    halfLifeDays: matter.definition.halfLifeDays ?? kind?.definition.halfLifeDays,
    evidence: [event.id],
    fill: once(() =>
      eventSentence({ name, kind: event.kind, channel, body: body() }, kind, tellingOf(gathering)),
    ),
  }
}

function eventDatum(event: SnapshotEvent, kind: Kind | undefined): GateDatum {
  const provenance: Provenance = event.provenance ?? kind?.provenance ?? 'observed'
  return {
    category: kind?.category ?? UNRULED_KIND.category,
    sensitivity: kind?.sensitivity ?? UNRULED_KIND.sensitivity,
    provenance,
    confidence: event.confidence ?? (provenance === 'inferred' ? 0.5 : 1),
    speakable: kind?.speakable,
    channel: event.channel,
    at: event.occurredAt,
    ...(event.collectedFor === undefined ? {} : { collectedFor: event.collectedFor }),
  }
}

/** A business object that the gates let through and the lens lists. */
export function objectCandidate(
  object: SnapshotObject,
  gathering: Gathering,
): Candidate | undefined {
  const { compiled, lens, now } = gathering
  const type = compiled.objects.get(object.type)
  const what = `object:${object.type}`
  const matters = lens.matters.find(what)
  const datum = objectDatum(object, type)
  if (!mayUse(gathering, datum, type !== undefined && matters.length > 0)) return undefined
  if (!type) return undefined
  const isOpen = type.open.has((object.status ?? '').toLowerCase())
  const matter = decidingMatter(matters, () => ({
    kind: what,
    name: type.definition.title,
    status: object.status ?? '',
    open: isOpen,
    ageDays: (now - object.changedAt) / DAY_MS,
    body: object.body,
    channel: '',
  }))
  if (!matter) return undefined
  const fades = matter.definition.halfLifeDays ?? type.definition.halfLifeDays
  return {
    id: `${object.type}:${object.id}`,
    what,
    origin: { kind: 'object', object, of: type },
    provenance: datum.provenance,
    confidence: 1,
    at: object.changedAt,
    channel: undefined,
    status: object.status,
    isOpen,
    isWaiting: isOpen && !type.steady.has((object.status ?? '').toLowerCase()),
    dueAt: dueAt(object),
    speakable: datum.speakable,
    matter,
    importance: type.definition.importance,
    // What is still open does not fade: it is valid until it is closed.
    halfLifeDays: isOpen ? undefined : fades,
    evidence: [object.evidence],
    fill: once(() => objectSentence(object, type, { ...tellingOf(gathering), isOpen })),
  }
}

function objectDatum(object: SnapshotObject, type: CompiledObject | undefined): GateDatum {
  return {
    category: type?.definition.category ?? UNRULED_KIND.category,
    sensitivity: type?.definition.sensitivity ?? UNRULED_KIND.sensitivity,
    // Its state is our word, also where it began with hers.
    provenance: 'observed',
    speakable: type?.definition.speakable,
    at: object.changedAt,
  }
}

/** What the gates ask of an event of which only its kind is at hand. */
export function kindDatum(
  kind: string,
  { at, channel }: { readonly at: number; readonly channel: string },
  { kinds }: Pick<CompiledLenses, 'kinds'>,
): GateDatum {
  const definition = kinds.get(kind)?.definition
  return {
    category: definition?.category ?? UNRULED_KIND.category,
    sensitivity: definition?.sensitivity ?? UNRULED_KIND.sensitivity,
    provenance: definition?.provenance ?? 'observed',
    speakable: definition?.speakable,
    channel,
    at,
  }
}

const DUE_PATHS = ['promisedAt', 'dueAt', 'due_date', 'dueDate', 'expectedAt', 'eta']

function dueAt(object: SnapshotObject): number | undefined {
  for (const key of DUE_PATHS) {
    const value = lookUp(object.body, [key])
    if (typeof value === 'string') {
      const ms = Date.parse(value)
      if (Number.isFinite(ms)) return ms
    }
  }
  return undefined
}

function computedCandidate(
  name: string,
  computed: SnapshotComputed,
  gathering: Gathering,
): Candidate | undefined {
  const rule = ruleOf(gathering.compiled, name)
  const title = rule.title ?? gathering.compiled.computedTitles.get(name) ?? humanise(name)
  return valueCandidate(
    {
      what: `computed:${name}`,
      title,
      value: computed.value,
      provenance: 'observed',
      confidence: 1,
      at: computed.at ?? gathering.now,
      evidence: computed.evidence,
      halfLifeDays: undefined,
      rule,
    },
    gathering,
    (datum, isListed) => mayUseDerived(gathering, datum, isListed),
  )
}

/** Traits are facts only where a lens weighs them; the others stand beside the name (subject.ts). */
function traitCandidate(
  name: string,
  trait: TraitValue,
  gathering: Gathering,
): Candidate | undefined {
  const what = `trait:${name}`
  if (gathering.lens.matters.find(what).length === 0) return undefined
  if (isExpired(trait, gathering.now)) return undefined
  const rule = ruleOf(gathering.compiled, name)
  return valueCandidate(
    {
      what,
      title: rule.title ?? humanise(name),
      value: trait.value,
      provenance: trait.provenance,
      confidence: trait.confidence,
      at: Date.parse(trait.at),
      evidence: trait.evidence,
      halfLifeDays:
        trait.provenance === 'inferred' ? INFERRED_HALF_LIFE_DAYS : GIVEN_HALF_LIFE_DAYS,
      rule,
    },
    gathering,
    // A withheld trait is counted once, where all traits are gone through.
    (datum, isListed) => gate(gathering.pass, datum, isListed).permit,
  )
}

/** A guess whose time is over is no guess any more. */
export function isExpired(trait: TraitValue, now: number): boolean {
  return trait.expires !== undefined && Date.parse(trait.expires) <= now
}

interface Value {
  readonly what: string
  readonly title: string
  readonly value: unknown
  readonly provenance: Provenance
  readonly confidence: number
  readonly at: number
  readonly evidence: string
  readonly halfLifeDays: number | undefined
  readonly rule: TraitRule
}

function valueCandidate(
  one: Value,
  gathering: Gathering,
  isPermitted: (datum: GateDatum, isListed: boolean) => boolean,
): Candidate | undefined {
  const matters = gathering.lens.matters.find(one.what)
  const speakable: Speakable = one.rule.speakable ? 'yes' : 'no'
  const datum = {
    category: one.rule.category,
    sensitivity: one.rule.sensitivity,
    provenance: one.provenance,
    confidence: one.confidence,
    speakable,
    at: one.at,
  }
  if (!isPermitted(datum, matters.length > 0)) return undefined
  const matter = decidingMatter(matters, () => ({
    kind: one.what,
    name: one.title,
    status: '',
    open: false,
    ageDays: (gathering.now - one.at) / DAY_MS,
    body: { value: one.value },
    channel: '',
  }))
  if (!matter) return undefined
  const fill = once(() => valueSentence(one.title, one.value))
  if (isEmpty(one.value)) return undefined
  return {
    id: one.what,
    what: one.what,
    origin: { kind: 'value', name: one.title, value: one.value },
    provenance: one.provenance,
    confidence: one.confidence,
    at: one.at,
    channel: undefined,
    status: undefined,
    isOpen: false,
    isWaiting: false,
    dueAt: undefined,
    speakable,
    matter,
    importance: VALUE_IMPORTANCE,
    halfLifeDays: matter.definition.halfLifeDays ?? one.halfLifeDays,
    evidence: [one.evidence],
    fill: () => fill() ?? { text: one.title, outside: [] },
  }
}

/** Nothing to say: no value, or one that has no words. */
function isEmpty(value: unknown): boolean {
  return readableValue(value) === undefined
}

/** The first entry of the lens whose condition holds. */
function decidingMatter(
  matters: readonly CompiledMatter[],
  fact: () => Readonly<Record<string, unknown>>,
): CompiledMatter | undefined {
  const [first] = matters
  if (first && !first.condition) return first
  const vars = { fact: fact() }
  return matters.find((one) => !one.condition || one.condition.holds(vars))
}
