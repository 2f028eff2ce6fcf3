// The part of the index that a batch of records can touch, loaded at once: who shares keys with them, and all
// records of those customers. The decisions of core/identity/match look at nothing else.
import type { Link } from '../../contract/link.ts'
import { inForce } from '../../core/identity/decisions.ts'
import type { MatchRecord } from '../../core/identity/match/compare/bench.ts'
import type { Neighbourhood } from '../../core/identity/match/decide/neighbourhood.ts'
import type { Known } from '../../core/identity/match/score/scorer.ts'
import { MEMBERS_MAX } from '../../core/identity/match/score/scorer.ts'
import type { Said } from '../../core/profile/said.ts'
import { allDone } from '../all-done.ts'
import type { NeighbourRow, SaidText } from '../ports/match.ts'
import type { RecordRow } from '../ports/records.ts'
import type { WriteTransaction } from '../ports/writing.ts'
import type { LiveModel, Reading } from './matcher.ts'

/** A key that more records hold finds nobody: it tells no one apart. */
const BLOCK_MAX = 250

/** A record that is looked at, with what it says. */
export interface Subject {
  readonly row: RecordRow
  readonly known: Known
  readonly keys: readonly number[]
}

export interface Surroundings {
  readonly near: Neighbourhood
  readonly rows: ReadonlyMap<string, RecordRow>
  /** links of the subjects that the matcher made and nobody took back */
  readonly matches: (record: string) => readonly Link[]
  /** records that only a rule joins with a subject: nobody said so */
  readonly joinedByRule: (record: string) => readonly string[]
  /** Makes a subject findable for those after it. */
  readonly enter: (subject: Subject) => void
  /** Puts a record with a customer, as a decision says. */
  readonly move: (record: string, customer: string) => void
}

export async function loadSurroundings(
  subjects: readonly Subject[],
  model: LiveModel,
  tx: WriteTransaction,
): Promise<Surroundings> {
  const keys = [...new Set(subjects.flatMap((subject) => subject.keys))]
  const own = subjects.map(({ row }) => row.id)
  const [holders, links] = await allDone([
    tx.match.keyHolders(keys, { model: model.version, limit: BLOCK_MAX + 1 }),
    tx.links(own),
  ])
  const customers = [...new Set(subjects.map(({ row }) => row.customer))]
  const numbers = new Set<number>()
  for (const list of holders.values()) {
    // What finds nobody need not be known.
    if (list.length <= BLOCK_MAX) for (const number of list) numbers.add(number)
  }
  const rows = await tx.match.neighbours({ customers, numbers: [...numbers] }, MEMBERS_MAX)
  return arrange({ subjects, holders, links, rows, model })
}

interface Loaded {
  readonly subjects: readonly Subject[]
  readonly holders: ReadonlyMap<number, readonly number[]>
  readonly links: readonly Link[]
  readonly rows: readonly NeighbourRow[]
  readonly model: LiveModel
}

