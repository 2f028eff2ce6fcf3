// Names that a condition reads but that can never be there. A misspelt field is no fault to CEL, it is missing, and the
// condition then holds for nobody, silently; so whoever wrote it is told, with the name that was probably meant.
import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import { distance } from 'fastest-levenshtein'

/** What is known of a value that conditions may read. */
export type Shape =
  /** a text, a number, or an object with whatever it came with */
  | 'any'
  /** `names`: these fields and no others */
  | { readonly kind: 'record'; readonly fields: Readonly<Record<string, Shape>> }
  /** any field may be there; one that is nearly one of `names` is probably meant for it */
  | {
      readonly kind: 'open'
      readonly names: readonly string[]
      /** whatever begins so is known as well */
      readonly prefixes: readonly string[]
    }
  /** what came in so far: a field that none of the `looked` events has may be meant for the next one */
  | {
      readonly kind: 'seen'
      readonly fields: Readonly<Record<string, Shape>>
      readonly looked: number
    }
  | { readonly kind: 'list'; readonly of: Shape }
  /** a text that is one of these; with `looked`, one that so many events had */
  | {
      readonly kind: 'word'
      readonly words: readonly string[]
      readonly noun: string
      readonly looked?: number
    }

export interface NameFinding {
  /** certain: it can never hold. Otherwise it may be meant, and is only worth a word */
  readonly isCertain: boolean
  /** a sentence for the author */
  readonly message: string
}

export const record = (fields: Readonly<Record<string, Shape>>): Shape => {
  return { kind: 'record', fields }
}

/** What is wrong with the names in a condition that compiles; nothing where it cannot be parsed. */
export function nameFindings(
  source: string,
  variables: Readonly<Record<string, Shape>>,
): readonly NameFinding[] {
  const ast = parsed(source, Object.keys(variables))
  const found: NameFinding[] = []
  if (ast) visit(ast, variables, found)
  const once = new Map(found.map((finding) => [finding.message, finding]))
  return [...once.values()]
}

function parsed(source: string, names: readonly string[]): ASTNode | undefined {
  const environment = new Environment({ homogeneousAggregateLiterals: false })
  for (const name of names) environment.registerVariable(name, 'dyn')
  try {
    return environment.parse(source).ast
  } catch {
    return undefined
  }
}

type Scope = Readonly<Record<string, Shape>>

/** Macros that give each element of a list a name. */
const LOOPS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])

function visit(node: ASTNode, scope: Scope, found: NameFinding[]): void {
  if (node.op === 'rcall' && LOOPS.has(node.args[0])) {
    const [, list, args] = node.args
    const shape = shapeOf(list, scope)
    const of = typeof shape === 'object' && shape.kind === 'list' ? shape.of : 'any'
    const [element, ...rest] = args
    visit(list, scope, found)
    const inner = element?.op === 'id' ? { ...scope, [element.args]: of } : scope
    for (const one of rest) visit(one, inner, found)
    return
  }
  const read = fieldOf(node)
  if (read) noteField(read, scope, found)
  if (node.op === '==' || node.op === '!=' || node.op === 'in') noteWords(node, scope, found)
  for (const child of childrenOf(node)) visit(child, scope, found)
}

interface FieldRead {
  readonly of: ASTNode
  readonly name: string
}

/** `a.b` and `a["b"]`. */
function fieldOf(node: ASTNode): FieldRead | undefined {
  if (node.op === '.') return { of: node.args[0], name: node.args[1] }
  if (node.op !== '[]') return undefined
  const [of, key] = node.args
  return key.op === 'value' && typeof key.args === 'string' ? { of, name: key.args } : undefined
}

function shapeOf(node: ASTNode, scope: Scope): Shape {
  if (node.op === 'id') return Object.hasOwn(scope, node.args) ? (scope[node.args] ?? 'any') : 'any'
  const read = fieldOf(node)
  if (read) {
    const shape = shapeOf(read.of, scope)
    if (typeof shape !== 'object' || !('fields' in shape)) return 'any'
    return Object.hasOwn(shape.fields, read.name) ? (shape.fields[read.name] ?? 'any') : 'any'
  }
  if (node.op !== '[]') return 'any'
  const shape = shapeOf(node.args[0], scope)
  return typeof shape === 'object' && shape.kind === 'list' ? shape.of : 'any'
}

