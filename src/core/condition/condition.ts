// Conditions: CEL expressions (Common Expression Language) that definitions use everywhere. Compiled once,
// evaluated in about a microsecond, never throwing: what cannot be evaluated does not hold.
import { type ASTNode, Environment, serialize } from '@marcbachmann/cel-js'
import { compilePattern } from './pattern.ts'
import { hasPaths, type Path, requiredPaths } from './required-paths.ts'

/** Longest condition, in characters: people must be able to read it. */
const CONDITION_LENGTH_MAX = 2_000
/** Bounds of the parsed expression; with the loop rule they bound the time of one evaluation. */
const PARSE_LIMITS = { maxAstNodes: 400, maxDepth: 40, maxListElements: 200, maxMapEntries: 50 }
/** Macros that walk a list. */
const LOOPS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])

/** Types of top-level variables. `number` takes JSON numbers; `map` is a JSON object with any keys. */
export type VariableType = 'map' | 'list' | 'string' | 'number' | 'bool' | 'any'
export type Variables = Readonly<Record<string, VariableType>>

/** One part of a condition between top-level `&&`, with what was actually found. */
export interface ConditionPart {
  readonly part: string
  /** value of the side that is no literal (`a.b == 1` -> value of a.b); undefined when it is missing */
  readonly actual: unknown
  readonly holds: boolean
}

export interface Condition {
  readonly source: string
  /** true only when the expression yields true; a missing key or a wrong type means false */
  readonly holds: (vars: Readonly<Record<string, unknown>>) => boolean
  readonly explain: (vars: Readonly<Record<string, unknown>>) => readonly ConditionPart[]
}

export type CompiledCondition =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly error: string }

/**
 * Compiles a condition over the declared variables. An empty source means "always".
 * The error is a sentence for the author of the definition. Never throws.
 */