function arrange({ subjects, holders, links, rows, model }: Loaded): Surroundings {
  const recordRows = new Map<string, RecordRow>()
  const said = new Map<string, SaidText>()
  const known = new Map<string, Known>()
  const keysOf = new Map<string, readonly number[]>()
  const customerOf = new Map<string, string>()
  const members = new Map<string, string[]>()
  const numbered = new Map<number, string>()
  const place = (row: RecordRow): void => {
    if (customerOf.has(row.id)) return
    recordRows.set(row.id, row)
    customerOf.set(row.id, row.customer)
    const list = members.get(row.customer)
    if (list) list.push(row.id)
    else members.set(row.customer, [row.id])
  }
  for (const neighbour of rows) {
    place(neighbour.row)
    numbered.set(neighbour.number, neighbour.row.id)
    said.set(neighbour.row.id, neighbour.said)
  }
  for (const subject of subjects) {
    place(subject.row)
    known.set(subject.row.id, subject.known)
    keysOf.set(subject.row.id, subject.keys)
  }
  const byKey = new Map<number, string[]>()
  const holdersOf = (key: number): string[] | undefined => {
    const ready = byKey.get(key)
    if (ready) return ready
    const list = holders.get(key)
    if (!list) return undefined
    const ids: string[] = []
    for (const [at, number] of list.entries()) {
      // A key that was written while its model was built can be there twice.
      const id = list[at - 1] === number ? undefined : numbered.get(number)
      if (id !== undefined) ids.push(id)
    }
    byKey.set(key, ids)
    return ids
  }
  const isGeneric = (key: number): boolean => (holders.get(key)?.length ?? 0) > BLOCK_MAX
  const standing = standingOf(links)
  const near: Neighbourhood = {
    holders: (key) => {
      if (isGeneric(key)) return undefined
      const list = holdersOf(key) ?? NOBODY
      return list.length <= BLOCK_MAX ? list : undefined
    },
    keysOf: (record) => {
      const ready = keysOf.get(record)
      if (ready) return ready
      const text = said.get(record)
      const row = recordRows.get(record)
      return text && row ? readingOf(row, text, model).keys : []
    },
    record: (id) => {
      const ready = known.get(id)
      if (ready) return ready
      const text = said.get(id)
      const row = recordRows.get(id)
      if (!text || !row) return undefined
      const read = readingOf(row, text, model).known
      known.set(id, read)
      return read
    },
    customerOf: (record) => customerOf.get(record),
    members: (customer) => members.get(customer) ?? [],
    sameAs: (record) => standing.same.get(record) ?? NOBODY,
    notSameAs: (record) => standing.different.get(record) ?? NOBODY,
  }
  return {
    near,
    rows: recordRows,
    matches: (record) => standing.matches.get(record) ?? [],
    joinedByRule: (record) => standing.ruled.get(record) ?? NOBODY,
    enter: ({ row, keys }) => {
      for (const key of keys) {
        if (isGeneric(key)) continue
        const list = holdersOf(key)
        if (!list) byKey.set(key, [row.id])
        else if (!list.includes(row.id)) list.push(row.id)
      }
    },
    move: (record, customer) => {
      const before = customerOf.get(record)
      if (before === customer) return
      if (before !== undefined) {
        members.set(
          before,
          (members.get(before) ?? []).filter((id) => id !== record),
        )
      }
      customerOf.set(record, customer)
      const list = members.get(customer)
      if (list) list.push(record)
      else members.set(customer, [record])
    },
  }
}

const NOBODY: readonly string[] = []

/** What a model reads in what a record says, read once. */
export function readingOf(
  { id, source }: Pick<RecordRow, 'id' | 'source'>,
  said: SaidText,
  model: LiveModel,
): Reading {
  const values = (): Said => JSON.parse(said.text) as Said
  return model.readings.get(said) ?? readNow({ id, source, values: values() }, said, model)
}

/** The same where the values are at hand. */
export function readNow(
  { id, source, values }: MatchRecord,
  said: SaidText,
  { scorer, readings }: LiveModel,
): Reading {
  const known = scorer().read({ id, source, values })
  const reading = { known, keys: [...new Set(scorer().keysOf(known))] }
  readings.set(said, reading)
  return reading
}

/** The links in force, by the records at their ends. */
interface Standing {
  /** by a rule or a person */
  readonly same: ReadonlyMap<string, readonly string[]>
  readonly different: ReadonlyMap<string, readonly string[]>
  /** by a rule, and by nobody else */
  readonly ruled: ReadonlyMap<string, readonly string[]>
  /** made by the matcher */
  readonly matches: ReadonlyMap<string, readonly Link[]>
}

function standingOf(links: readonly Link[]): Standing {
  const same = new Map<string, string[]>()
  const different = new Map<string, string[]>()
  const matches = new Map<string, Link[]>()
  const ruled = new Map<string, string[]>()
  const standing = inForce(links)
  const said = new Set(
    standing.flatMap(({ basis, recordA, recordB }) =>
      basis === 'person' ? [`${recordA} ${recordB}`] : [],
    ),
  )
  for (const link of standing) {
    const isRule = link.basis === 'rule' && !said.has(`${link.recordA} ${link.recordB}`)
    for (const [own, other] of ends(link)) {
      if (link.basis === 'match') push(matches, own, link)
      else push(link.verdict === 'same' ? same : different, own, other)
      if (isRule) push(ruled, own, other)
    }
  }
  return { same, different, ruled, matches }
}

const ends = ({ recordA, recordB }: Link) =>
  [
    [recordA, recordB],
    [recordB, recordA],
  ] as const

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
