// What is usual on a journey: a model per designed journey, learned from the passages that ended, and one of what
// customers do without a design. Learned from the ledger once, then from what comes in.
import type { JourneyModel } from '../core/journey/model/model.ts'

export interface UsualJourneys {
  readonly models: () => ReadonlyMap<string, JourneyModel>
  readonly discovered: () => JourneyModel | undefined
}

export const NOTHING_USUAL: UsualJourneys = { models: () => new Map(), discovered: () => undefined }
