// alidade import: files through a mapping into events, objects and consents.
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Definitions } from '../../contract/definition.ts'
import { mergeDefinitions } from '../../core/lens/merge-definitions.ts'
import type { Call, Command } from '../command.ts'
import { invalid, loadDefinitions, readYaml } from '../definitions.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { compileMapping } from '../import/compile.ts'
import { dryRunImport, dryRunLines } from '../import/dry-run.ts'
import { Mapping } from '../import/mapping.ts'
import { planFiles } from '../import/records-of-files.ts'
import { isClean, reportLines } from '../import/report.ts'
import { runImport } from '../import/run.ts'
import { ANYWHERE, placeOf } from '../options.ts'
import type { Service } from '../service.ts'
import { withService } from '../with-service.ts'

export const importCommand: Command = {
  words: ['import'],
  args: 'FILE...',
  argsMin: 1,
  argsMax: 10_000,
  summary: 'import CSV, JSON and JSON lines (also .gz) through a mapping file',
  details: [
    'Message ids follow from the content: importing the same again changes nothing.',
    'An import that was cut short goes on where it stopped. Exit code 1 when a row was refused.',
    'examples/retail/ shows a mapping with all its parts.',
  ],
  options: {
    mapping: { kind: 'text', value: 'FILE', short: 'm', help: 'the mapping, YAML (needed)' },
    'dry-run': { kind: 'flag', help: 'only say what would happen' },
    restart: { kind: 'flag', help: 'begin anew instead of going on where it stopped' },
    ...ANYWHERE,
  },
  examples: [
    'alidade import --mapping shop.yaml customers.csv orders.jsonl.gz --dry-run',
    'alidade import --mapping examples/retail/mapping.yaml users.json orders.json products.json',
  ],
  run: async (call) => {
    const path = call.required('mapping')
    const mapping = await loadMapping(path)
    return withService(call, (service) => importWith(call, { path, mapping, service }), {
      begins: true,
    })
  },
}

async function loadMapping(path: string): Promise<Mapping> {
  const parsed = Mapping.safeParse(await readYaml(path))
  if (parsed.success) return parsed.data
  throw invalid(`${path} is no mapping`, parsed.error)
}

interface Job {
  readonly path: string
  readonly mapping: Mapping
  readonly service: Service
}

async function importWith(call: Call, { path, mapping, service }: Job): Promise<ExitCode> {
  const dryRun = call.flag('dry-run')
  const definitions = await definitionsFor({ path, mapping, service }, { call, dryRun })
  const compiled = compileMapping(mapping, {
    statusOf: (type) => definitions.objects.find((rule) => rule.type === type)?.status ?? 'status',
  })
  const files = await planFiles(call.args, compiled)
  const { source } = mapping
  if (dryRun) {
    const report = await dryRunImport({ files, source, service, definitions, io: call.io })
    call.answer(report, dryRunLines(report))
    return isClean(report) ? EXIT.ok : EXIT.failed
  }
  const checkpoints = {
    folder: join(placeOf(call).dataDir, 'imports'),
    mapping: await readFile(path, 'utf8'),
    target: service.where,
    restart: call.flag('restart'),
  }
  const report = await service.withWriter(source, (writer) =>
    runImport({ files, writer, checkpoints, io: call.io }),
  )
  call.answer(report, reportLines(report, ['STORED', 'KNOWN ALREADY', 'CONFLICT', 'SET ASIDE']))
  return isClean(report) ? EXIT.ok : EXIT.failed
}

/** The definitions in force once those of the mapping are applied. */
async function definitionsFor(
  { path, mapping, service }: Job,
  { call, dryRun }: { readonly call: Call; readonly dryRun: boolean },
): Promise<Definitions> {
  const { definitions } = await service.definitions()
  if (mapping.definitions.length === 0) return definitions
  const files = mapping.definitions.map((file) => join(dirname(path), file))
  const own = await loadDefinitions(files)
  const { changed } = await service.applyDefinitions(own, { dryRun })
  if (changed.length > 0) {
    const verb = dryRun ? 'would be changed' : 'are changed'
    call.io.err(`Definitions ${verb} by ${files.join(', ')}: ${changed.join(', ')}`)
  }
  return mergeDefinitions(definitions, own)
}
