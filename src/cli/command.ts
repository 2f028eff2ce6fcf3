// What a command is, and how its words on the command line become values.
//
//   argv -> find the command -> parse its options -> Call -> run -> exit code
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { type ExitCode, UsageError } from './exit.ts'
import type { Io } from './io.ts'

export interface OptionSpec {
  readonly kind: 'text' | 'flag' | 'list'
  /** how the value is called in the help, e.g. PATH */
  readonly value?: string
  readonly short?: string
  readonly help: string
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>

export interface Command {
  /** its words, e.g. ['events', 'tail'] */
  readonly words: readonly string[]
  /** the arguments as the help shows them, e.g. `REF` */
  readonly args?: string
  readonly argsMin?: number
  readonly argsMax?: number
  readonly summary: string
  /** further sentences of the help */
  readonly details?: readonly string[]
  readonly options: OptionSpecs
  readonly examples: readonly string[]
  readonly run: (call: Call) => Promise<ExitCode>
}

/** One call of a command with its values. Readers throw UsageError for values that do not fit. */
export interface Call {
  readonly io: Io
  readonly args: readonly string[]
  readonly isJson: boolean
  readonly text: (name: string) => string | undefined
  readonly required: (name: string) => string
  readonly flag: (name: string) => boolean
  readonly list: (name: string) => readonly string[]
  /** a whole number within the bounds */
  readonly whole: (
    name: string,
    bounds: { readonly min: number; readonly max: number },
  ) => number | undefined
  /** prints the value as JSON with --json, else the lines */
  readonly answer: (value: unknown, lines: readonly string[]) => void
}

/** Options that every command has. */
export const COMMON: OptionSpecs = {
  json: { kind: 'flag', help: 'answer as JSON' },
  help: { kind: 'flag', short: 'h', help: 'show this help' },
}

export function parseCall(command: Command, argv: readonly string[], io: Io): Call {
  const { values, positionals } = parse(command, argv)
  const { argsMin = 0, argsMax = argsMin } = command
  if (positionals.length < argsMin) {
    throw new UsageError(`${nameOf(command)} needs ${command.args ?? 'arguments'}`)
  }
  if (positionals.length > argsMax) {
    throw new UsageError(`${nameOf(command)} does not take "${positionals[argsMax]}"`)
  }
  return callOf({ command, io, args: positionals, values })
}

/** `alidade events tail` */
export function nameOf(command: Command): string {
  return ['alidade', ...command.words].join(' ')
}

type Values = Readonly<Record<string, unknown>>

function parse(
  command: Command,
  argv: readonly string[],
): { readonly values: Values; readonly positionals: readonly string[] } {
  try {
    return parseArgs({
      args: [...argv],
      options: optionsOf({ ...command.options, ...COMMON }),
      allowPositionals: true,
      strict: true,
    })
  } catch (error) {
    // Node's own message names the option; the rest of it speaks of file names.
    const message = error instanceof Error ? error.message : String(error)
    throw new UsageError(message.split('. ')[0] ?? message)
  }
}

function optionsOf(specs: OptionSpecs): NonNullable<ParseArgsConfig['options']> {
  const entries = Object.entries(specs).map(
    ([name, { kind, short }]) =>
      [
        name,
        {
          type: kind === 'flag' ? ('boolean' as const) : ('string' as const),
          multiple: kind === 'list',
          ...(short !== undefined && { short }),
        },
      ] as const,
  )
  return Object.fromEntries(entries)
}

function callOf(parts: {
  readonly command: Command
  readonly io: Io
  readonly args: readonly string[]
  readonly values: Values
}): Call {
  const { command, io, args, values } = parts
  const text = (name: string): string | undefined => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  const isJson = values['json'] === true
  return {
    io,
    args,
    isJson,
    text,
    required: (name) => {
      const value = text(name)
      if (value !== undefined && value !== '') return value
      throw new UsageError(
        `${nameOf(command)} needs --${name}: ${command.options[name]?.help ?? ''}`,
      )
    },
    flag: (name) => values[name] === true,
    list: (name) => (Array.isArray(values[name]) ? (values[name] as readonly string[]) : []),
    whole: (name, bounds) => wholeNumber(name, text(name), bounds),
    answer: (value, lines) => {
      if (isJson) io.out(JSON.stringify(value, null, 2))
      else for (const line of lines) io.out(line)
    },
  }
}

function wholeNumber(
  name: string,
  value: string | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): number | undefined {
  if (value === undefined) return undefined
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (number >= min && number <= max) return number
  throw new UsageError(`--${name} must be a whole number from ${min} to ${max}, not "${value}"`)
}
