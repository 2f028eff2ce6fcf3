// Templates of facts, compiled once: `Order {body.order_number|id} is {status}[, {body.total:money}]`.
//   {a|b}       the first path that has a value
//   [ ... ]     left out when a value inside is missing; may be nested
//   {a:money}   with the `currency` that stands beside it     {a:date}   as a date
// A value that is missing outside of brackets makes the whole template say nothing.
import { cleanText, shorten } from './clean.ts'
import { readableDate, readableMoney, readableValue } from './readable.ts'

/** Longest template and longest text it makes. */
const TEMPLATE_LENGTH_MAX = 500
const TEXT_LENGTH_MAX = 300
const NESTING_MAX = 3

type Format = 'plain' | 'money' | 'date'
type Path = readonly string[]
type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly paths: readonly Path[]; readonly format: Format }
  | { readonly kind: 'optional'; readonly parts: readonly Part[] }

export interface Template {
  readonly parts: readonly Part[]
}

export interface Filled {
  readonly text: string
  /** it holds words that somebody outside wrote */
  readonly isUntrusted: boolean
}

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
    /^([\w.|$-]+)(?::(money|date))?$/.exec(inside.replaceAll(' ', '')) ?? []
  if (!paths) return undefined
  const split = paths.split('|').map((path) => path.split('.'))
  if (split.some((path) => path.includes(''))) return undefined
  return { kind: 'value', paths: split, format: format as Format }
}

/** Fills a template from a JSON object; undefined when a value it needs is missing. */
export function fillTemplate(template: Template, root: unknown): Filled | undefined {
  const state = { isUntrusted: false }
  const text = fillParts(template.parts, root, state)
  if (!text) return undefined
  return { text: shorten(text, TEXT_LENGTH_MAX), isUntrusted: state.isUntrusted }
}

function fillParts(
  parts: readonly Part[],
  root: unknown,
  state: { isUntrusted: boolean },
): string | undefined {
  let text = ''
  for (const part of parts) {
    if (part.kind === 'text') text += part.text
    else if (part.kind === 'optional') text += fillParts(part.parts, root, state) ?? ''
    else {
      const value = fillValue(part, root, state)
      if (value === undefined) return undefined
      text += value
    }
  }
  return text
}

function fillValue(
  part: { readonly paths: readonly Path[]; readonly format: Format },
  root: unknown,
  state: { isUntrusted: boolean },
): string | undefined {
  for (const path of part.paths) {
    const value = lookUp(root, path)
    if (value === undefined || value === null || value === '') continue
    const text = format(part.format, value, root, path)
    if (!text) continue
    if (typeof value !== 'number' && typeof value !== 'boolean' && isProse(text)) {
      state.isUntrusted = true
    }
    return text
  }
  return undefined
}

function format(how: Format, value: unknown, root: unknown, path: Path): string | undefined {
  if (how === 'date') return readableDate(value) ?? readableValue(value)
  if (how === 'money') {
    const currency = lookUp(root, [...path.slice(0, -1), 'currency'])
    return readableMoney(value, currency) ?? readableValue(value)
  }
  return readableValue(value)
}

/** Short codes, numbers and dates are no prose: they cannot tell anybody to do something. */
const CODE = /^(?:[\w.-]{1,24}|[\d ]{1,2} [A-Z][a-z]{2} \d{4}|[\d,.]{1,16} [A-Z]{3})$/
function isProse(text: string): boolean {
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
