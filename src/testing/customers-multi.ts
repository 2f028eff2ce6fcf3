// People as five systems know them (CRM, web, support, billing, shop), in any number, with the truth beside each
// record: for measuring who is taken for whom. Records come household by household: shuffle them before they are
// fed to anything, or neighbours give the answer away.

import {
  type Household,
  householdOf,
  lendsHerMail,
  type Person,
} from './customers-multi/household.ts'
import { type Cells, COLUMNS_OF, cellsOf, type Source } from './customers-multi/sources.ts'
import { createRandom, mix, type Random } from './random.ts'

export interface MultiOptions {
  /** how many records come out */
  readonly records: number
  readonly seed: number
}

export interface MultiRecord {
  readonly source: Source
  /** column of the source -> text; what is not known is left out */
  readonly cells: Cells
  readonly truth: MultiTruth
}

/** Stands beside the record, never in it. */
export interface MultiTruth {
  /** who it truly is */
  readonly person: string
  readonly household: string
  /** what makes this record hard: typo, nickname, moved, twin, jr-sr, family-email, kiosk, role-mailbox ... */
  readonly cases: readonly string[]
}

const SOURCES = Object.keys(COLUMNS_OF) as readonly Source[]

/** Of the wide file: the source, the columns of each source, the answer. */
export const MULTI_COLUMNS: readonly string[] = [
  'source',
  ...SOURCES.flatMap((source): readonly string[] => COLUMNS_OF[source]),
  'truth',
]

/** Exactly so many records, each made when it is asked for. Throws a RangeError for numbers that make no sense. */
export function generateCustomersMulti(options: MultiOptions): Iterable<MultiRecord> {
  const { records, seed } = options
  if (!Number.isSafeInteger(records) || records < 0) throw new RangeError('records: 0 or more')
  if (!Number.isSafeInteger(seed)) throw new RangeError('seed: a whole number')
  return { [Symbol.iterator]: () => recordsOf(options) }
}

/** One line of the wide file, in the order of MULTI_COLUMNS. */
export function wideRow({ source, cells, truth }: MultiRecord): readonly string[] {
  const known: Cells = { ...cells, source, truth: truth.person }
  return MULTI_COLUMNS.map((column) => known[column] ?? '')
}

function* recordsOf({ records, seed }: MultiOptions): Generator<MultiRecord> {
  let left = records
  for (let number = 0; left > 0; number++) {
    const household = householdOf(seed, number)
    const random = createRandom(mix(seed, number, 25))
    for (const record of household.people.flatMap((person) => all(random, household, person))) {
      yield record
      if (--left === 0) return
    }
  }
}

/** Of 100 grown-ups so many are known to a system, and so often. */
const PRESENCE: Readonly<Record<Source, readonly (readonly [times: number, weight: number])[]>> = {
  crm: [
    [0, 22],
    [1, 70],
    [2, 8],
  ],
  web: [
    [0, 30],
    [1, 45],
    [2, 25],
  ],
  support: [
    [0, 65],
    [1, 25],
    [2, 10],
  ],
  billing: [
    [0, 40],
    [1, 50],
    [2, 10],
  ],
  shop: [
    [0, 42],
    [1, 32],
    [2, 18],
    [3, 8],
  ],
}
const CHILD_SOURCES: readonly Source[] = ['crm', 'shop']
const CHILD_PRESENCE = 0.45
const OLD_SHARE = 0.18

function all(random: Random, household: Household, person: Person): readonly MultiRecord[] {
  const sources = person.isChild ? childSources(random) : adultSources(random, household, person)
  return sources.map((source, at) => {
    const copy = at - sources.indexOf(source)
    return recordOf(random, { source, copy, household, person })
  })
}

function adultSources(random: Random, household: Household, person: Person): readonly Source[] {
  const found = SOURCES.flatMap((source) =>
    Array.from({ length: random.weighted(PRESENCE[source]) }, () => source),
  )
  // Nobody signs up on the web without an e-mail address.
  const possible = found.filter((source) => source !== 'web' || person.email !== undefined)
  const needsCrm = possible.length === 0 || lendsHerMail(household, person)
  return needsCrm && !possible.includes('crm') ? ['crm', ...possible] : possible
}

function childSources(random: Random): readonly Source[] {
  return CHILD_SOURCES.filter(() => random.chance(CHILD_PRESENCE))
}

interface RecordParts {
  readonly source: Source
  /** 0 for her first record in this source */
  readonly copy: number
  readonly household: Household
  readonly person: Person
}

function recordOf(random: Random, { source, copy, household, person }: RecordParts): MultiRecord {
  const cases = new Set(person.cases)
  const isOld = random.chance(OLD_SHARE)
  const cells = cellsOf(source, { random, household, person, isOld, copy, cases })
  const truth = {
    person: `p${person.number}`,
    household: `h${household.number}`,
    cases: [...cases],
  }
  return { source, cells, truth }
}