export function compileCondition(source: string, variables: Variables): CompiledCondition {
  const text = source.trim()
  if (text === '' || text === 'true') return { ok: true, condition: always(text) }
  if (text.length > CONDITION_LENGTH_MAX) {
    return { ok: false, error: `The condition is longer than ${CONDITION_LENGTH_MAX} characters` }
  }
  try {
    return compile(text, environmentOf(variables))
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * The parts of a condition that may be anything, as `customer.traits.city` is where a comparison was meant: they hold
 * only where they happen to be true. Empty for a condition that cannot be compiled.
 */
export function undecidedParts(source: string, variables: Variables): readonly string[] {
  if (!compileCondition(source, variables).ok || source.trim() === '') return []
  const environment = environmentOf(variables)
  const parts = partsOf(environment.parse(source).ast).map((part) => serialize(part))
  return parts.filter((part) => environment.parse(part).check().type === 'dyn')
}

/** What stands between `&&` and `||`, without `!`: each part has to be true or false. */
function partsOf(node: ASTNode): readonly ASTNode[] {
  if (node.op === '&&' || node.op === '||') return node.args.flatMap(partsOf)
  return node.op === '!_' ? partsOf(node.args) : [node]
}

function always(source: string): Condition {
  return { source, holds: () => true, explain: () => [] }
}

function compile(text: string, environment: Environment): CompiledCondition {
  const parsed = environment.parse(text)
  const check = parsed.check()
  if (!check.valid) return { ok: false, error: check.error?.message ?? 'The types do not fit' }
  if (check.type !== 'bool' && check.type !== 'dyn') {
    return { ok: false, error: `The condition yields ${check.type}, not true or false` }
  }
  const costly = costOf(parsed.ast, [])
  if (costly) return { ok: false, error: costly }
  const conjuncts = conjunctsOf(parsed.ast)
  const required = conjuncts.flatMap(requiredPaths)
  const parts = conjuncts.map((part) => compilePart(part, environment))
  return { ok: true, condition: conditionOf({ text, evaluate: parsed, required, parts }) }
}

type Evaluate = (vars: Record<string, unknown>) => unknown
type Explain = (vars: Readonly<Record<string, unknown>>) => ConditionPart

function conditionOf(compiled: {
  readonly text: string
  readonly evaluate: Evaluate
  readonly required: readonly Path[]
  readonly parts: readonly Explain[]
}): Condition {
  const { text, evaluate, required, parts } = compiled
  return {
    source: text,
    // Asking for the needed keys first keeps the usual "key is missing" out of the slow way of exceptions.
    holds: (vars) => hasPaths(vars, required) && tryEvaluate(evaluate, vars) === true,
    explain: (vars) => parts.map((explain) => explain(vars)),
  }
}

/** Written out again from the tree: source ranges leave out brackets around operands. */
function compilePart(part: ASTNode, environment: Environment): Explain {
  const source = serialize(part)
  const evaluate = environment.parse(source)
  const subject = subjectOf(part)
  const actual = subject && environment.parse(serialize(subject))
  return (vars) => {
    const value = tryEvaluate(evaluate, vars)
    return {
      part: source,
      actual: plain(actual ? tryEvaluate(actual, vars) : value),
      holds: value === true,
    }
  }
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in'])

/** The side of a comparison worth showing: the first that is no literal. */
function subjectOf(part: ASTNode): ASTNode | undefined {
  if (!COMPARISONS.has(part.op)) return undefined
  const [left, right] = part.args as [ASTNode, ASTNode]
  return left.op === 'value' ? right : left
}

/** V8's own; where there is none, nothing is gained and nothing is lost. */
const errors = Error as { stackTraceLimit?: number }

/** Nobody sees the errors of an evaluation, also of those that it handles itself; their stacks cost more than all else. */
function tryEvaluate(evaluate: Evaluate, vars: Readonly<Record<string, unknown>>): unknown {
  const { stackTraceLimit = 10 } = errors
  errors.stackTraceLimit = 0
  try {
    return evaluate(vars)
  } catch {
    return undefined
  } finally {
    errors.stackTraceLimit = stackTraceLimit
  }
}

/** CEL integers are bigint, which JSON cannot hold. */
function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}

function conjunctsOf(node: ASTNode): readonly ASTNode[] {
  return node.op === '&&' ? node.args.flatMap(conjunctsOf) : [node]
}

/**
 * Why an expression could take long, or undefined. A loop inside a loop must walk a part of the outer
 * element: then all loops together touch each value of the input at most once per nesting.
 */
function costOf(node: ASTNode, elements: readonly string[]): string | undefined {
  if (node.op === 'rcall' && LOOPS.has(node.args[0])) {
    const [name, list, args] = node.args
    if (elements.length > 0 && !elements.includes(rootOf(list))) {
      return `${name} inside another loop must walk a part of that loop's element`
    }
    const element = args[0]?.op === 'id' ? [...elements, args[0].args] : elements
    return costOf(list, elements) ?? firstCost(args, element)
  }
  if ((node.op === 'rcall' || node.op === 'call') && node.args[0] === 'matches') {
    const refusal = costOfMatches(node)
    if (refusal) return refusal
  }
  return firstCost(childrenOf(node), elements)
}

function firstCost(nodes: readonly ASTNode[], elements: readonly string[]): string | undefined {
  for (const node of nodes) {
    const cost = costOf(node, elements)
    if (cost) return cost
  }
  return undefined
}

function costOfMatches(node: ASTNode): string | undefined {
  const pattern = childrenOf(node).at(-1)
  if (pattern?.op !== 'value' || typeof pattern.args !== 'string') {
    return 'matches needs its pattern as a literal text'
  }
  const compiled = compilePattern(pattern.args)
  return compiled.ok ? undefined : compiled.error
}

function rootOf(node: ASTNode): string {
  if (node.op === 'id') return node.args
  const first = childrenOf(node)[0]
  return first ? rootOf(first) : ''
}

/** Every node below this one, whatever the operator keeps beside them (names, texts). */
function childrenOf(node: ASTNode): readonly ASTNode[] {
  if (node.op === 'value' || node.op === 'id') return []
  const args: readonly unknown[] = Array.isArray(node.args) ? node.args.flat(2) : [node.args]
  return args.filter(isNode)
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value
}

const CEL_TYPES = {
  map: 'map',
  list: 'list',
  string: 'string',
  number: 'double',
  bool: 'bool',
  any: 'dyn',
} as const satisfies Record<VariableType, string>

function environmentOf(variables: Variables): Environment {
  const environment = new Environment({ homogeneousAggregateLiterals: false, limits: PARSE_LIMITS })
  for (const [name, type] of Object.entries(variables)) {
    environment.registerVariable(name, CEL_TYPES[type])
  }
  return withMixedNumbers(environment)
}

/** Without these `order.total + 1` fails: numbers in JSON are doubles, 1 in CEL is an integer. */
function withMixedNumbers(environment: Environment): Environment {
  const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
    '%': (a, b) => a % b,
  }
  for (const [sign, apply] of Object.entries(operators)) {
    const handler = (a: number | bigint, b: number | bigint) => apply(Number(a), Number(b))
    environment.registerOperator(`double ${sign} int`, handler)
    environment.registerOperator(`int ${sign} double: double`, handler)
  }
  environment.registerOperator('double % double', (a: number, b: number) => a % b)
  environment.registerOperator('double == int', (a: number, b: bigint) => a === Number(b))
  return environment
}
