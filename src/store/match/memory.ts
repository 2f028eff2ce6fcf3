// What the store remembers of the matcher's tables while it is their only writer. It follows every write; another's
// write, or a transaction that did not commit, empties it, and then the database is asked.
import { createFactMemory, type FactMemory } from './fact-memory.ts'
import { createHeldKeys, type HeldKeys } from './held-keys.ts'
import { createNeighbourCache, type NeighbourCache } from './neighbour-cache.ts'

export interface MatchMemory {
  /**
   * To be called when a transaction begins. Where the one before has not said that it has committed and that this is
   * remembered, what it wrote may not be: all is forgotten.
   */
  begin(): {
    /** whether the one before has said so */
    readonly isAfterAll: boolean
    /** to be called once this one has committed */
    readonly isOver: () => void
  }
  clear(): void
  readonly neighbours: NeighbourCache
  readonly facts: FactMemory
  readonly held: HeldKeys
  readonly numbers: Numbers
}

/** Numbers for new records that are taken and not given yet. */
interface Numbers {
  next: number
  end: number
}

export function createMatchMemory(): MatchMemory {
  const neighbours = createNeighbourCache()
  const held = createHeldKeys()
  const facts = createFactMemory()
  let underWay: object | undefined
  const clear = (): void => {
    neighbours.clear()
    held.clear()
    facts.clear()
  }
  return {
    begin() {
      const isAfterAll = underWay === undefined
      if (!isAfterAll) clear()
      const own = {}
      underWay = own
      const isOver = () => {
        if (underWay === own) underWay = undefined
      }
      return { isAfterAll, isOver }
    },
    clear,
    neighbours,
    facts,
    held,
    numbers: { next: 0, end: 0 },
  }
}
