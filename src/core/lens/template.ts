// Templates of facts, compiled once: `Order {body.order_number|id} is {status}[, {body.total:money}]`.
//   {a|b}       the first path that has a value
//   [ ... ]     left out when a value inside is missing; may be nested
//   {a:money}   with the `currency` that stands beside it     {a:date}   as a date
//   {a:due}     a date, with `, overdue` when the thing is open and the date is past (root: open, now)
// A value that is missing outside of brackets makes the whole template say nothing.
import { cleanText, shorten } from './clean.ts'
import { readableDate, readableMoney, readableValue } from './readable.ts'

/** Longest template and longest text it makes. */
const TEMPLATE_LENGTH_MAX = 500
const TEXT_LENGTH_MAX = 300
const NESTING_MAX = 3

type Format = 'plain' | 'money' | 'date' | 'due'
type Path = readonly string[]
interface Source {
  readonly path: Path
  /** it names a thing by its number */
  readonly isCode: boolean
}
type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly sources: readonly Source[]; readonly format: Format }
  | { readonly kind: 'optional'; readonly parts: readonly Part[] }

export interface Template {
  readonly parts: readonly Part[]
}

export interface Filled {
  readonly text: string
  /** parts of the text that somebody outside wrote, in order: [start, end) in UTF-16 units */
  readonly outside: readonly Span[]
  /** parts of the text that name a thing by its number (T-1042), which a voice says shorter; absent: none */
  readonly codes?: readonly Span[]
}

export type Span = readonly [start: number, end: number]

/** The same parts of a text before which so many units were put. */
export const shifted = (spans: readonly Span[], by: number): readonly Span[] =>
  by === 0 ? spans : spans.map(([start, end]) => [start + by, end + by])

export type CompiledTemplate =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly error: string }

/** Compiles a template, or says in a sentence what is wrong with it. Never throws. */
export function compileTemplate(source: string): CompiledTemplate {
  if (source.length > TEMPLATE_LENGTH_MAX) {
    return { ok: false, error: `The text is longer than ${TEMPLATE_LENGTH_MAX} characters` }
  }
  const stack: Part[][] = [[]]
  for (const token of source.match(/\{[^{}]*\}|[[\]{}]|[^[\]{}]+/g) ?? []) {
    const error = take(token, stack)
    if (error) return { ok: false, error: `${error} in: ${source}` }
  }
  const [parts = []] = stack
  if (stack.length > 1) return { ok: false, error: `A bracket is not closed in: ${source}` }
  return { ok: true, template: { parts } }
}

/** Puts one token into the innermost open bracket; answers what is wrong with it. */
function take(token: string, stack: Part[][]): string | undefined {
  const top = stack.at(-1)
  if (token === '[') return stack.push([]) > NESTING_MAX + 1 ? 'Brackets nest too deep' : undefined
  if (token === ']') return close(stack)
  if (token === '{' || token === '}') return 'A brace has no partner'
  const part = token.startsWith('{') ? placeholder(token.slice(1, -1)) : textPart(token)
  if (!part) return `${token} is no path`
  top?.push(part)
  return undefined
}

function close(stack: Part[][]): string | undefined {
  const parts = stack.pop()
  const outer = stack.at(-1)
  if (!parts || !outer) return 'A bracket is closed that was not opened'
  outer.push({ kind: 'optional', parts })
  return undefined
}

function textPart(text: string): Part {
  return { kind: 'text', text }
}

function placeholder(inside: string): Part | undefined {
  const [, paths = '', format = 'plain'] =
    /^([\w.|$-]+)(?::(money|date|due))?$/.exec(inside.replaceAll(' ', '')) ?? []
  if (!paths) return undefined
  const split = paths.split('|').map((path) => path.split('.'))
  if (split.some((path) => path.includes(''))) return undefined
  const sources = split.map((path) => ({ path, isCode: NAMES_A_CODE.test(path.at(-1) ?? '') }))
  return { kind: 'value', sources, format: format as Format }
}

/** Names of fields such as `id`, `order_number`, `ticketId`, `sku`; a telephone number is said in full. */
const NAMES_A_CODE =
  /^(?!.*phone)(?:.*(?:_(?:id|number|no|ref)|Id|Number|No|Ref)|id|number|sku|serial)$/

