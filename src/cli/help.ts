// The help texts: one overview, and one page per command with examples.
import { COMMON, type Command, nameOf, type OptionSpec, type OptionSpecs } from './command.ts'

const COLUMN = 26

export function overview(commands: readonly Command[], version: string): string {
  const lines = commands.map(({ words, args, summary }) =>
    row([...words, ...(args ? [args] : [])].join(' '), summary),
  )
  return [
    `alidade ${version}: remembers every interaction and answers with the view that matters now`,
    '',
    'Usage: alidade COMMAND [options]',
    '',
    ...lines,
    '',
    'alidade COMMAND --help shows options and examples.',
    'Exit codes: 0 done, 1 failed, 2 called wrongly, 3 not found, 4 refused or not reachable.',
    'Environment: ALIDADE_DATA_DIR, DATABASE_URL, ALIDADE_URL, ALIDADE_KEY.',
  ].join('\n')
}

export function helpOf(command: Command): string {
  const { args, summary, details = [], examples } = command
  return [
    summary,
    '',
    `Usage: ${nameOf(command)}${args ? ` ${args}` : ''} [options]`,
    ...(details.length > 0 ? ['', ...details] : []),
    '',
    'Options:',
    ...optionLines({ ...command.options, ...COMMON }),
    '',
    examples.length > 1 ? 'Examples:' : 'Example:',
    ...examples.map((example) => `  ${example}`),
  ].join('\n')
}

function optionLines(options: OptionSpecs): readonly string[] {
  return Object.entries(options).map(([name, spec]) => row(optionName(name, spec), spec.help))
}

function optionName(name: string, { short, value, kind }: OptionSpec): string {
  const placeholder = kind === 'flag' ? '' : ` ${value ?? 'TEXT'}`
  return `${short ? `-${short}, ` : ''}--${name}${placeholder}`
}

function row(left: string, right: string): string {
  return left.length < COLUMN
    ? `  ${left.padEnd(COLUMN)}${right}`
    : `  ${left}\n  ${' '.repeat(COLUMN)}${right}`
}
