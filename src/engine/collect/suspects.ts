// Who is to blame when an event cannot be stored, the event or we? What else can be stored tells. Remembers the
// events that failed while nothing else got through, so that a later try can tell.

/** Each is a failed event that somebody sends again; the oldest is forgotten first. */
const SUSPECTS_MAX = 10_000
/** On a server that nobody else writes to, so few events that fail so often are to blame themselves. */
const FEW = 3
const TRIES = 5

export interface Suspects {
  /** Something got through: what has failed until now and fails again is to blame itself. */
  storedSome(): void
  /** Ask it each time the event has failed alone and nothing beside it got through. */
  isToBlame(eventId: string): boolean
}

interface Suspect {
  /** how many batches had got through when it first failed */
  readonly batches: number
  tries: number
}

export function createSuspects(max: number = SUSPECTS_MAX): Suspects {
  const suspects = new Map<string, Suspect>()
  let batches = 0
  let sinceLastBatch = 0

  function note(eventId: string): Suspect {
    const [oldest] = suspects.keys()
    if (suspects.size >= max && oldest !== undefined) suspects.delete(oldest)
    const suspect = { batches, tries: 0 }
    suspects.set(eventId, suspect)
    sinceLastBatch += 1
    return suspect
  }

  return {
    storedSome() {
      batches += 1
      sinceLastBatch = 0
    },
    isToBlame(eventId) {
      const suspect = suspects.get(eventId) ?? note(eventId)
      suspect.tries += 1
      const isToBlame =
        suspect.batches < batches || (suspect.tries >= TRIES && sinceLastBatch <= FEW)
      if (isToBlame) suspects.delete(eventId)
      return isToBlame
    },
  }
}
