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
  return foldNews(state, [update])
}

/** Many at once: what changes is copied once, not with every piece of news. */
export function foldNews(
  state: SituationState,
  updates: readonly SituationUpdate[],
): SituationState {
  const draft: Draft = {}
  for (const update of updates) {
    switch (update.kind) {
      case 'signal':
        addSignal(draft, state, update.signal)
        break
      case 'constraint':
        addNewest(draft, state, 'constraints', update.constraint)
        break
      case 'incident':
        addNewest(draft, state, 'incidents', update.incident)
        break
      case 'commitment':
        addNewest(draft, state, 'commitments', update.commitment)
        break
    }
  }
  return Object.keys(draft).length === 0 ? state : { ...state, ...bounded(draft) }
}

/** The parts of the state that have changed so far. */
interface Draft {
  signals?: Map<string, readonly Signal[]>
  constraints?: Map<string, Constraint>
  incidents?: Map<string, Incident>
  commitments?: Map<string, Commitment>
}

function bounded({ signals, constraints, incidents, commitments }: Draft): Partial<SituationState> {
  return {
    ...(signals && { signals: withoutOldest(signals, ([newest]) => newest) }),
    ...(constraints && { constraints: withoutOldest(constraints, (one) => one) }),
    ...(incidents && { incidents: withoutOldest(incidents, (one) => one) }),
    ...(commitments && { commitments: withoutOldest(commitments, (one) => one) }),
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

interface Things {
  readonly constraints: Constraint
  readonly incidents: Incident
  readonly commitments: Commitment
}

function addNewest<Part extends keyof Things>(
  draft: { [P in Part]?: Map<string, Things[P]> },
  state: { readonly [P in Part]: ReadonlyMap<string, Things[P]> },
  part: Part,
  one: Things[Part],
): void {
  const before = (draft[part] ?? state[part]).get(one.id)
  if (before && byAge(before, one) <= 0) return
  draft[part] ??= new Map(state[part])
  draft[part].set(one.id, one)
}

function withoutOldest<One>(
  known: Map<string, One>,
  dated: (one: One) => Dated | undefined,
): Map<string, One> {
  if (known.size <= ENTRIES_MAX) return known
  const kept = [...known].sort(([, a], [, b]) => byAge(dated(a) ?? NEVER, dated(b) ?? NEVER))
  return new Map(kept.slice(0, ENTRIES_MAX))
}

const NEVER: Dated = { id: '', at: '1970-01-01T00:00:00Z' }

function addSignal(draft: Draft, state: SituationState, signal: Signal): void {
  const key = signalKey(signal)
  const known = (draft.signals ?? state.signals).get(key) ?? []
  const samples = withSample(known, signal)
  if (samples === known) return
  draft.signals ??= new Map(state.signals)
  draft.signals.set(key, samples)
}

function withSample(known: readonly Signal[], signal: Signal): readonly Signal[] {
  const twin = known.find((one) => one.id === signal.id)
  if (twin && byAge(twin, signal) <= 0) return known
  const others = twin ? known.filter((one) => one !== twin) : known
  const samples = [...others, signal].sort(byAge).slice(0, SAMPLES_MAX)
  return !twin && !samples.includes(signal) ? known : samples
}
