// How well candidates fit what she just said: makes them findable and asks retrieval/. The utterance ranks, it
// never instructs: nothing but these numbers comes out of it.
import type { Candidate } from './candidate.ts'
import { type Document, documentOf } from './retrieval/document.ts'
import { type Asking, type Findable, type Relevance, rank } from './retrieval/rank.ts'

/** Pages of a visit whose words are looked at. */
const VISIT_EVENTS_MAX = 8

/** Relevance per candidate; undefined when the utterance has no word to go by. */
export function relevanceTo(
  utterance: string,
  candidates: readonly Candidate[],
  asking: Asking,
): ReadonlyMap<Candidate, Relevance> | undefined {
  const ranked = rank(utterance, candidates.map(findable), asking)
  if (!ranked) return undefined
  const relevance = new Map<Candidate, Relevance>()
  for (const [index, one] of candidates.entries()) {
    const found = ranked[index]
    if (found) relevance.set(one, found)
  }
  return relevance
}

function findable(candidate: Candidate): Findable {
  const { what, status, isOpen, at, origin } = candidate
  return {
    what,
    status,
    isOpen,
    at,
    isRival: origin.kind === 'object',
    thread: threadOf(candidate),
    document: documentOfCandidate(candidate),
  }
}

/** Turns of a conversation explain each other; so do the events of one ticket. */
function threadOf({ origin, channel }: Candidate): string | undefined {
  if (origin.kind !== 'event' || !origin.of?.definition.conversation) return undefined
  const { object } = origin.event
  return object ? `${object.type}:${object.id}` : `channel:${channel}`
}

/** Its kind, its name and the words of its body. */
function documentOfCandidate(candidate: Candidate): Document {
  const { origin, what, status = '' } = candidate
  switch (origin.kind) {
    case 'object':
      return documentOf(`${what} ${status} ${origin.object.id}`, origin.object.body)
    case 'event':
      return documentOf(`${what} ${origin.event.name}`, origin.body()['properties'])
    case 'visit':
      return documentOf(what, origin.events.slice(0, VISIT_EVENTS_MAX).map(wordsOfEvent))
    case 'value':
      return documentOf(`${what} ${origin.name}`, origin.value)
  }
}

function wordsOfEvent({ origin }: Candidate): unknown {
  return origin.kind === 'event' ? [origin.event.name, origin.body()['properties']] : undefined
}