/** Fills a template from a JSON object; undefined when a value it needs is missing. */
export function fillTemplate(template: Template, root: unknown): Filled | undefined {
  const filling: Filling = { root, text: '', outside: [], codes: [] }
  if (!fillParts(template.parts, filling) || filling.text === '') return undefined
  return shortened(filling)
}

/** A text and its spans cut to the longest text a fact may have. */
function shortened({ text: whole, outside, codes }: Filling): Filled {
  const text = shorten(whole, TEXT_LENGTH_MAX)
  const cut = (spans: readonly Span[]): readonly Span[] =>
    text === whole
      ? spans
      : spans
          .filter(([start]) => start < text.length)
          .map(([start, end]) => [start, Math.min(end, text.length)])
  return { text, outside: cut(outside), ...(codes.length > 0 && { codes: cut(codes) }) }
}

interface Filling {
  readonly root: unknown
  text: string
  outside: Span[]
  codes: Span[]
}

/** False, and nothing added, when a value is missing. */
function fillParts(parts: readonly Part[], filling: Filling): boolean {
  const { text, outside, codes } = filling
  for (const part of parts) {
    if (part.kind === 'text') filling.text += part.text
    else if (part.kind === 'optional') fillParts(part.parts, filling)
    else if (!fillValue(part, filling)) {
      filling.text = text
      filling.outside = outside
      filling.codes = codes
      return false
    }
  }
  return true
}

function fillValue(
  part: { readonly sources: readonly Source[]; readonly format: Format },
  filling: Filling,
): boolean {
  for (const { path, isCode } of part.sources) {
    const value = lookUp(filling.root, path)
    if (value === undefined || value === null || value === '') continue
    const text = format(part.format, value, filling.root, path)
    if (!text) continue
    const start = filling.text.length
    filling.text += text
    if (typeof value !== 'number' && typeof value !== 'boolean' && isProse(text)) {
      filling.outside = [...filling.outside, [start, filling.text.length]]
    }
    if (isCode && !text.includes(' ')) {
      filling.codes = [...filling.codes, [start, filling.text.length]]
    }
    return true
  }
  return false
}

function format(how: Format, value: unknown, root: unknown, path: Path): string | undefined {
  if (how === 'date') return readableDate(value) ?? readableValue(value)
  if (how === 'due') return dueDate(value, root) ?? readableValue(value)
  if (how === 'money') {
    const currency = lookUp(root, [...path.slice(0, -1), 'currency'])
    return readableMoney(value, currency) ?? readableValue(value)
  }
  return readableValue(value)
}

function dueDate(value: unknown, root: unknown): string | undefined {
  const date = readableDate(value)
  const now = lookUp(root, ['now'])
  if (!date || typeof now !== 'number' || lookUp(root, ['open']) !== true) return date
  const ms = typeof value === 'string' ? Date.parse(value) : Number(value)
  return ms < now ? `${date}, overdue` : date
}

/**
 * Short codes, numbers, dates, telephone numbers and mail addresses are no prose: they cannot tell anybody to do
 * something, so they need no quotation marks.
 */
const CODE =
  /^(?:[\w.#-]{1,24}|[\d ]{1,2} [A-Z][a-z]{2} \d{4}(?:, overdue)?|-?[\d,.]{1,16}(?: [A-Z]{3})?|\+?[\d ()-]{5,20}|[\w.+-]{1,40}@[\w.-]{1,60})$/
export function isProse(text: string): boolean {
  return !CODE.test(text)
}

/** Own properties and list positions only, so that no path reaches what JSON did not bring. */
export function lookUp(root: unknown, path: Path): unknown {
  let value: unknown = root
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[key]
  }
  return value
}

/** The first readable value among several paths: the name by which a list calls something. */
export function firstReadable(root: unknown, paths: readonly Path[]): string | undefined {
  for (const path of paths) {
    const value = lookUp(root, path)
    if (typeof value === 'string' || typeof value === 'number') {
      const text = cleanText(String(value), 80)
      if (text) return text
    }
  }
  return undefined
}
