// Options of commands that measure on a file of rows: columns by name, rows of one value, a seed.
import type { Call, OptionSpec } from './command.ts'
import { UsageError } from './exit.ts'

/** 32 bits: what the generators of chance take. */
const SEED_MAX = 2 ** 32 - 1

export const file = (value: string, help: string): OptionSpec => ({ kind: 'text', value, help })

export const column = (help: string): OptionSpec => ({ kind: 'text', value: 'COL', help })

export const rowsWhere = (help: string, kind: 'text' | 'list' = 'text'): OptionSpec => {
  return { kind, value: 'COL=VALUE', help }
}

/** @param what another number changes */
export const seed = (what: string): OptionSpec => {
  return { kind: 'text', value: 'N', help: `another number, another ${what} (1)` }
}

export function seedOf(call: Call): number {
  return call.whole('seed', { min: 0, max: SEED_MAX }) ?? 1
}

/** Only rows whose column has this value. */
export interface Where {
  readonly column: string
  readonly value: string
}

/** Reads COLUMN=VALUE of the option `name`; throws UsageError. */
export function whereOf(text: string, name: string): Where {
  const at = text.indexOf('=')
  if (at <= 0) throw new UsageError(`--${name} must be COLUMN=VALUE, not "${text}"`)
  return { column: text.slice(0, at), value: text.slice(at + 1) }
}
