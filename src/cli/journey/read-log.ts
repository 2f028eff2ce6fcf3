// An event log from a CSV file of any make: packed or not, any delimiter, any header, rows in any order.
import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { type Options, parse } from 'csv-parse'
import type { Step } from '../../core/journey/model/walk.ts'
import type { Where } from '../csv-options.ts'
import { CommandError, UsageError } from '../exit.ts'
import { timeReader } from './times.ts'

export interface LogColumns {
  readonly case: string
  readonly activity: string
  readonly time: string
  /** column that says to which segment a case belongs, by its first row that says one */
  readonly by?: string
  /** activities with which a case ends; none = with its last row, whatever that is */
  readonly ends?: readonly string[]
  /** only rows with this value in this column */
  readonly filters: readonly Where[]
}

export interface LogCase {
  readonly id: string
  /** in order of time; rows of one moment as the file has them */
  readonly steps: readonly Step[]
  /** absent: nobody asked, or its rows say none */
  readonly segment?: string
  /** its last step is none with which a case ends: it goes on */
  readonly isOpen?: true
}

export interface EventLog {
  /** in order of their first step, then of their id */
  readonly cases: readonly LogCase[]
  readonly rows: number
  /** rows without a case, an activity or a readable time */
  readonly skipped: number
}

/** The longest text that the engine holds in one piece. */
const BYTES_MAX = 500 * 1024 * 1024
/** With a larger share of unreadable rows the columns are probably the wrong ones. */
const SKIPPED_SHARE_MAX = 0.5

export async function readLog(path: string, columns: LogColumns): Promise<EventLog> {
  const text = textOf(unpacked(await readBytes(path), path))
  const [header] = await parseRows(text, { to: 1 })
  if (header === undefined) throw new CommandError(`${path} is empty`)
  const log = logOf(await rowsOf(text, header, columns), path)
  return columns.ends?.length ? withOpenCases(log, columns.ends) : log
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new CommandError(`${path} cannot be read: ${(cause as Error).message}`, { cause })
  }
}

function unpacked(bytes: Buffer, path: string): Buffer {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (bytes.length > BYTES_MAX) throw new CommandError(`${path} is larger than 500 MB`)
  if (!isPacked) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: BYTES_MAX })
  } catch (cause) {
    throw new CommandError(`${path} cannot be unpacked: ${(cause as Error).message}`, { cause })
  }
}

/** UTF-8, UTF-16 where it begins with its mark, or Latin 1 where it is no UTF-8: old exports are. */
function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}

const DELIMITERS = [',', ';', '\t', '|', '^'] as const

/** The sign that divides the first line most often, outside quotes. */
export function delimiterOf(text: string): string {
  const end = text.search(/\r?\n/)
  const bare = (end < 0 ? text : text.slice(0, end)).replace(/"[^"]*"/g, '')
  const counted = DELIMITERS.map((sign) => ({ sign, times: bare.split(sign).length }))
  return counted.reduce((best, each) => (each.times > best.times ? each : best)).sign
}

type Rows = readonly (readonly string[])[]

function parseRows(text: string, options: Options): Promise<Rows> {
  const whole: Options = {
    delimiter: delimiterOf(text),
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
    ...options,
  }
  return new Promise((resolve, reject) => {
    parse(text, whole, (fault, rows) => {
      if (!fault) return resolve(rows as unknown as Rows)
      reject(new CommandError(`The file is not CSV: ${fault.message}`, { cause: fault }))
    })
  })
}

/** [case, activity, time, segment] of each row that passes the filters; other cells are let go at once. */
function rowsOf(text: string, header: readonly string[], columns: LogColumns): Promise<Rows> {
  const { by } = columns
  const named = [columns.case, columns.activity, columns.time, ...(by === undefined ? [] : [by])]
  const wanted = named.map((name) => columnIn(header, name))
  const filters = columns.filters.map(({ column, value }) => {
    return { at: columnIn(header, column), value }
  })
  return parseRows(text, {
    from: 2,
    on_record: (row: readonly string[]) =>
      filters.every(({ at, value }) => row[at]?.trim() === value)
        ? wanted.map((at) => row[at] ?? '')
        : null,
  })
}

