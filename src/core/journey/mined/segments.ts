// The segments of one map: named conditions, or the most frequent values of a trait; each customer counts for those
// that she belongs to.
import type { JourneyMapRequest, MapParting, MappedSegment } from '../../../contract/journey-map.ts'
import { type Condition, compileCondition, type Variables } from '../../condition/condition.ts'
import { disclose, PEOPLE_MIN } from './disclose.ts'
import { partings } from './part.ts'
import { addStories, emptyTally, type Story, type Tally } from './tally.ts'

/** What is told of the customers read so far. */
export interface Mined {
  readonly map: MappedSegment
  readonly segments?: readonly MappedSegment[]
  readonly differences?: readonly {
    readonly between: [string, string]
    readonly arrows: readonly MapParting[]
  }[]
}

export interface Miner {
  /** Each customer once. `variables`: what conditions may see of her. */
  add(customer: {
    readonly person: number
    readonly stories: readonly Story[]
    readonly variables: () => Readonly<Record<string, unknown>>
  }): void
  mined(): Mined
}

export type CompiledMiner =
  | { readonly ok: true; readonly miner: Miner }
  /** a sentence for whoever asked */
  | { readonly ok: false; readonly error: string }

/** Values of a trait that are told apart; the most frequent ones are. */
const VALUES_SHOWN = 5
/** Values that are counted: a trait with more is no segment but a name. */
const VALUES_MAX = 500
const VALUE_CHARACTERS_MAX = 60

type Asked = Pick<JourneyMapRequest, 'segments' | 'by'>

/** A miner for what was asked, or what is wrong with it. */
export function createMiner({ segments, by }: Asked, variables: Variables): CompiledMiner {
  if (segments && by !== undefined) {
    return { ok: false, error: 'Name either segments or by, not both' }
  }
  const told: (readonly [string, Condition, Tally])[] = []
  for (const { name, where } of segments ?? []) {
    const compiled = compileCondition(where, variables)
    if (!compiled.ok) return { ok: false, error: `Segment ${name}: ${compiled.error}` }
    if (told.some(([other]) => other === name)) {
      return { ok: false, error: `There are two segments ${name}` }
    }
    told.push([name, compiled.condition, emptyTally()])
  }
  const byValue = new Map<string, Tally>()
  const whole = emptyTally()
  return {
    ok: true,
    miner: {
      add({ person, stories, variables: seen }) {
        addStories(whole, person, stories)
        if (told.length === 0 && by === undefined) return
        const known = seen()
        for (const [, condition, tally] of told) {
          if (condition.holds(known)) addStories(tally, person, stories)
        }
        const value = by === undefined ? undefined : traitValue(known, by)
        const own = value === undefined ? undefined : tallyOf(byValue, value)
        if (own) addStories(own, person, stories)
      },
      mined() {
        const named = told.map(([name, , tally]) => disclose(tally, name))
        const parts = by === undefined ? named : valuesShown(byValue)
        return { map: disclose(whole), ...(parts.length > 0 || by ? compared(parts) : {}) }
      },
    },
  }
}

function traitValue(
  variables: Readonly<Record<string, unknown>>,
  trait: string,
): string | undefined {
  const traits = variables['traits'] as Readonly<Record<string, unknown>>
  const value = Object.hasOwn(traits, trait) ? traits[trait] : undefined
  const isTold = ['string', 'number', 'boolean'].includes(typeof value)
  return isTold ? String(value).slice(0, VALUE_CHARACTERS_MAX) : undefined
}

function tallyOf(tallies: Map<string, Tally>, value: string): Tally | undefined {
  const known = tallies.get(value)
  if (known || tallies.size >= VALUES_MAX) return known
  const fresh = emptyTally()
  tallies.set(value, fresh)
  return fresh
}

/** A value that few have is not even named. */
function valuesShown(tallies: ReadonlyMap<string, Tally>): readonly MappedSegment[] {
  return [...tallies]
    .filter(([, { stories }]) => stories.people >= PEOPLE_MIN)
    .sort(([a, m], [b, n]) => n.stories.people - m.stories.people || (a < b ? -1 : 1))
    .slice(0, VALUES_SHOWN)
    .map(([value, tally]) => disclose(tally, value))
}

function compared(segments: readonly MappedSegment[]): Omit<Mined, 'map'> {
  const [first, ...others] = segments
  const differences = others.map((other) => ({
    between: [first?.name ?? '', other.name ?? ''] as [string, string],
    arrows: first ? partings(first, other) : [],
  }))
  return { segments, ...(differences.length > 0 ? { differences } : {}) }
}
