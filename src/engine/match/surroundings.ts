// The part of the index that a batch of records can touch, loaded at once: who shares keys with them, and all
// records of those customers. The decisions of core/identity/match look at nothing else.
import type { Link } from '../../contract/link.ts'
import type { Neighbourhood } from '../../core/identity/match/decide/neighbourhood.ts'
import type { Known } from '../../core/identity/match/score/scorer.ts'
import { MEMBERS_MAX } from '../../core/identity/match/score/scorer.ts'
import { allDone } from '../all-done.ts'
import type { RecordRow } from '../ports/records.ts'
import type { WriteTransaction } from '../ports/writing.ts'
import { BLOCK_MAX, createHolders, type Holders } from './holders.ts'
import { createLookers, type Lookers } from './lookers.ts'
import type { LiveModel } from './matcher.ts'
import { createPlaces, type Places } from './places.ts'
import { keysIn, type Reading, readingOf } from './reading.ts'
import { type Standing, standingOf } from './standing.ts'

/** A record that is looked at, with what it says. */
export interface Subject {
  readonly row: RecordRow
  readonly known: Known
  readonly keys: readonly number[]
  /** where these two were read */
  readonly reading: Reading
}

export interface Surroundings {
  readonly near: Neighbourhood
  readonly rowOf: (record: string) => RecordRow | undefined
  /** all records that stand here */
  readonly rows: () => Iterable<RecordRow>
  /** links of the subjects that the matcher made and nobody took back */
  readonly matches: (record: string) => readonly Link[]
  /** records that only a rule joins with a subject: nobody said so */
  readonly joinedByRule: (record: string) => readonly string[]
  /** What was looked at and is not here yet: where there is any, what follows from it counts only after `load`. */
  readonly lacks: () => number
  readonly load: () => Promise<void>
  /** Makes a subject findable for those after it. */
  readonly enter: (subject: Subject) => void
  /** Puts a record with a customer, as a decision says. */
  readonly move: (record: string, customer: string) => void
}

/** @param entering subjects that nobody may find before they have entered */
export async function loadSurroundings(
  subjects: readonly Subject[],
  model: LiveModel,
  {
    tx,
    entering,
  }: { readonly tx: WriteTransaction; readonly entering: ReadonlySet<string> | undefined },
): Promise<Surroundings> {
  const places = createPlaces()
  const waiting = new Set(entering)
  const holders = createHolders({
    withNumber: places.withNumber,
    named: places.named,
    isThere: (record) => !waiting.has(record),
  })
  const lookers = createLookers({ places, holders, model })
  const load = async (keys: readonly number[], customers: readonly string[]): Promise<void> => {
    const held = await tx.match.keyHolders(keys, { model: model.version, limit: BLOCK_MAX })
    holders.add(keys, held)
    const numbers = lookers.wanted(keys)
    places.add(await tx.match.neighbours({ customers, numbers }, MEMBERS_MAX))
  }
  for (const { row, known, keys } of subjects) lookers.add(row.id, { known, keys })
  const [links] = await allDone([
    tx.links(subjects.map(({ row }) => row.id)),
    load(
      [...new Set(subjects.flatMap(({ keys }) => keys))],
      [...new Set(subjects.map(({ row }) => row.customer))],
    ),
  ])
  for (const { row, reading } of subjects) places.addSubject(row, reading)
  const said = createSaid(links, subjects)
  const loadLinks = async (): Promise<void> => {
    const records = said.missing()
    if (records.length > 0) said.add(records, await tx.links(records))
  }
  return {
    near: nearOf({ places, holders, lookers, said, model }),
    rowOf: (record) => places.of(record)?.row,
    rows: () => rowsOf(places),
    matches: (record) => said.of(record).matches.get(record) ?? [],
    joinedByRule: (record) => said.of(record).ruled.get(record) ?? NOBODY,
    lacks: () => holders.missing().length + said.missing().length + lookers.lacks(),
    load: async () => {
      if (holders.missing().length + lookers.lacks() > 0) await load(holders.missing(), [])
      await loadLinks()
    },
    enter: ({ row, keys }) => {
      waiting.delete(row.id)
      holders.enter(row.id, keys)
    },
    move: places.move,
  }
}

const NOBODY: readonly string[] = []

function* rowsOf(places: Places): Iterable<RecordRow> {
  for (const { row } of places.all()) yield row
}

interface Parts {
  readonly places: Places
  readonly holders: Holders
  readonly lookers: Lookers
  readonly said: Said
  readonly model: LiveModel
}

/** What rules and people said of records: of the subjects from the start, of others once somebody asked. */
interface Said {
  /** all that is known; a record that nobody asked about before is missing from now on */
  readonly of: (record: string) => Standing
  readonly missing: () => readonly string[]
  readonly add: (records: readonly string[], links: readonly Link[]) => void
}

function createSaid(links: readonly Link[], subjects: readonly Subject[]): Said {
  // Whoever is asked about comes with all her links, so what they say of her is known by these alone.
  const known = new Map<string, Standing>()
  const missing = new Set<string>()
  const add = (records: readonly string[], own: readonly Link[]): void => {
    const standing = own.length === 0 ? NOTHING_SAID : standingOf(own)
    for (const record of records) {
      known.set(record, standing)
      missing.delete(record)
    }
  }
  add(
    subjects.map(({ row }) => row.id),
    links,
  )
  return {
    of: (record) => {
      const standing = known.get(record)
      if (!standing) missing.add(record)
      return standing ?? NOTHING_SAID
    },
    missing: () => [...missing],
    add,
  }
}

const NOTHING_SAID = standingOf([])

function nearOf({ places, holders, lookers, said, model }: Parts): Neighbourhood {
  const readingBy = (record: string): Reading | undefined => {
    const place = places.of(record)
    if (!place || place.reading) return place?.reading
    const { row, said } = place
    place.reading = said && readingOf(row, said, model)
    return place.reading
  }
  return {
    holders: holders.of,
    holding: holders.holding,
    keysOf: (record) => {
      const reading = readingBy(record)
      if (!reading) return []
      const keys = keysIn(reading, model)
      lookers.add(record, { known: reading.known, keys })
      return keys
    },
    record: (id) => readingBy(id)?.known,
    customerOf: (record) => places.of(record)?.customer,
    members: places.members,
    sameAs: (record) => said.of(record).same.get(record) ?? NOBODY,
    notSameAs: (record) => said.of(record).different.get(record) ?? NOBODY,
  }
}
