// The attributes that are compared: columns of one role brought together, derived and repeated ones left out.
import type { KindName } from '../compare/kinds.ts'
import { dateOf, wholeYear } from '../normalise/calendar-date.ts'
import { type DateOrder, dateOrderOf } from '../normalise/dates.ts'
import { compact, fold, isNameless, isPlaceholder, textOf, wordsOf } from '../normalise/fold.ts'
import { splitName } from '../normalise/split-name.ts'
import type { ColumnRole } from './assign.ts'
import { isHardlyEverBoth } from './exclusive.ts'
import { NAME_ROLES, type Role, TELLING_ROLES } from './role.ts'
import { addressPart, BESIDE_STREET, wholeAddresses } from './whole-address.ts'

type Row = Readonly<Record<string, unknown>>

export interface Attribute {
  /** the role, with the column's name where a role has several attributes */
  readonly id: string
  readonly role: Role
  readonly kind: KindName
  readonly columns: readonly string[]
  /** how the columns make values: each one value, one date of three parts, or the words of all */
  readonly made: 'each' | 'date_parts' | 'words'
  /** those of the columns that hold whole names or addresses, of which only the part that is asked for counts */
  readonly whole?: readonly string[]
}

export interface Schema {
  readonly columns: readonly ColumnRole[]
  readonly attributes: readonly Attribute[]
  readonly dateOrder: DateOrder
  /** most records say who they are of, so one that does not is a visit or a call that could be anybody's */
  readonly areUsuallyNamed: boolean
}

const KIND_OF: Partial<Record<Role, KindName>> = {
  given_name: 'name_part',
  middle_name: 'name_part',
  family_name: 'name_part',
  full_name: 'full_name',
  birth_date: 'date',
  email: 'email',
  phone: 'phone',
  street: 'street',
  house_number: 'code',
  postcode: 'postcode',
  place: 'place',
  state: 'category',
  national_id: 'code',
  organisation: 'organisation',
  domain: 'domain',
  gender: 'category',
  category: 'category',
  number: 'whole_number',
}

/** Several columns of these are several values of one attribute (two phones, two given names). */
const SETS = new Set<Role>(['given_name', 'middle_name', 'family_name', 'email', 'phone', 'domain'])

const BIRTH_PARTS = ['birth_year', 'birth_month', 'birth_day'] as const

export function buildSchema(columns: readonly ColumnRole[], rows: readonly Row[]): Schema {
  const of = (role: Role): readonly string[] =>
    columns.filter((own) => own.role === role).map(({ column }) => column)
  const lines = wholeAddresses(
    { lines: of('street'), postcodes: of('postcode'), places: of('place') },
    rows,
  )
  const attributes = [
    ...nameAttributes(of, rows),
    ...birthAttributes(of, rows),
    ...[...SETS].filter((role) => !NAME_ROLES.has(role)).flatMap((role) => setOf(role, of(role))),
    ...columns
      .filter(({ role }) => !SETS.has(role) && !NAME_ROLES.has(role) && role !== 'birth_date')
      .flatMap(({ column, role }) => single(column, role, lines)),
    ...lines.flatMap((column) => BESIDE_STREET.flatMap((role) => single(column, role, lines))),
  ]
  const dates = of('birth_date').flatMap((column) =>
    rows.flatMap((row) => textOf(row[column]) ?? []),
  )
  const separate = joinExclusive(attributes, rows)
  const kept = withoutCopies(separate, rows)
  return {
    columns,
    attributes: kept,
    dateOrder: dateOrderOf(dates),
    areUsuallyNamed: areUsuallyNamed(kept, rows),
  }
}

/** Share of rows with a name or birth date from which one without them is the exception. */
const USUALLY = 0.3

function areUsuallyNamed(attributes: readonly Attribute[], rows: readonly Row[]): boolean {
  const telling = attributes.filter(({ role }) => TELLING_ROLES.has(role))
  const named = rows.filter((row) => telling.some((own) => rawValues(own, row).length > 0))
  return named.length >= USUALLY * rows.length
}

type ColumnsOf = (role: Role) => readonly string[]

function setOf(
  role: Role,
  columns: readonly string[],
  whole: readonly string[] = [],
): readonly Attribute[] {
  const kind = KIND_OF[role]
  if (!kind || columns.length === 0) return []
  return [{ id: role, role, kind, columns, made: 'each', ...(whole.length > 0 && { whole }) }]
}

function single(column: string, role: Role, lines: readonly string[] = []): readonly Attribute[] {
  const kind = KIND_OF[role]
  if (!kind) return []
  const whole = lines.filter((own) => own === column)
  const own = { id: `${role}:${column}`, role, kind, columns: [column], made: 'each' } as const
  return [{ ...own, ...(whole.length > 0 && { whole }) }]
}