function noteField({ of, name }: FieldRead, scope: Scope, found: NameFinding[]): void {
  const shape = shapeOf(of, scope)
  if (typeof shape !== 'object') return
  const path = pathOf(of)
  if (shape.kind === 'record' && !Object.hasOwn(shape.fields, name)) {
    const names = Object.keys(shape.fields)
    const meant = nearest(name, names)
    const hint = hintAt(meant && `${path}.${meant}`)
    const message = `There is no ${path}.${name}${hint} ${path} has ${names.join(', ')}`
    found.push({ isCertain: true, message })
  }
  if (shape.kind === 'seen' && !Object.hasOwn(shape.fields, name)) {
    const message = `${path}.${name} ${hasNotCome(shape.looked)}`
    const meant = nearest(name, Object.keys(shape.fields))
    found.push({ isCertain: false, message: `${message}${hintAt(meant && `${path}.${meant}`)}` })
  }
  if (shape.kind === 'open' && !isKnown(name, shape)) {
    const meant = nearest(name, shape.names)
    if (meant === undefined) return
    found.push({
      isCertain: false,
      message: `${path}.${name} is not known; did you mean ${path}.${meant}?`,
    })
  }
}

const hasNotCome = (looked: number): string =>
  `occurs in none of the ${looked} events that were looked at`

const hintAt = (meant: string | undefined): string =>
  meant === undefined ? '' : `; did you mean ${meant}?`

const isKnown = (name: string, { names, prefixes }: Extract<Shape, { kind: 'open' }>): boolean =>
  names.includes(name) || prefixes.some((prefix) => name.startsWith(prefix))

/** A text of which the words are known, compared with another: never true. */
function noteWords(
  node: Extract<ASTNode, { op: '==' | '!=' | 'in' }>,
  scope: Scope,
  found: NameFinding[],
): void {
  const [left, right] = node.args
  for (const [read, said] of [
    [left, right],
    [right, left],
  ] as const) {
    const shape = shapeOf(read, scope)
    if (typeof shape !== 'object' || shape.kind !== 'word') continue
    for (const word of literalsIn(said)) {
      if (shape.words.includes(word)) continue
      const meant = nearest(word, shape.words)
      const hint = hintAt(meant && `"${meant}"`)
      const { noun, looked } = shape
      found.push(
        looked === undefined
          ? { isCertain: true, message: `There is no ${noun} "${word}"${hint}` }
          : { isCertain: false, message: `The ${noun} "${word}" ${hasNotCome(looked)}${hint}` },
      )
    }
  }
}

function literalsIn(node: ASTNode): readonly string[] {
  if (node.op === 'value') return typeof node.args === 'string' ? [node.args] : []
  return node.op === 'list' ? node.args.flatMap(literalsIn) : []
}

function pathOf(node: ASTNode): string {
  if (node.op === 'id') return node.args
  const read = fieldOf(node)
  return read ? `${pathOf(read.of)}.${read.name}` : 'it'
}

/** Two letters off are a slip, in short names one, or two that changed places; more is another word. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const most = name.length < 5 ? 1 : 2
  let best: string | undefined
  let least = most + 1
  for (const one of names) {
    const apart = slips(name.toLowerCase(), one.toLowerCase())
    if (apart < least) [best, least] = [one, apart]
  }
  return best
}

/** Letters that changed places are one slip. */
function slips(a: string, b: string): number {
  const apart = distance(a, b)
  const isSwapped = apart === 2 && [...a].sort().join('') === [...b].sort().join('')
  return isSwapped ? 1 : apart
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  if (node.op === 'value' || node.op === 'id') return []
  const args: readonly unknown[] = Array.isArray(node.args) ? node.args.flat(2) : [node.args]
  return args.filter(
    (value): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value,
  )
}
