// Lets only so many tasks run at once; the others wait their turn.

export type Gate = <Result>(task: () => Promise<Result>) => Promise<Result>

export function createGate(atOnceMax: number): Gate {
  const waiting: (() => void)[] = []
  let running = 0
  return async (task) => {
    if (running >= atOnceMax) await new Promise<void>((go) => waiting.push(go))
    else running++
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      // The place passes on to the next one; only when nobody waits is it free.
      if (next) next()
      else running--
    }
  }
}
