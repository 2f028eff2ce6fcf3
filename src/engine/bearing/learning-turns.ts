// Learning beside requests: after some work it is the others' turn.

/** So many steps are learned in some ms. */
const STEPS_AT_ONCE = 100

export interface LearningTurns {
  /** Counts steps just learned; resolves at once, or after requests that came meanwhile had their turn. Rejects when given up. */
  worked(steps: number): Promise<void>
}

export function createLearningTurns(signal: AbortSignal | undefined): LearningTurns {
  let done = 0
  return {
    async worked(steps) {
      signal?.throwIfAborted()
      done += steps
      if (done < STEPS_AT_ONCE) return
      done = 0
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}
