// The command line: finds the command, runs it, says what went wrong and how to go on.
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { closest, distance } from 'fastest-levenshtein'
import { type Command, nameOf, parseCall } from './command.ts'
import { applyCommand } from './commands/apply.ts'
import { demoCommand } from './commands/demo.ts'
import { doctorCommand } from './commands/doctor.ts'
import { discardCommand, replayCommand, setAsideCommand } from './commands/events.ts'
import { tailCommand } from './commands/events-tail.ts'
import { generateCommand } from './commands/generate.ts'
import { explainCommand, linkCommand, showCommand, unlinkCommand } from './commands/identity.ts'
import { importCommand } from './commands/import.ts'
import { createKeyCommand, listKeysCommand, revokeKeyCommand } from './commands/keys.ts'
import { migrateCommand } from './commands/migrate.ts'
import { openapiCommand } from './commands/openapi.ts'
import { rebuildCommand } from './commands/rebuild.ts'
import { startCommand } from './commands/start.ts'
import { viewCommand } from './commands/view.ts'
import { EXIT, type ExitCode, failureOf, UsageError } from './exit.ts'
import { helpOf, overview } from './help.ts'
import { endWhenReaderLeaves, type Io, processIo } from './io.ts'
import { VERSION } from './package-files.ts'

export const COMMANDS: readonly Command[] = [
  startCommand,
  demoCommand,
  importCommand,
  generateCommand,
  viewCommand,
  tailCommand,
  setAsideCommand,
  replayCommand,
  discardCommand,
  showCommand,
  explainCommand,
  linkCommand,
  unlinkCommand,
  applyCommand,
  listKeysCommand,
  createKeyCommand,
  revokeKeyCommand,
  rebuildCommand,
  doctorCommand,
  migrateCommand,
  openapiCommand,
]

/** Runs one command line, without `node` and the script. Never throws. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await dispatch(argv, io)
  } catch (error) {
    return report(error, argv, io)
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [first] = argv
  if (first === '--version' || first === '-v' || first === 'version') {
    io.out(VERSION)
    return EXIT.ok
  }
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    return help(argv.slice(1), io)
  }
  const command = findCommand(argv)
  if (!command) throw new UsageError(unknownCommand(argv))
  const rest = argv.slice(command.words.length)
  if (asksForHelp(rest)) {
    io.out(helpOf(command))
    return EXIT.ok
  }
  return command.run(parseCall(command, rest, io))
}

function help(words: readonly string[], io: Io): ExitCode {
  const command = words.length > 0 ? findCommand(words) : undefined
  io.out(command ? helpOf(command) : overview(COMMANDS, VERSION))
  return EXIT.ok
}

/** What stands behind `--` is no option. */
function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  const options = end < 0 ? argv : argv.slice(0, end)
  return options.includes('--help') || options.includes('-h')
}

function findCommand(argv: readonly string[]): Command | undefined {
  return COMMANDS.find(({ words }) => words.every((word, index) => argv[index] === word))
}

const TYPING_MISTAKES_MAX = 3

function unknownCommand(argv: readonly string[]): string {
  const group = COMMANDS.filter(({ words }) => words.length > 1 && words[0] === argv[0])
  if (group.length > 0) {
    return `"alidade ${argv[0]}" needs one of: ${group.map(({ words }) => words[1]).join(', ')}`
  }
  const given = argv[0] ?? ''
  const names = [...new Set(COMMANDS.map(({ words }) => words[0] ?? ''))]
  const near = closest(given, names)
  const hint = distance(given, near) <= TYPING_MISTAKES_MAX ? ` Did you mean "${near}"?` : ''
  return `There is no command "${given}".${hint} alidade --help lists them.`
}

/** Errors go to standard error as sentences, or with --json to standard output as JSON. */
function report(error: unknown, argv: readonly string[], io: Io): ExitCode {
  const { exitCode, code, message, details } = failureOf(error)
  if (argv.includes('--json')) {
    io.out(JSON.stringify({ error: { code, message, details } }, null, 2))
    return exitCode
  }
  io.err(`alidade: ${message}`)
  for (const line of details) io.err(`  ${line}`)
  const command = findCommand(argv)
  if (exitCode === EXIT.usage && command) io.err(`See: ${nameOf(command)} --help`)
  return exitCode
}

/** Runs the process's command line and sets its exit code. */
export async function main(): Promise<void> {
  endWhenReaderLeaves()
  process.exitCode = await run(process.argv.slice(2), processIo())
}

/** True for `node src/cli/main.ts`; the packed program calls main() itself. */
function isStarted(): boolean {
  const [, script] = process.argv
  return script !== undefined && realpathSync(script) === fileURLToPath(import.meta.url)
}

if (isStarted()) await main()
