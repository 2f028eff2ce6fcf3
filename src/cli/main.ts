// The command line: finds the command, runs it, says what went wrong and how to go on.
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { closest, distance } from 'fastest-levenshtein'
import { type Command, nameOf, parseCall } from './command.ts'
import { EXIT, type ExitCode, failureOf, UsageError } from './exit.ts'
import { helpOf, overview } from './help.ts'
import { endWhenReaderLeaves, type Io, processIo } from './io.ts'
import { VERSION } from './package-files.ts'

/** Words of each command, and its module: loaded when it is called, so that a short command starts at once. */
const MODULES: readonly (readonly [string, () => Promise<Command>])[] = [
  ['start', async () => (await import('./commands/start.ts')).startCommand],
  ['demo', async () => (await import('./commands/demo.ts')).demoCommand],
  ['import', async () => (await import('./commands/import.ts')).importCommand],
  ['generate', async () => (await import('./commands/generate.ts')).generateCommand],
  ['view', async () => (await import('./commands/view.ts')).viewCommand],
  ['events tail', async () => (await import('./commands/events-tail.ts')).tailCommand],
  ['events set-aside', async () => (await import('./commands/events.ts')).setAsideCommand],
  ['events replay', async () => (await import('./commands/events.ts')).replayCommand],
  ['events discard', async () => (await import('./commands/events.ts')).discardCommand],
  ['identity show', async () => (await import('./commands/identity.ts')).showCommand],
  ['identity explain', async () => (await import('./commands/identity.ts')).explainCommand],
  ['identity link', async () => (await import('./commands/identity.ts')).linkCommand],
  ['identity unlink', async () => (await import('./commands/identity.ts')).unlinkCommand],
  ['identity merge', async () => (await import('./commands/identity.ts')).mergeCommand],
  ['identity move', async () => (await import('./commands/identity.ts')).moveCommand],
  ['identity reviews', async () => (await import('./commands/identity-reviews.ts')).reviewsCommand],
  ['identity decide', async () => (await import('./commands/identity-reviews.ts')).decideCommand],
  ['identity resume', async () => (await import('./commands/identity-reviews.ts')).resumeCommand],
  ['identity train', async () => (await import('./commands/identity-train.ts')).trainCommand],
  ['identity try', async () => (await import('./commands/identity-train.ts')).tryCommand],
  [
    'identity evaluate',
    async () => (await import('./commands/identity-evaluate.ts')).evaluateCommand,
  ],
  ['language train', async () => (await import('./commands/language.ts')).trainLanguageCommand],
  [
    'language evaluate',
    async () => (await import('./commands/language.ts')).evaluateLanguageCommand,
  ],
  ['situation show', async () => (await import('./commands/situation.ts')).showSituationCommand],
  ['situation put', async () => (await import('./commands/situation.ts')).putSituationCommand],
  ['apply', async () => (await import('./commands/apply.ts')).applyCommand],
  ['keys list', async () => (await import('./commands/keys.ts')).listKeysCommand],
  ['keys create', async () => (await import('./commands/keys.ts')).createKeyCommand],
  ['keys revoke', async () => (await import('./commands/keys.ts')).revokeKeyCommand],
  ['journey learn', async () => (await import('./commands/journey.ts')).learnJourneysCommand],
  ['journey evaluate', async () => (await import('./commands/journey.ts')).evaluateCommand],
  ['journey map', async () => (await import('./commands/journey.ts')).mapCommand],
  ['rebuild', async () => (await import('./commands/rebuild.ts')).rebuildCommand],
  ['doctor', async () => (await import('./commands/doctor.ts')).doctorCommand],
  ['migrate', async () => (await import('./commands/migrate.ts')).migrateCommand],
  ['openapi', async () => (await import('./commands/openapi.ts')).openapiCommand],
]

/** All commands, in the order of the overview. */
export function allCommands(): Promise<readonly Command[]> {
  return Promise.all(MODULES.map(([, load]) => load()))
}

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
  const command = await findCommand(argv)
  if (!command && asksForHelp(argv)) return help(argv, io)
  if (!command) throw new UsageError(unknownCommand(argv))
  const rest = argv.slice(command.words.length)
  if (asksForHelp(rest)) {
    io.out(helpOf(command))
    return EXIT.ok
  }
  return command.run(parseCall(command, rest, io))
}

async function help(words: readonly string[], io: Io): Promise<ExitCode> {
  const command = words.length > 0 ? await findCommand(words) : undefined
  if (command) {
    io.out(helpOf(command))
    return EXIT.ok
  }
  const [first] = words
  const group = groupOf(first)
  if (first !== undefined && group.length === 0) throw new UsageError(unknownCommand(words))
  const commands = await allCommands()
  const shown = commands.filter(({ words: [own] }) => group.length === 0 || own === first)
  io.out(overview(shown, VERSION))
  return EXIT.ok
}

/** The second words of commands that begin with this one. */
function groupOf(first: string | undefined): readonly string[] {
  return MODULES.map(([name]) => name.split(' ')).flatMap(([own, second]) =>
    own === first && second !== undefined ? [second] : [],
  )
}

/** What stands behind `--` is no option. */
function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  const options = end < 0 ? argv : argv.slice(0, end)
  return options.includes('--help') || options.includes('-h')
}

async function findCommand(argv: readonly string[]): Promise<Command | undefined> {
  const found = MODULES.find(([name]) =>
    name.split(' ').every((word, index) => argv[index] === word),
  )
  return found?.[1]()
}

const TYPING_MISTAKES_MAX = 3

function unknownCommand(argv: readonly string[]): string {
  const given = argv[0] ?? ''
  const group = groupOf(given)
  if (group.length > 0) return `"alidade ${given}" needs one of: ${group.join(', ')}`
  const names = [...new Set(MODULES.map(([name]) => name.split(' ', 1)[0] ?? ''))]
  const near = closest(given, names)
  const hint = distance(given, near) <= TYPING_MISTAKES_MAX ? ` Did you mean "${near}"?` : ''
  return `There is no command "${given}".${hint} alidade --help lists them.`
}

/** Errors go to standard error as sentences, or with --json to standard output as JSON. */
async function report(error: unknown, argv: readonly string[], io: Io): Promise<ExitCode> {
  const { exitCode, code, message, details } = failureOf(error)
  if (argv.includes('--json')) {
    io.out(JSON.stringify({ error: { code, message, details } }, null, 2))
    return exitCode
  }
  io.err(`alidade: ${message}`)
  for (const line of details) io.err(`  ${line}`)
  const command = await findCommand(argv)
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