/** Three columns of a birth date make one; a single year counts as a date of that precision. */
function birthAttributes(of: ColumnsOf, rows: readonly Row[]): readonly Attribute[] {
  const whole = ownDates(of('birth_date'), rows)
  if (whole.length > 0) return [{ ...birth, columns: whole, made: 'each' }]
  const parts = BIRTH_PARTS.map((part) => of(part)[0] ?? '')
  return parts[0] === '' ? [] : [{ ...birth, columns: parts, made: 'date_parts' }]
}

/** Rows that have two dates of birth, of which so few agree: one of them is somebody else's, a child's or a spouse's. */
const AGREE_MIN = 0.5

/** Columns that hold one person's birth date: the best filled one, and those that agree with it or stand in its place. */
function ownDates(columns: readonly string[], rows: readonly Row[]): readonly string[] {
  const filled = (column: string): number =>
    rows.filter((row) => textOf(row[column]) !== undefined).length
  const [best, ...others] = columns
    .map((column) => ({ column, count: filled(column) }))
    .sort((a, b) => b.count - a.count || a.column.length - b.column.length)
    .map(({ column }) => column)
  if (best === undefined) return []
  return columns.filter((column) => !others.includes(column) || doAgree(best, column, rows))
}

function doAgree(a: string, b: string, rows: readonly Row[]): boolean {
  let both = 0
  let same = 0
  for (const row of rows) {
    const [one, other] = [fold(textOf(row[a]) ?? ''), fold(textOf(row[b]) ?? '')]
    if (one === '' || other === '') continue
    both++
    if (one === other) same++
  }
  return same >= AGREE_MIN * both
}

const birth = { id: 'birth_date', role: 'birth_date', kind: 'date' } as const

/** Share of rows with given and family name above which they are compared apart. */
const PARTS_MIN = 0.5
/** A whole name that holds this many words more than its parts is the better source. */
const MORE_WORDS = 1.1

/**
 * Names in parts when the parts are given and a whole name adds nothing, or when some sources have parts and others
 * whole names: these are taken apart, so that who is meant (the given name) and the home (the family name) stay
 * two things. Else the words of all name columns.
 */
function nameAttributes(of: ColumnsOf, rows: readonly Row[]): readonly Attribute[] {
  const given = of('given_name')
  const family = of('family_name')
  const whole = of('full_name')
  const parts = [...given, ...of('middle_name'), ...family]
  const all = [...whole, ...parts]
  if (all.length === 0) return []
  if (given.length > 0 && family.length > 0 && areApart(rows, parts, whole)) {
    return [
      ...setOf('given_name', [...given, ...whole], whole),
      ...setOf('family_name', [...family, ...whole], whole),
      ...setOf('middle_name', of('middle_name')),
    ]
  }
  if (
    whole.length > 0 &&
    !arePartsEnough(rows, { parts, whole, hasBoth: given.length > 0 && family.length > 0 })
  ) {
    return [{ id: 'full_name', role: 'full_name', kind: 'full_name', columns: all, made: 'words' }]
  }
  return [
    ...setOf('given_name', given),
    ...setOf('family_name', family),
    ...setOf('middle_name', of('middle_name')),
  ]
}

/** Share of named rows that must have their name in parts for whole names to be taken apart. */
const PARTS_SEEN_MIN = 0.05

/** Whether rows have either parts or a whole name, hardly ever both: they come from different sources. */
function areApart(
  rows: readonly Row[],
  parts: readonly string[],
  whole: readonly string[],
): boolean {
  if (whole.length === 0) return false
  let inParts = 0
  let inWhole = 0
  let inBoth = 0
  for (const row of rows) {
    const hasParts = nameWords(row, parts).length > 0
    const hasWhole = nameWords(row, whole).length > 0
    if (hasParts) inParts++
    if (hasWhole) inWhole++
    if (hasParts && hasWhole) inBoth++
  }
  const either = inParts + inWhole - inBoth
  return inWhole > 0 && inParts > PARTS_SEEN_MIN * either && isHardlyEverBoth(inBoth, either)
}

interface NameColumns {
  readonly parts: readonly string[]
  readonly whole: readonly string[]
  readonly hasBoth: boolean
}

function arePartsEnough(rows: readonly Row[], { parts, whole, hasBoth }: NameColumns): boolean {
  if (!hasBoth) return false
  let named = 0
  let inParts = 0
  let words = 0
  let wordsOfParts = 0
  for (const row of rows) {
    const ofParts = nameWords(row, parts).length
    const ofWhole = nameWords(row, whole).length
    if (ofParts + ofWhole === 0) continue
    named++
    if (ofParts > 0) inParts++
    words += Math.max(ofWhole, ofParts)
    wordsOfParts += ofParts
  }
  return inParts > PARTS_MIN * named && words < MORE_WORDS * wordsOfParts
}

