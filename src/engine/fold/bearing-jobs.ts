// What a running server does for the bearing by itself: after a change of definitions it derives what records remember
// and learns what is usual again; now and then it keeps what it has learned, and once a day it learns from all anew.
//
//   start or new definitions: derive again where due -> learn where due -> rest

import type { LearnedJourneys, UsualJourneys } from '../bearing/usual-journeys.ts'
import type { Runtime } from '../runtime.ts'
import { rederiveBearing } from './rederive.ts'

export interface BearingJobs {
  /** Definitions may have changed: does what is due, in the background. Never rejects. */
  wake(): Promise<void>
  /** Derives what is due and learns everything again; rejects when it is stopped meanwhile. */
  learn(onProgress?: (line: string) => void): Promise<LearnedJourneys>
  stop(): Promise<void>
}

const KEEP_MS = 5 * 60_000
const LEARN_MS = 24 * 3_600_000

export function startBearingJobs(
  runtime: Runtime,
  usual: UsualJourneys,
  { isServer, onDerived }: { readonly isServer: boolean; readonly onDerived: () => Promise<void> },
): BearingJobs {
  const stopping = new AbortController()
  const { signal } = stopping
  let running: Promise<unknown> = Promise.resolve()

  /** One after the other: two derivations at once would do the same work twice. */
  function queue<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = running.then(work)
    running = next.catch(() => undefined)
    return next
  }

  async function turn(): Promise<void> {
    const derived = await rederiveBearing(runtime, { signal })
    await onDerived()
    if (derived > 0) runtime.log(`bearing: ${derived} records derived again`)
    if (await usual.refresh(await runtime.store.learnedNames())) return
    const { journeys } = await usual.learn({ signal })
    const cases = Object.values(journeys).reduce((sum, n) => sum + n, 0)
    if (cases > 0) runtime.log(`journeys: learnt from ${cases} passages`)
  }

  const quietly = (work: () => Promise<unknown>): Promise<void> =>
    queue(async () => {
      try {
        if (!signal.aborted) await work()
      } catch (error) {
        if (!signal.aborted) runtime.log(`bearing: ${(error as Error).message}`)
      }
    })

  const timers = isServer
    ? [
        setInterval(() => void quietly(() => usual.keep()), KEEP_MS),
        setInterval(() => void quietly(() => usual.learn({ signal })), LEARN_MS),
      ]
    : []
  for (const timer of timers) timer.unref()

  return {
    wake: () => (isServer ? quietly(turn) : Promise.resolve()),
    learn: (onProgress) =>
      queue(async () => {
        await rederiveBearing(runtime, {
          signal,
          onProgress: (records) => onProgress?.(`${records} records derived`),
        })
        await onDerived()
        return usual.learn({
          signal,
          onProgress: (cases) => onProgress?.(`${cases} passages learned`),
        })
      }),
    async stop() {
      stopping.abort()
      for (const timer of timers) clearInterval(timer)
      await running
      if (isServer) await quietlyKeep(usual, runtime)
    },
  }
}

/** What could not be kept is learned again from the ledger. */
async function quietlyKeep(usual: UsualJourneys, { log }: Runtime): Promise<void> {
  try {
    await usual.keep()
  } catch (error) {
    log(`journeys: ${(error as Error).message}`)
  }
}
