// The models in force, made ready for use: one for customers and one for accounts, and beside each the one that
// is being built up to take its place.
import type { Entity } from '../../contract/identifier.ts'
import { MODEL_FORMAT, type Model } from '../../core/identity/match/model.ts'
import { createScorer, type Scorer } from '../../core/identity/match/score/scorer.ts'
import type { MatchStore } from '../ports/match.ts'

export interface LiveModel {
  readonly version: number
  readonly records: number
  /** to be asked anew for each batch: it forgets now and then what it remembers of values */
  readonly scorer: () => Scorer
}

export interface Models {
  readonly active: LiveModel | undefined
  readonly building: LiveModel | undefined
}

export interface Matcher {
  models(entity: Entity): Promise<Models>
  /** The next question reads the models again. */
  forget(): void
}

const NO_MODELS: Models = { active: undefined, building: undefined }
/** A scorer remembers every value it saw; after so many batches it starts anew, so that memory stays bounded. */
const USES_MAX = 400

export function createMatcher(store: Pick<MatchStore, 'matchModels'>): Matcher {
  let loaded: Promise<ReadonlyMap<Entity, Models>> | undefined
  return {
    async models(entity) {
      loaded ??= load(store).catch((error: unknown) => {
        loaded = undefined
        throw error
      })
      return (await loaded).get(entity) ?? NO_MODELS
    },
    forget() {
      loaded = undefined
    },
  }
}

async function load(store: Pick<MatchStore, 'matchModels'>): Promise<ReadonlyMap<Entity, Models>> {
  const models = new Map<Entity, Models>()
  for (const { entity, state, version, records, body } of await store.matchModels()) {
    const model = body as Model
    if (model.format !== MODEL_FORMAT) continue
    const before = models.get(entity) ?? NO_MODELS
    models.set(entity, { ...before, [state]: { version, records, scorer: renewed(model) } })
  }
  return models
}

function renewed(model: Model): () => Scorer {
  let scorer: Scorer | undefined
  let uses = 0
  return () => {
    if (!scorer || ++uses > USES_MAX) {
      scorer = createScorer(model)
      uses = 0
    }
    return scorer
  }
}
