// Pairs of records of one home, and whether the two are one person: by the birth date or, without one, by what people
// have of their own. From them a column shows that it goes with the person and not with the home.

import { edits } from '../compare/similarity.ts'
import { parseDate } from '../normalise/dates.ts'
import { fold, isPlaceholder, textOf } from '../normalise/fold.ts'
import type { ColumnRole } from './assign.ts'
import type { Role } from './role.ts'

export type Row = Readonly<Record<string, unknown>>

/** What people have of their own, mostly: where no birth date is known, these tell one person's records. */
const OF_PERSONS: ReadonlySet<Role> = new Set(['phone', 'email', 'national_id'])
/** What the people of one home share; two records that agree on two columns of these are of one home. */
const OF_ADDRESSES: ReadonlySet<Role> = new Set(['street', 'postcode', 'text'])
const OF_HOMES: ReadonlySet<Role> = new Set([...OF_PERSONS, ...OF_ADDRESSES])
/** More records than these share an address in a home or a hospital, whose people are no family. */
const HOME_RECORDS_MAX = 12

export interface HomePairs {
  /** one person's records, as far as the birth date tells */
  readonly same: readonly (readonly [Row, Row])[]
  /** people of one home */
  readonly others: readonly (readonly [Row, Row])[]
}

/** All pairs of records of one home that `relate` can tell; `anchors` are the columns by which homes are found. */
export function pairsOfHomes(
  anchors: readonly string[],
  { of }: Relate,
  rows: readonly Row[],
): HomePairs {
  const same: [Row, Row][] = []
  const others: [Row, Row][] = []
  for (const home of homesOf(anchors, rows)) {
    for (const [at, one] of home.entries()) {
      for (const other of home.slice(at + 1)) {
        const relation = of(one, other)
        if (relation === 'same') same.push([one, other])
        if (relation === 'other') others.push([one, other])
      }
    }
  }
  return { same, others }
}

/** Rows that agree on two columns of what a home shares, on the one where there is but one. */
function homesOf(anchors: readonly string[], rows: readonly Row[]): readonly (readonly Row[])[] {
  const homes = new Map<string, Row[]>()
  for (const row of rows) {
    const values = anchors.map((column) => foldedIn(row, column))
    for (const key of keysOf(values)) {
      const home = homes.get(key)
      if (home) home.push(row)
      else homes.set(key, [row])
    }
  }
  return [...homes.values()].filter(({ length }) => length > 1 && length <= HOME_RECORDS_MAX)
}

function keysOf(values: readonly string[]): readonly string[] {
  if (values.length === 1) return values.filter((value) => value !== '')
  return values.flatMap((one, i) =>
    values.flatMap((other, j) =>
      j > i && one !== '' && other !== '' ? [`${i} ${one}\n${j} ${other}`] : [],
    ),
  )
}

/** The value of a column in plain letters; empty where nothing is said. */
export function foldedIn(row: Row, column: string): string {
  const value = fold(textOf(row[column]) ?? '')
  return isPlaceholder(value) ? '' : value
}

type Relation = 'same' | 'other' | undefined

export interface Relate {
  /** what two records of one home are to each other, as far as anything tells */
  readonly of: (one: Row, other: Row) => Relation
  /** roles by which homes are found: not those that tell people apart */
  readonly homes: ReadonlySet<Role>
}

/** By the birth date; without one by two things that people have of their own, which a whole home hardly shares. */
export function relationBy(roles: readonly ColumnRole[]): Relate | undefined {
  const birth = roles.find(({ role }) => role === 'birth_date')?.column
  if (birth !== undefined) {
    return { of: (one, other) => byBirth(one[birth], other[birth]), homes: OF_HOMES }
  }
  const own = roles.filter(({ role }) => OF_PERSONS.has(role)).map(({ column }) => column)
  return own.length < OWN_MIN
    ? undefined
    : { of: (one, other) => byOwn(own, [one, other]), homes: OF_ADDRESSES }
}

/** Digits of a date, or signs of a number or mailbox, that a slip gets wrong; what differs in more is another one. */
const SLIPS_MAX = 2

function byBirth(a: unknown, b: unknown): Relation {
  const [one, other] = [parseDate(textOf(a) ?? ''), parseDate(textOf(b) ?? '')]
  if (!one?.isFull || !other?.isFull) return undefined
  if (one.text === other.text) return 'same'
  const isApart = one.year !== other.year && edits(one.text, other.text, SLIPS_MAX) > SLIPS_MAX
  return isApart ? 'other' : undefined
}

/** One thing alone does not tell: people change their numbers, and families share a mailbox. */
const OWN_MIN = 2

function byOwn(columns: readonly string[], [one, other]: readonly [Row, Row]): Relation {
  let same = 0
  let apart = 0
  let known = 0
  for (const column of columns) {
    const [a, b] = [foldedIn(one, column), foldedIn(other, column)]
    if (a === '' || b === '') continue
    known++
    if (a === b) same++
    else if (edits(a, b, SLIPS_MAX) > SLIPS_MAX) apart++
  }
  if (known < OWN_MIN) return undefined
  if (same === known) return 'same'
  return apart === known ? 'other' : undefined
}
