// The part of the index that a batch of records can touch, loaded at once: who shares keys with them, and all
// records of those customers. The decisions of core/identity/match look at nothing else.
import type { Link } from '../../contract/link.ts'
import type { Neighbourhood } from '../../core/identity/match/decide/neighbourhood.ts'
import type { Known } from '../../core/identity/match/score/scorer.ts'
import { MEMBERS_MAX } from '../../core/identity/match/score/scorer.ts'
import { allDone } from '../ports/all-done.ts'
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

interface Loading {
  readonly tx: WriteTransaction
  /** subjects that nobody may find before they have entered */
  readonly entering: ReadonlySet<string> | undefined
}

/** Surroundings of which everything is here that subjects share keys with. */
export async function loadSurroundings(
  subjects: readonly Subject[],
  model: LiveModel,
  loading: Loading,
): Promise<Surroundings> {
  const around = createSurroundings(subjects, model, loading)
  await around.begin(() => undefined)
  return around
}

export interface Beginning extends Surroundings {
  /**
   * Loads what all subjects share keys with, part by part: while the database reads the next part, `look` is called with
   * the subjects of the one that is here. What was lacking for them is loaded at the end, and they are looked at again,
   * until nothing is. So nearly all that decisions look at is asked for in few questions, and nobody waits for them.
   * Where the store remembers all, nothing is worth looking ahead for.
   */
  readonly begin: (look: (subject: Subject) => void) => Promise<void>
}

/** Subjects whose surroundings are read, and that are looked at, in one go: then others get their turn. */
const PART = 50
/** What was lacking can lead to more, once or twice. */
const LOOKS_MAX = 4

export function createSurroundings(
  subjects: readonly Subject[],
  model: LiveModel,
  { tx, entering }: Loading,
): Beginning {
  const places = createPlaces()
  const waiting = new Set(entering)
  const holders = createHolders({
    withNumber: places.withNumber,
    named: places.named,
    isThere: (record) => !waiting.has(record),
  })
  const lookers = createLookers({ places, holders, model })
  const said = createSaid()
  const askedBefore = tx.match.asked()

  const ask = async (keys: readonly number[]): Promise<void> => {
    holders.add(keys, await tx.match.keyHolders(keys, { model: model.version, limit: BLOCK_MAX }))
  }
  const read = async (numbers: readonly number[], customers: readonly string[]): Promise<void> =>
    places.add(await tx.match.neighbours({ customers, numbers }, MEMBERS_MAX))
  const load = async (): Promise<void> => {
    const keys = holders.missing()
    if (keys.length + lookers.lacks() > 0) {
      await ask(keys)
      await read(lookers.wanted(keys), [])
    }
    const records = said.missing()
    if (records.length > 0) said.add(records, await tx.links(records))
  }
  const lacks = (): number => holders.lacks() + said.lacks() + lookers.lacks()
  /** Those for whom more is lacking than for those before. */
  const lookAt = async (
    some: readonly Subject[],
    look: (subject: Subject) => void,
  ): Promise<readonly Subject[]> => {
    const lacking: Subject[] = []
    if (tx.match.asked() === askedBefore) return lacking
    for (const part of partsOf(some)) {
      await breath()
      for (const subject of part) {
        const before = lacks()
        look(subject)
        if (lacks() > before) lacking.push(subject)
      }
    }
    return lacking
  }
  /** The keys and customers of each part that no part before asks for; answers come in the order of the questions. */
  const loadParts = async (look: (part: readonly Subject[]) => Promise<unknown>): Promise<void> => {
    const isNewKey = onlyOnce<number>()
    const isNewCustomer = onlyOnce<string>()
    const isNewNumber = onlyOnce<number>()
    let held: Promise<unknown> = Promise.resolve()
    let here: Promise<unknown> = Promise.resolve()
    for (const part of partsOf(subjects)) {
      held = allDone([held, ask(part.flatMap(({ keys }) => keys).filter(isNewKey))])
      const customers = part.map(({ row }) => row.customer).filter(isNewCustomer)
      const [before, own] = [here, held]
      const reading = own.then(() => read(lookers.around(part).filter(isNewNumber), customers))
      here = allDone([before, reading]).then(() => {
        for (const { row, reading: own } of part) places.addSubject(row, own)
        return look(part)
      })
    }
    await here
  }
  return {
    near: nearOf({ places, holders, lookers, said, model }),
    rowOf: (record) => places.of(record)?.row,
    rows: () => rowsOf(places),
    matches: (record) => said.of(record).matches.get(record) ?? [],
    joinedByRule: (record) => said.of(record).ruled.get(record) ?? NOBODY,
    lacks,
    load,
    begin: async (look) => {
      const ids = subjects.map(({ row }) => row.id)
      const links = tx.links(ids).then((all) => said.add(ids, all))
      let lacking: readonly Subject[] = []
      const loaded = loadParts(async (part) => {
        lacking = [...lacking, ...(await lookAt(part, look))]
      })
      await allDone([links, loaded])
      for (let round = 0; lacks() > 0 && round < LOOKS_MAX; round++) {
        await load()
        lacking = await lookAt(lacking, look)
      }
    },
    enter: ({ row, keys }) => {
      waiting.delete(row.id)
      holders.enter(row.id, keys)
    },
    move: places.move,
  }
}

const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const onlyOnce = <Value>(): ((value: Value) => boolean) => {
  const seen = new Set<Value>()
  return (value) => {
    if (seen.has(value)) return false
    seen.add(value)
    return true
  }
}

function* partsOf(subjects: readonly Subject[]): Iterable<readonly Subject[]> {
  for (let from = 0; from < subjects.length; from += PART) yield subjects.slice(from, from + PART)
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
  /** how many are missing */
  readonly lacks: () => number
  readonly add: (records: readonly string[], links: readonly Link[]) => void
}

function createSaid(): Said {
  // Whoever is asked about comes with all her links, so what they say of her is known by these alone.
  const known = new Map<string, Standing>()
  const missing = new Set<string>()
  return {
    of: (record) => {
      const standing = known.get(record)
      if (!standing) missing.add(record)
      return standing ?? NOTHING_SAID
    },
    missing: () => [...missing],
    lacks: () => missing.size,
    add: (records, own) => {
      const standing = own.length === 0 ? NOTHING_SAID : standingOf(own)
      for (const record of records) {
        known.set(record, standing)
        missing.delete(record)
      }
    },
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
