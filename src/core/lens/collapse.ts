// Several candidates that tell one story become one: the pages of a visit, and the events that only say what
// the business object they changed says better. Evidence of all of them is kept.
import type { JsonObject } from '../../contract/event.ts'
import { type Candidate, once } from './candidate.ts'
import type { CompiledLenses } from './compile.ts'
import { eventLabel, visitSentence } from './sentence.ts'
import { lookUp } from './template.ts'

/** A pause longer than this ends a visit. */
const VISIT_GAP_MS = 30 * 60_000
/** A visit names so many pages, and a fact cites so much evidence. */
const LABELS_MAX = 3
const EVIDENCE_MAX = 20

/** Candidates after both steps, newest first (then by id, so that the order of input never shows). */
export function collapse(candidates: readonly Candidate[], compiled: CompiledLenses): Candidate[] {
  const sorted = [...candidates].sort(newestFirst)
  return collapseVisits(absorbChanges(sorted, compiled))
}

export function newestFirst(a: Candidate, b: Candidate): number {
  if (a.at !== b.at) return b.at - a.at
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** Events that changed an object which is itself a candidate become evidence of it. */
function absorbChanges(candidates: readonly Candidate[], compiled: CompiledLenses): Candidate[] {
  const objects = new Map<string, ObjectCandidate>()
  for (const one of candidates) if (isObject(one)) objects.set(one.id, one)
  if (objects.size === 0) return [...candidates]
  const absorbed = new Map<string, string[]>()
  const rest = candidates.filter((one) => {
    const owner = isEvent(one) ? ownerOf(one, objects, compiled) : ''
    if (!owner) return true
    const evidence = absorbed.get(owner)
    if (evidence) evidence.push(one.id)
    else absorbed.set(owner, [one.id])
    return false
  })
  if (absorbed.size === 0) return rest
  return rest.map((one) => {
    const more = one.origin.kind === 'object' ? absorbed.get(one.id) : undefined
    return more ? { ...one, evidence: joinEvidence(one.evidence, more) } : one
  })
}

type Of<Kind extends Candidate['origin']['kind']> = Candidate & {
  readonly origin: Extract<Candidate['origin'], { readonly kind: Kind }>
}
type ObjectCandidate = Of<'object'>

function isObject(one: Candidate): one is ObjectCandidate {
  return one.origin.kind === 'object'
}

function isEvent(one: Candidate): one is Of<'event'> {
  return one.origin.kind === 'event'
}

/** Id of the candidate object that the event changed, or ''. */
function ownerOf(
  { id: eventId, origin: { event, body } }: Of<'event'>,
  objects: ReadonlyMap<string, ObjectCandidate>,
  compiled: CompiledLenses,
): string {
  if (event.object) {
    const id = `${event.object.type}:${event.object.id}`
    return objects.has(id) ? id : ''
  }
  const name = event.name.toLowerCase()
  const written = compiled.writes.get(name)
  if (written !== undefined) {
    for (const one of objects.values()) if (isWriteOf(one, written, eventId, body())) return one.id
  }
  for (const pointer of compiled.changes.get(name) ?? []) {
    const id = `${pointer.type}:${String(lookUp(body(), pointer.id) ?? '')}`
    if (objects.has(id)) return id
  }
  return ''
}

/** Properties by which two states of one thing can be told to be of one thing, where the event does not say it. */
const NAMING = ['serial_number', 'name', 'title', 'subject', 'plan', 'competitor']

function isWriteOf(
  { evidence, origin: { object } }: ObjectCandidate,
  type: string,
  event: string,
  body: JsonObject,
): boolean {
  if (object.type !== type) return false
  if (evidence.includes(event)) return true
  return [`${type}_number`, `${type}_id`, ...NAMING].some((key) => {
    const value = lookUp(body, ['properties', key])
    return value !== undefined && value === lookUp(object.body, [key])
  })
}

/** Events of a flooding kind in one channel, each at most a short pause from the next, become one visit. */
function collapseVisits(candidates: readonly Candidate[]): Candidate[] {
  const visits = new Map<string, Candidate[]>()
  const result: (Candidate | Candidate[])[] = []
  for (const one of candidates) {
    if (!floods(one)) {
      result.push(one)
      continue
    }
    const key = `${one.what} ${one.channel}`
    const visit = visits.get(key)
    const last = visit?.at(-1)
    if (visit && last && last.at - one.at <= VISIT_GAP_MS) visit.push(one)
    else {
      const started = [one]
      visits.set(key, started)
      result.push(started)
    }
  }
  return result.map((one) => (Array.isArray(one) ? visitOf(one) : one))
}

function floods(one: Candidate): boolean {
  return one.origin.kind === 'event' && one.origin.of?.definition.notable === false
}

/** The newest event stands for the visit. */
function visitOf(events: readonly Candidate[]): Candidate {
  const [newest] = events
  if (!newest) throw new Error('A visit has at least one event')
  if (events.length === 1) return newest
  return {
    ...newest,
    origin: { kind: 'visit', events },
    evidence: joinEvidence(
      [],
      events.map((one) => one.id),
    ),
    fill: once(() => fillVisit(newest, events)),
  }
}

function fillVisit(newest: Candidate, events: readonly Candidate[]) {
  const kind = newest.origin.kind === 'event' ? newest.origin.of : undefined
  const labels = new Set<string>()
  for (const one of events) {
    if (one.origin.kind !== 'event') continue
    const { event, body } = one.origin
    labels.add(eventLabel({ ...event, body: body() }))
    if (labels.size === LABELS_MAX) break
  }
  return visitSentence([...labels], events.length, kind)
}

/** Each once, bounded. */
export function joinEvidence(first: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...first, ...more])].slice(0, EVIDENCE_MAX)
}
