// Values of a mapping: templates compiled once, then filled in for every record.
//
//   'gold'                        a constant
//   '{price}'                     the value itself, with its type
//   '{name.first} {name.last}'    text; absent as a whole when a part is absent
//   '{mobile|phone}'              the first that is there
//   '{{not a path}}'              braces as they are
//   {$key} {$row} {$file} {$record}   key in the map or place in the list, number, file name, the record itself
import { CommandError } from '../exit.ts'
import { dateReader } from './dates.ts'
import { isNone, toNumber } from './figures.ts'
import type { Template, TemplateMap } from './mapping.ts'

/** What templates can name. */
export interface Scope {
  readonly record: unknown
  /** key in the map, or place in the list, of the record */
  readonly key: string
  /** 1 for the first record of the file */
  readonly row: number
  readonly file: string
  /** elements of `each`, by name */
  readonly elements: Readonly<Record<string, unknown>>
}

/** undefined: absent */
export type Fill = (scope: Scope) => unknown

/** Compiles a template. Throws CommandError for one that cannot be read. */
export function compileTemplate(template: Template): Fill {
  if (typeof template === 'string') return compileText(template)
  if (template === null || typeof template !== 'object') return () => template
  if (Array.isArray(template)) return compileList(template as readonly Template[])
  return compileMap(template as TemplateMap)
}

function compileList(templates: readonly Template[]): Fill {
  const fills = templates.map(compileTemplate)
  return (scope) => fills.map((fill) => fill(scope)).filter((value) => value !== undefined)
}

function compileMap(template: TemplateMap): Fill {
  const keys = Object.keys(template)
  const operator = keys.find((key) => key.startsWith('$'))
  if (operator !== undefined) return compileOperator(operator, template)
  const fills = keys.map((key) => [key, compileTemplate(template[key] ?? null)] as const)
  return (scope) => {
    const filled: Record<string, unknown> = {}
    for (const [key, fill] of fills) {
      const value = fill(scope)
      if (value !== undefined && !isLost(value, template[key])) filled[key] = value
    }
    return filled
  }
}

/** An object of which no part was there: as a trait it would take the place of a full one. */
const isLost = (value: unknown, template: Template | undefined): boolean =>
  isEmptyObject(value) && typeof template === 'object' && !isEmptyObject(template)

const isEmptyObject = (value: unknown): boolean =>
  isObject(value) && Object.keys(value).length === 0

type Read = (scope: Scope) => unknown
const PART = /\{\{|\}\}|\{([^{}]*)\}/g

function compileText(text: string): Fill {
  const parts: (string | Read)[] = []
  let end = 0
  for (const match of text.matchAll(PART)) {
    parts.push(
      text.slice(end, match.index),
      match[1] === undefined ? match[0].charAt(0) : readerOf(match[1], text),
    )
    end = match.index + match[0].length
  }
  parts.push(text.slice(end))
  const needed = parts.filter((part) => part !== '')
  const [only] = needed
  if (needed.length === 1 && typeof only === 'function') return only
  if (needed.every((part) => typeof part === 'string')) return () => needed.join('')
  return (scope) => fillText(needed, scope)
}

function fillText(parts: readonly (string | Read)[], scope: Scope): string | undefined {
  let text = ''
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part
      continue
    }
    const value = part(scope)
    if (value === undefined || value === null) return undefined
    text += typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  return text
}

/** `a.b|c`: null counts as absent where another path may follow. */
function readerOf(expression: string, template: string): Read {
  const paths = expression.split('|').map((path) => path.trim())
  if (paths.includes('')) throw new CommandError(`"${template}" has an empty path in braces`)
  const reads = paths.map(pathReader)
  const [only] = reads
  if (reads.length === 1 && only) return only
  return (scope) => {
    for (const read of reads) {
      const value = read(scope)
      if (value !== undefined && value !== null) return value
    }
    return undefined
  }
}

function pathReader(path: string): Read {
  const [root = '', ...rest] = path.split('.')
  switch (root) {
    case '$key':
      return (scope) => scope.key
    case '$row':
      return (scope) => scope.row
    case '$file':
      return (scope) => scope.file
    case '$record':
      return (scope) => readPath(scope.record, rest)
  }
  if (root.startsWith('$'))
    throw new CommandError(`There is no {${root}}; see $key, $row, $file, $record`)
  const segments = [root, ...rest]
  return ({ record, elements }) =>
    Object.hasOwn(elements, root) ? readPath(elements[root], rest) : readPath(record, segments)
}

/** A key may itself hold dots, as columns of spreadsheets do; the whole rest is tried first. */
export function readPath(value: unknown, segments: readonly string[]): unknown {
  if (segments.length === 0) return value
  if (typeof value !== 'object' || value === null) return undefined
  const whole = segments.join('.')
  if (Object.hasOwn(value, whole)) return (value as Record<string, unknown>)[whole]
  const [first = '', ...rest] = segments
  if (!Object.hasOwn(value, first)) return undefined
  return readPath((value as Record<string, unknown>)[first], rest)
}

interface Operands {
  /** what stands behind the operator's own name */
  readonly own: Template
  readonly others: TemplateMap
}
type Operator = (operands: Operands) => Fill

