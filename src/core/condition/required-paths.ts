// Which keys an expression cannot do without, found once at compile time.
//
// An expression that meets a missing key fails with an exception, which costs ten times the evaluation.
// Most events lack most keys, so conditions ask for the keys first.
import type { ASTNode } from '@marcbachmann/cel-js'

/** Variable name, then keys. */
export type Path = readonly string[]

/** Operators that always evaluate all their operands; below any other one a key may stay unread. */
const STRICT: ReadonlySet<string> = new Set('== != < <= > >= in + - * / % !_ -_ [] list'.split(' '))

/** Functions of a value that fail without it: `a.b.matches("x")`, `size(a.b) > 0`. */
const OF_A_VALUE: ReadonlySet<string> = new Set(
  'matches startsWith endsWith contains size'.split(' '),
)

/** Paths that are read whatever the values are. `has`, `||`, `?:` and loops promise nothing. */
export function requiredPaths(node: ASTNode): readonly Path[] {
  const path = pathOf(node)
  if (path) return path.length > 1 ? [path] : []
  const called = valueCalled(node)
  if (called) return requiredPaths(called)
  if (!STRICT.has(node.op)) return []
  const operands: readonly unknown[] = Array.isArray(node.args) ? node.args : [node.args]
  return (operands as readonly ASTNode[]).flatMap(requiredPaths)
}

/** What a function is asked of: `x` in `x.matches("y")` and in `size(x)`. */
function valueCalled(node: ASTNode): ASTNode | undefined {
  if (node.op === 'rcall' && OF_A_VALUE.has(node.args[0])) return node.args[1]
  if (node.op === 'call' && OF_A_VALUE.has(node.args[0])) return node.args[1][0]
  return undefined
}

/** `event.properties.total` -> its keys; undefined for anything that is no plain chain of keys. */
function pathOf(node: ASTNode): Path | undefined {
  if (node.op === 'id') return [node.args]
  if (node.op !== '.') return undefined
  const [parent, key] = node.args
  const path = pathOf(parent)
  return path && [...path, key]
}

/** False when a needed key is missing. Anything that is no plain object is left to the evaluation. */
export function hasPaths(vars: Readonly<Record<string, unknown>>, paths: readonly Path[]): boolean {
  for (const path of paths) if (lacks(vars, path)) return false
  return true
}

function lacks(vars: Readonly<Record<string, unknown>>, path: Path): boolean {
  let value: unknown = vars
  for (const key of path) {
    if (value === null || typeof value !== 'object') return true
    if (Array.isArray(value) || value instanceof Map) return false
    if (!Object.hasOwn(value, key)) return true
    value = (value as Readonly<Record<string, unknown>>)[key]
  }
  return value === undefined
}
