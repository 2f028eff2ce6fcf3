// The resolvers that can be measured, by name.
import { openInMemory } from './in-memory.ts'
import type { OpenResolver } from './resolver.ts'
import { openRulesOnly } from './rules-only.ts'

export interface NamedResolver {
  readonly name: 'in-memory' | 'rules-only'
  readonly open: OpenResolver
}

export const IN_MEMORY: NamedResolver = { name: 'in-memory', open: openInMemory }
export const RULES_ONLY: NamedResolver = { name: 'rules-only', open: openRulesOnly }

/** What is measured where nobody names one. */
export const DEFAULT_RESOLVER: NamedResolver = IN_MEMORY
