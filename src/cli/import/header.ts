// The names of a CSV file's columns, and what a mapping says of them that cannot be meant: a column that is not there
// leaves its field out of every row, silently.
import type { InputSpec } from './mapping.ts'
import { isObject } from './template.ts'

/** Names that stand twice are told apart, so that no column is lost: name, name 2. */
export function columnNames(header: readonly string[]): readonly string[] {
  const seen = new Map<string, number>()
  return header.map((cell) => {
    const name = cell.trim()
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} ${times}`
  })
}

/** Sentences for whoever wrote the mapping; none where header and mapping fit. */
export function headerDoubts(header: readonly string[], spec: InputSpec): readonly string[] {
  const names = new Set(columnNames(header))
  const trimmed = header.map((cell) => cell.trim())
  const twice = new Set(trimmed.filter((name, at) => name !== '' && trimmed.indexOf(name) !== at))
  const asked = columnsAsked(spec)
  const missing = asked.filter((paths) => !paths.some((path) => isThere(path, names)))
  return [
    ...[...twice].map((name) => `The column "${name}" stands twice; "${name} 2" is the second`),
    ...missing.map((paths) => {
      return `The mapping reads {${paths.join('|')}}, and there is no such column: ${[...names].join(', ')}`
    }),
  ]
}

/** A column may hold JSON, or dots in its name. */
const isThere = (path: string, names: ReadonlySet<string>): boolean =>
  names.has(path) || names.has(path.split('.')[0] ?? '')

const PLACE = /\{\{|\}\}|\{([^{}]*)\}/g

/** What stands in braces, each with its alternatives; what `each` names and what begins with $ is no column. */
function columnsAsked({ each, outputs }: InputSpec): readonly (readonly string[])[] {
  const texts: string[] = []
  const named = new Set<string>(each === undefined ? [] : [each.as])
  collect(outputs, texts, named)
  const found = new Map<string, readonly string[]>()
  for (const text of texts) {
    for (const [, place] of text.matchAll(PLACE)) {
      const paths = place?.split('|').map((path) => path.trim()) ?? []
      const isColumn = (path: string) =>
        !path.startsWith('$') && !named.has(path.split('.')[0] ?? '')
      if (paths.length > 0 && paths.every(isColumn)) found.set(paths.join('|'), paths)
    }
  }
  return [...found.values()]
}

function collect(value: unknown, texts: string[], named: Set<string>): void {
  if (typeof value === 'string') texts.push(value)
  else if (Array.isArray(value)) for (const one of value) collect(one, texts, named)
  else if (isObject(value)) {
    if ('$each' in value) named.add(typeof value['as'] === 'string' ? value['as'] : 'item')
    // Exactly this, braces and all.
    for (const [key, one] of Object.entries(value)) if (key !== '$value') collect(one, texts, named)
  }
}