function compileOperator(name: string, template: TemplateMap): Fill {
  const operator = OPERATORS[name]
  if (!operator) {
    throw new CommandError(`There is no ${name}; there are: ${Object.keys(OPERATORS).join(', ')}`)
  }
  const { [name]: own = null, ...others } = template
  const unknown = Object.keys(others).find((key) => !OPERANDS[name]?.includes(key))
  if (unknown !== undefined) throw new CommandError(`${name} does not take "${unknown}"`)
  return operator({ own, others })
}

const OPERANDS: Readonly<Record<string, readonly string[]>> = {
  $join: ['with'],
  $split: ['by'],
  $map: ['to', 'else'],
  $each: ['as', 'value'],
  $number: ['decimal'],
  $date: ['format'],
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  /** parts that are absent are left out: {$join: ['{city}', '{country}'], with: ', '} */
  $join: ({ own, others }) => {
    const fill = compileTemplate(own)
    const separator = String(others['with'] ?? ' ')
    return (scope) => {
      const parts = asList(fill(scope)).filter((part) => part !== null && part !== '')
      return parts.length > 0 ? parts.join(separator) : undefined
    }
  },
  /** {$split: '{tags}', by: ';'} */
  $split: ({ own, others }) => {
    const by = String(others['by'] ?? ',')
    return converted(own, (value) =>
      String(value)
        .split(by)
        .map((part) => part.trim())
        .filter(Boolean),
    )
  },
  /** {$map: '{status}', to: {P: pending}, else: other}; without else an unknown value is absent */
  $map: ({ own, others }) => {
    const fill = compileTemplate(own)
    const table = others['to']
    if (typeof table !== 'object' || table === null || Array.isArray(table)) {
      throw new CommandError('$map needs to: a table from value to value')
    }
    const otherwise =
      others['else'] === undefined ? () => undefined : compileTemplate(others['else'])
    return (scope) => {
      const value = String(fill(scope))
      return Object.hasOwn(table, value) ? (table as TemplateMap)[value] : otherwise(scope)
    }
  },
  /** a list, one value for each element: {$each: '{items}', as: item, value: {sku: '{item.id}'}} */
  $each: ({ own, others }) => {
    const fill = compileTemplate(own)
    const name = String(others['as'] ?? 'item')
    const value = compileTemplate(others['value'] ?? `{${name}}`)
    return (scope) =>
      asList(fill(scope))
        .map((item) => value({ ...scope, elements: { ...scope.elements, [name]: item } }))
        .filter((item) => item !== undefined)
  },
  /** objects over each other, the later wins: {$merge: ['{$record}', {currency: USD}]} */
  $merge: ({ own }) => {
    const fill = compileTemplate(own)
    return (scope) => Object.assign({}, ...asList(fill(scope)).filter(isObject)) as unknown
  },
  /** exactly this, braces and all */
  $value:
    ({ own }) =>
    () =>
      own,
  /**
   * '1 234.50', '1,234.50' and '1.234,50' are read too; {$number: '{price}', decimal: ','} leaves no doubt. What is no
   * number fails its row, but for what stands for none ('', '-', 'n/a' ...).
   */
  $number: ({ own, others }) => {
    const { decimal } = others
    if (decimal !== undefined && decimal !== ',' && decimal !== '.') {
      throw new CommandError('$number takes decimal: "," or decimal: "."')
    }
    return converted(own, (value) => {
      const number = toNumber(value, decimal)
      if (number !== undefined || isNone(value)) return number
      throw new Error(`${JSON.stringify(value)} is no number`)
    })
  },
  /** {$date: '{ordered}', format: 'DD.MM.YYYY HH:mm'}; what does not fit fails its row */
  $date: ({ own, others }) => {
    const { format } = others
    if (typeof format !== 'string') throw new CommandError('$date needs format: DD.MM.YYYY')
    const read = readerOfDates(format)
    return converted(own, (value) => {
      const date = String(value).trim() === '' ? undefined : read(value)
      if (date !== undefined || String(value).trim() === '') return date
      throw new Error(`${JSON.stringify(value)} is no date of the form ${format}`)
    })
  },
  $text: ({ own }) =>
    converted(own, (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))),
  $lower: ({ own }) => converted(own, (value) => String(value).toLowerCase()),
  /** true, yes, y, 1 */
  $bool: ({ own }) => converted(own, (value) => /^(true|yes|y|1)$/i.test(String(value).trim())),
  /** JSON inside a cell */
  $json: ({ own }) =>
    converted(own, (value) => (typeof value === 'string' ? JSON.parse(value) : value)),
}

function readerOfDates(format: string): ReturnType<typeof dateReader> {
  try {
    return dateReader(format)
  } catch (cause) {
    throw new CommandError(`$date: ${(cause as Error).message}`, { cause })
  }
}

function converted(template: Template, convert: (value: NonNullable<unknown>) => unknown): Fill {
  const fill = compileTemplate(template)
  return (scope) => {
    const value = fill(scope)
    return value === undefined || value === null ? undefined : convert(value)
  }
}

/** A map stands for the list of its values. */
export function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value
  return isObject(value) ? Object.values(value) : [value]
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
