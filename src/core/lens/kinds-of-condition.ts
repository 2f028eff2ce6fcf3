// Which kinds of events a condition can hold for: who may not know an event may not know what follows from it.
import { derivePrefilter } from '../profile/prefilter.ts'
import type { CompiledLenses } from './compile.ts'

type Kinds = CompiledLenses['kinds']

export interface ConditionKinds {
  readonly kinds: readonly string[]
  /** it also holds for events whose names are of no kind */
  readonly hasOtherNames: boolean
}

/** Conditions come from definitions, so there are few; asked with every view. */
const CONDITIONS_MAX = 5_000
const remembered = new WeakMap<Kinds, Map<string, ConditionKinds | undefined>>()

/** Undefined when its text does not tell, or names events of no kind. */
export function kindsOfCondition(
  source: string,
  compiled: Pick<CompiledLenses, 'kinds'>,
): readonly string[] | undefined {
  const found = kindsAndOthers(source, compiled)
  return found?.hasOtherNames ? undefined : found?.kinds
}

/** Undefined when its text tells neither kinds nor names. */
export function kindsAndOthers(
  source: string,
  { kinds }: Pick<CompiledLenses, 'kinds'>,
): ConditionKinds | undefined {
  const known = remembered.get(kinds) ?? new Map<string, ConditionKinds | undefined>()
  remembered.set(kinds, known)
  if (known.has(source)) return known.get(source)
  const found = derive(source, kinds)
  if (known.size < CONDITIONS_MAX) known.set(source, found)
  return found
}

function derive(source: string, kinds: Kinds): ConditionKinds | undefined {
  const filter = derivePrefilter(source)
  if (filter?.field === 'kind') return { kinds: filter.values, hasOtherNames: false }
  if (filter?.field !== 'name') return undefined
  const found = filter.values.map((name) => kindOfName(name.toLowerCase(), kinds))
  const named = found.filter((kind) => kind !== undefined)
  return { kinds: [...new Set(named)], hasOtherNames: named.length < found.length }
}

/** An exact name beats a prefix, a longer prefix a shorter one. */
function kindOfName(name: string, kinds: Kinds): string | undefined {
  let best: string | undefined
  let length = -1
  for (const [kind, { definition }] of kinds) {
    for (const pattern of definition.names.map((one) => one.toLowerCase())) {
      if (pattern === name) return kind
      const prefix = pattern.endsWith('*') ? pattern.slice(0, -1) : undefined
      if (prefix === undefined || prefix.length <= length || !name.startsWith(prefix)) continue
      best = kind
      length = prefix.length
    }
  }
  return best
}
