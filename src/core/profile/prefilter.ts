// Most events concern no computed trait at all. From a condition such as
// `event.name == 'Order Completed' && ...` this derives the names (or kinds, or types) without which it cannot
// hold, so that a table decides and the expression is not even evaluated.
import { type ASTNode, parse } from '@marcbachmann/cel-js'

type FilterField = 'name' | 'kind' | 'type'

/** The condition holds only if the event's `field` is one of `values`. */
export interface Prefilter {
  readonly field: FilterField
  readonly values: readonly string[]
  /** the condition says nothing else: no need to evaluate it */
  readonly isWhole: boolean
}

/** What must be so for `source` to hold; undefined when nothing of this sort can be told from its text. */
export function derivePrefilter(source: string): Prefilter | undefined {
  return isAlways(source) ? undefined : necessary(parse(source).ast)
}

/** True when the condition is empty or the literal `true`. */
export function isAlways(source: string): boolean {
  const text = source.trim()
  return text === '' || text === 'true'
}

function necessary(node: ASTNode): Prefilter | undefined {
  switch (node.op) {
    case '&&':
      return narrower(necessary(node.args[0]), necessary(node.args[1]))
    case '||':
      return either(necessary(node.args[0]), necessary(node.args[1]))
    case '==':
      return equality(node.args[0], node.args[1]) ?? equality(node.args[1], node.args[0])
    case 'in':
      return membership(node.args[0], node.args[1])
    default:
      return undefined
  }
}

const SELECTIVITY: Record<FilterField, number> = { name: 0, kind: 1, type: 2 }

/** Both sides must hold, so either filter is right; the one that lets fewer events through is better. */
function narrower(a: Prefilter | undefined, b: Prefilter | undefined): Prefilter | undefined {
  const better = !a || (b && SELECTIVITY[b.field] < SELECTIVITY[a.field]) ? b : a
  return better && { ...better, isWhole: false }
}

function either(a: Prefilter | undefined, b: Prefilter | undefined): Prefilter | undefined {
  if (!a || !b || a.field !== b.field) return undefined
  const values = [...new Set([...a.values, ...b.values])]
  return { field: a.field, values, isWhole: a.isWhole && b.isWhole }
}

function equality(field: ASTNode, value: ASTNode): Prefilter | undefined {
  const name = fieldOf(field)
  if (!name || value.op !== 'value' || typeof value.args !== 'string') return undefined
  return { field: name, values: [value.args], isWhole: true }
}

function membership(field: ASTNode, list: ASTNode): Prefilter | undefined {
  const name = fieldOf(field)
  if (!name || list.op !== 'list') return undefined
  const values = list.args.map((item) => (item.op === 'value' ? item.args : undefined))
  if (!values.every((value) => typeof value === 'string')) return undefined
  return { field: name, values: [...new Set(values)], isWhole: true }
}

function fieldOf(node: ASTNode): FilterField | undefined {
  if (node.op !== '.') return undefined
  const [of, name] = node.args
  if (of.op !== 'id' || of.args !== 'event') return undefined
  return name === 'name' || name === 'kind' || name === 'type' ? name : undefined
}