function nameWords(row: Row, columns: readonly string[]): readonly string[] {
  const words = new Set<string>()
  for (const column of columns) {
    const text = fold(textOf(row[column]) ?? '')
    if (!isPlaceholder(text)) for (const word of wordsOf(text)) words.add(word)
  }
  return [...words]
}

function joinExclusive(
  attributes: readonly Attribute[],
  rows: readonly Row[],
): readonly Attribute[] {
  const joined: Attribute[] = []
  for (const own of attributes) {
    const at = joined.findIndex(
      (other) =>
        other.role === own.role &&
        other.made === 'each' &&
        areExclusive(other, own, rows) &&
        (!OWN_VALUES.has(own.role) || haveSameValues(other, own, rows)),
    )
    const other = joined[at]
    if (other) joined[at] = joinedWith(other, own)
    else joined.push(own)
  }
  return joined
}

function joinedWith(one: Attribute, other: Attribute): Attribute {
  const whole = [...(one.whole ?? []), ...(other.whole ?? [])]
  const columns = [...one.columns, ...other.columns]
  return { ...one, columns, ...(whole.length > 0 && { whole }) }
}

/** Columns of these are of one kind of value only when they hold values of each other: not two sorts of numbers. */
const OWN_VALUES: ReadonlySet<Role> = new Set(['national_id', 'category', 'state', 'number'])
/** Share of the values of one column that the other one must hold. */
const SAME_VALUES_MIN = 0.05

function haveSameValues(a: Attribute, b: Attribute, rows: readonly Row[]): boolean {
  const [inA, inB] = [a, b].map(
    (own) => new Set(rows.flatMap((row) => rawValues(own, row).map((text) => compact(fold(text))))),
  ) as [Set<string>, Set<string>]
  const [few, many] = inA.size <= inB.size ? [inA, inB] : [inB, inA]
  let same = 0
  for (const value of few) if (many.has(value)) same++
  return same > SAME_VALUES_MIN * few.size
}

function areExclusive(a: Attribute, b: Attribute, rows: readonly Row[]): boolean {
  let either = 0
  let both = 0
  for (const row of rows) {
    const inA = rawValues(a, row).length > 0
    const inB = rawValues(b, row).length > 0
    if (inA || inB) either++
    if (inA && inB) both++
  }
  return isHardlyEverBoth(both, either)
}

/** An attribute that repeats another one nearly always would count the same evidence twice. */
const COPY_MIN = 0.9

function withoutCopies(
  attributes: readonly Attribute[],
  rows: readonly Row[],
): readonly Attribute[] {
  const kept: { readonly own: Attribute; readonly texts: readonly string[] }[] = []
  for (const own of attributes) {
    const texts = rows.map((row) => compact(fold(rawValues(own, row)[0] ?? '')))
    if (!kept.some((other) => areCopies(texts, other.texts))) kept.push({ own, texts })
  }
  return kept.map(({ own }) => own)
}

function areCopies(a: readonly string[], b: readonly string[]): boolean {
  let both = 0
  let equal = 0
  for (let at = 0; at < a.length; at++) {
    if (a[at] === '' || b[at] === '') continue
    both++
    if (a[at] === b[at]) equal++
  }
  return both > 20 && equal >= COPY_MIN * both
}

/** The values that a row holds for an attribute, as given. Placeholders are no values. */
export function rawValues(attribute: Attribute, row: Row): readonly string[] {
  if (attribute.made === 'date_parts') return dateParts(attribute.columns, row)
  if (attribute.made === 'words') {
    const words = nameWords(row, attribute.columns)
    return words.length === 0 ? [] : [words.join(' ')]
  }
  const values: string[] = []
  for (const column of attribute.columns) {
    const text = textOf(row[column])
    if (text === undefined || isPlaceholder(fold(text))) continue
    const part = partIn(attribute, column, text)
    if (part !== '') values.push(part)
  }
  return values
}

/** What of a column's text counts for an attribute: all of it, the part of a whole name, or nothing of nobody's name. */
function partIn({ role, whole }: Attribute, column: string, text: string): string {
  const isWhole = whole?.includes(column) ?? false
  if (((isWhole && NAME_ROLES.has(role)) || role === 'given_name') && isNameless(fold(text)))
    return ''
  return isWhole ? partOf(role, text) : text
}

function partOf(role: Role, text: string): string {
  const ofAddress = addressPart(role, text)
  if (ofAddress !== undefined) return ofAddress
  const { given, family } = splitName(text)
  return role === 'given_name' ? given : family
}

/** As many parts as the row knows; one of them alone says nothing but the year. */
function dateParts(columns: readonly string[], row: Row): readonly string[] {
  const [year, month, day] = columns.map((column) => {
    const text = textOf(row[column])
    const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
    return Number.isInteger(value) && value >= 0 ? value : undefined
  })
  if (year === undefined && (month === undefined || day === undefined)) return []
  const whole = year === undefined ? undefined : wholeYear(year)
  return [dateOf(whole, month || undefined, day || undefined).text]
}
