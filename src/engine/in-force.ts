// The definitions that this server goes by, and the journeys of the ones before for as long as they are needed.
import { Definitions } from '../contract/definition.ts'
import type { CompiledJourneys } from '../core/journey/designed/compile.ts'
import { type Compiled, compileDefinitions } from './compiled.ts'
import { formerJourneys } from './fold/rederive.ts'
import type { Store } from './ports/store.ts'

export interface InForce {
  readonly compiled: () => Compiled
  /** while what is remembered of journeys is derived again: those by which it was derived */
  readonly former: () => CompiledJourneys | undefined
  /** Takes over what is stored. */
  take(): Promise<void>
  /** Whether another process has applied others since. */
  isOutdated(): Promise<boolean>
  /** Looks whether the former journeys are still needed. */
  lookAtFormer(): Promise<void>
}

export interface InForceDeps {
  readonly store: Store
  /** what holds where the company has applied nothing of its own */
  readonly defaults: Definitions
  readonly hash: (text: string) => string
}

export async function readInForce(deps: InForceDeps): Promise<InForce> {
  const { store } = deps
  let compiled = await storedDefinitions(deps)
  let former = await formerJourneys(compiled, deps)
  return {
    compiled: () => compiled,
    former: () => former,
    async take() {
      const next = await storedDefinitions(deps)
      // Both at once: no view is told by new names of what is remembered under the old ones.
      former = await formerJourneys(next, deps)
      compiled = next
    },
    async isOutdated() {
      const stored = await store.definitions()
      return stored !== undefined && stored.version !== compiled.version
    },
    async lookAtFormer() {
      former = await formerJourneys(compiled, deps)
    },
  }
}

async function storedDefinitions({ store, defaults }: InForceDeps): Promise<Compiled> {
  const stored = await store.definitions()
  if (!stored) return compileDefinitions(defaults, 1)
  return compileDefinitions(Definitions.parse(stored.body), stored.version)
}
