// The resolvers that can be measured, by name.
import { openDurable } from './durable.ts'
import { openInMemory } from './in-memory.ts'
import type { OpenResolver } from './resolver.ts'
import { openRulesOnly } from './rules-only.ts'

export type ResolverName = 'durable' | 'in-memory' | 'rules-only'

export interface NamedResolver {
  readonly name: ResolverName
  readonly open: OpenResolver
}

const OPEN: Readonly<Record<ResolverName, OpenResolver>> = {
  durable: openDurable,
  'in-memory': openInMemory,
  'rules-only': openRulesOnly,
}

/** What is measured where nobody names one. */
const DEFAULT: ResolverName = 'durable'

export function resolverNamed(name: ResolverName = DEFAULT): NamedResolver {
  return { name, open: OPEN[name] }
}
