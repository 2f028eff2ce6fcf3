// The state of the situation: a fold over news in which the newest wins, whatever came first. Of waits the last
// few are kept, since one measurement says little.
import type {
  Commitment,
  Constraint,
  Incident,
  Signal,
  SituationUpdate,
} from '../../contract/situation.ts'

/** Measurements kept of one signal: enough to see how much they differ. */
const SAMPLES_MAX = 40
/** Things kept of one kind; the oldest go first. A company with more keeps them elsewhere. */
const ENTRIES_MAX = 20_000

export interface SituationState {
  /** by `capability/metric/item`, newest first */
  readonly signals: ReadonlyMap<string, readonly Signal[]>
  readonly constraints: ReadonlyMap<string, Constraint>
  readonly incidents: ReadonlyMap<string, Incident>
  readonly commitments: ReadonlyMap<string, Commitment>
}

export const NO_SITUATION: SituationState = {
  signals: new Map(),
  constraints: new Map(),
  incidents: new Map(),
  commitments: new Map(),
}

export function signalKey({
  capability,
  metric,
  item,
}: Pick<Signal, 'capability' | 'metric'> & { readonly item?: string | undefined }): string {
  return `${capability}/${metric}/${item ?? ''}`
}

/** The same state when the news changes nothing. */
export function foldSituation(state: SituationState, update: SituationUpdate): SituationState {
  switch (update.kind) {
    case 'signal':
      return withSignal(state, update.signal)
    case 'constraint': {
      const constraints = newest(state.constraints, update.constraint)
      return constraints === state.constraints ? state : { ...state, constraints }
    }
    case 'incident': {
      const incidents = newest(state.incidents, update.incident)
      return incidents === state.incidents ? state : { ...state, incidents }
    }
    case 'commitment': {
      const commitments = newest(state.commitments, update.commitment)
      return commitments === state.commitments ? state : { ...state, commitments }
    }
  }
}

interface Dated {
  readonly id: string
  readonly at: string
}

/** Newer first; of one moment the greater content, so that arrival never decides. */
function byAge(a: Dated, b: Dated): number {
  const apart = Date.parse(b.at) - Date.parse(a.at)
  if (apart !== 0) return apart
  if (a.id !== b.id) return a.id < b.id ? 1 : -1
  const left = JSON.stringify(a)
  const right = JSON.stringify(b)
  return left < right ? 1 : left > right ? -1 : 0
}

function newest<One extends Dated>(
  known: ReadonlyMap<string, One>,
  one: One,
): ReadonlyMap<string, One> {
  const before = known.get(one.id)
  if (before && byAge(before, one) <= 0) return known
  const next = new Map(known)
  next.set(one.id, one)
  return next.size > ENTRIES_MAX ? withoutOldest(next) : next
}

function withoutOldest<One extends Dated>(known: ReadonlyMap<string, One>): Map<string, One> {
  const kept = [...known.values()].sort(byAge).slice(0, ENTRIES_MAX)
  return new Map(kept.map((one) => [one.id, one]))
}

function withSignal(state: SituationState, signal: Signal): SituationState {
  const key = signalKey(signal)
  const known = state.signals.get(key) ?? []
  const samples = withSample(known, signal)
  if (samples === known) return state
  const signals = new Map(state.signals)
  signals.set(key, samples)
  return { ...state, signals }
}

function withSample(known: readonly Signal[], signal: Signal): readonly Signal[] {
  const twin = known.find((one) => one.id === signal.id)
  if (twin && byAge(twin, signal) <= 0) return known
  const others = twin ? known.filter((one) => one !== twin) : known
  const samples = [...others, signal].sort(byAge).slice(0, SAMPLES_MAX)
  return !twin && !samples.includes(signal) ? known : samples
}
