// When a call's events may be prepared (cleaned, hashed, identified): while the database works, not while this
// process prepares the writes of the batch before. There is one thread, and a batch that waits for it behind a few
// thousand events of others leaves the database idle meanwhile; measured, a third of the speed.
//
//   batch:   read | compute ......... | written by the database ...... | commit
//   calls:        | wait              | let in, one after the other    | the rest of the next batch
import { nextTurn } from '../next-turn.ts'

interface Caller {
  readonly events: number
  readonly bytes: number
  readonly letIn: () => void
  readonly turnAway: (error: unknown) => void
}

export interface WaitingRoom {
  /** Resolves when the events may be prepared; undefined when that is now. Rejects with what refuse() says. */
  enter(events: number, bytes: number): Promise<void> | undefined
  /** Nobody is let in until open() or fill(). */
  close(): void
  /** Lets them in one after the other, with a turn of the event loop between: answers of the database come first. */
  open(): void
  /** Lets in as many as hold about so many events, and resolves when they have done their work. */
  fill(events: number): Promise<void>
  refuse(error: unknown): void
  isEmpty(): boolean
  events(): number
  bytes(): number
}

/** A millisecond or two of work: an answer of the database waits no longer. */
const EVENTS_PER_TURN = 50

export function createWaitingRoom(): WaitingRoom {
  const callers: Caller[] = []
  let events = 0
  let bytes = 0
  let isOpen = true
  let isUshering = false

  function next(): Caller | undefined {
    const caller = callers.shift()
    events -= caller?.events ?? 0
    bytes -= caller?.bytes ?? 0
    return caller
  }

  /** Lets in callers until they hold so many events. */
  function letIn(wanted: number): void {
    for (let left = wanted; left > 0 && callers.length > 0; ) {
      const caller = next()
      caller?.letIn()
      left -= caller?.events ?? 0
    }
  }

  async function usher(): Promise<void> {
    if (isUshering) return
    isUshering = true
    while (isOpen && callers.length > 0) {
      letIn(EVENTS_PER_TURN)
      await nextTurn()
    }
    isUshering = false
  }

  return {
    enter(ofEvents, ofBytes) {
      if (isOpen && callers.length === 0) return undefined
      events += ofEvents
      bytes += ofBytes
      return new Promise((letIn, turnAway) => {
        callers.push({ events: ofEvents, bytes: ofBytes, letIn, turnAway })
      })
    },
    close() {
      isOpen = false
    },
    open() {
      isOpen = true
      void usher()
    },
    async fill(wanted) {
      const isAnybody = wanted > 0 && callers.length > 0
      letIn(wanted)
      if (isAnybody) await nextTurn()
    },
    refuse(error) {
      while (callers.length > 0) next()?.turnAway(error)
    },
    isEmpty: () => callers.length === 0,
    events: () => events,
    bytes: () => bytes,
  }
}
