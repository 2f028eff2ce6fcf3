// alidade apply: a company's own definitions, checked and kept as a new version.
import type { Command } from '../command.ts'
import { loadDefinitions } from '../definitions.ts'
import { EXIT } from '../exit.ts'
import { ANYWHERE } from '../options.ts'
import { withService } from '../with-service.ts'

export const applyCommand: Command = {
  words: ['apply'],
  args: 'FILE...',
  argsMin: 1,
  argsMax: 1_000,
  summary: 'apply definitions (YAML or JSON files, or folders of them)',
  details: [
    'An item replaces the one of the same name; what the files do not name stays as it is.',
  ],
  options: {
    'dry-run': { kind: 'flag', help: 'only check, and say what would change' },
    ...ANYWHERE,
  },
  examples: ['alidade apply definitions/ --dry-run', 'alidade apply lenses.yaml purposes.yaml'],
  run: async (call) => {
    const dryRun = call.flag('dry-run')
    const file = await loadDefinitions(call.args)
    const applied = await withService(
      call,
      (service) => service.applyDefinitions(file, { dryRun }),
      { begins: true },
    )
    const { version, changed, warnings } = applied
    const what = changed.join(', ')
    call.answer({ dryRun, version, changed, warnings }, [
      changed.length === 0
        ? `Nothing changes; version ${version} holds already what the files say.`
        : dryRun
          ? `The files are fine and would change: ${what}`
          : `Version ${version} is in force. Changed: ${what}`,
      ...warnings.map((warning) => `Perhaps not meant so: ${warning}`),
    ])
    return EXIT.ok
  },
}