/** A column by its name, as written or but for case and blanks. */
function columnIn(header: readonly string[], name: string): number {
  const exact = header.indexOf(name)
  if (exact >= 0) return exact
  const loose = (text: string): string => text.trim().toLowerCase()
  const near = header.findIndex((title) => loose(title) === loose(name))
  if (near >= 0) return near
  throw new UsageError(`There is no column "${name}". The file has: ${header.join(', ')}`)
}

function logOf(rows: Rows, path: string): EventLog {
  const readTime = timeReader(rows.map((row) => row[2] ?? ''))
  const steps = new Map<string, Step[]>()
  const segments = new Map<string, string>()
  let skipped = 0
  for (const row of rows) {
    const [id = '', step = '', when = '', segment = ''] = row.map((cell) => cell.trim())
    const time = readTime(when)
    if (id === '' || step === '' || time === undefined) {
      skipped++
      continue
    }
    const own = steps.get(id)
    if (own) own.push({ step, at: time })
    else steps.set(id, [{ step, at: time }])
    if (segment !== '' && !segments.has(id)) segments.set(id, segment)
  }
  if (skipped > rows.length * SKIPPED_SHARE_MAX || steps.size === 0) {
    throw new CommandError(
      `${path}: ${skipped} of ${rows.length} rows have no case, activity or readable time`,
    )
  }
  return { cases: sortedCases(steps, segments), rows: rows.length, skipped }
}

/** Files with the newest row first have rows of one moment in reverse too. */
function sortedCases(
  steps: ReadonlyMap<string, Step[]>,
  segments: ReadonlyMap<string, string>,
): readonly LogCase[] {
  const isNewestFirst = newestComesFirst(steps)
  const cases = [...steps].map(([id, rows]) => {
    if (isNewestFirst) rows.reverse()
    const segment = segments.get(id)
    const named = segment === undefined ? {} : { segment }
    return { id, steps: rows.sort((a, b) => a.at - b.at), ...named }
  })
  const startOf = ({ steps: [first] }: LogCase): number => first?.at ?? 0
  return cases.sort((a, b) => startOf(a) - startOf(b) || (a.id < b.id ? -1 : 1))
}

function newestComesFirst(cases: ReadonlyMap<string, readonly Step[]>): boolean {
  let falling = 0
  let rising = 0
  for (const steps of cases.values()) {
    for (let i = 1; i < steps.length; i++) {
      const change = (steps[i]?.at ?? 0) - (steps[i - 1]?.at ?? 0)
      if (change < 0) falling++
      if (change > 0) rising++
    }
  }
  return falling > rising
}

/** Throws a UsageError when no case at all ends with one of the activities. */
function withOpenCases(log: EventLog, ends: readonly string[]): EventLog {
  const lastOf = ({ steps }: LogCase): string => steps.at(-1)?.step ?? ''
  const lasts = new Map<string, number>()
  for (const one of log.cases) lasts.set(lastOf(one), (lasts.get(lastOf(one)) ?? 0) + 1)
  const missing = ends.find((name) => !lasts.has(name))
  if (missing !== undefined) {
    const usual = [...lasts].sort((a, b) => b[1] - a[1]).slice(0, LASTS_NAMED)
    const named = usual.map(([step, times]) => `${step} (${times})`).join(', ')
    throw new UsageError(`No case ends with "${missing}". Cases end with: ${named}`)
  }
  const isEnd = new Set(ends)
  const cases = log.cases.map((one) =>
    isEnd.has(lastOf(one)) ? one : { ...one, isOpen: true as const },
  )
  return { ...log, cases }
}

const LASTS_NAMED = 10
