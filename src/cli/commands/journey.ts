// alidade journey evaluate: how well the journey model foretells an event log, beside two baselines. map: what follows
// what in it, or among stored customers. learn: what is usual, from the ledger.
import type { Call, Command, OptionSpecs } from '../command.ts'
import { column, file, rowsWhere, seed, seedOf, whereOf } from '../csv-options.ts'
import { EXIT, UsageError } from '../exit.ts'
import { evaluateLog } from '../journey/evaluate.ts'
import { mapLog } from '../journey/map-log.ts'
import { mapLines } from '../journey/map-report.ts'
import { drawnMap, mapRequestOf, storedMapLines } from '../journey/map-stored.ts'
import { type LogColumns, readLog } from '../journey/read-log.ts'
import { reportLines } from '../journey/report.ts'
import type { SplitKind } from '../journey/split.ts'
import { ANYWHERE, PLACE } from '../options.ts'
import { table } from '../table.ts'
import { withEngine, withService } from '../with-service.ts'

const LOG: OptionSpecs = {
  input: file('LOG', 'CSV file, also packed (.gz); any delimiter and order'),
  case: column('column that says to which case a row belongs'),
  activity: column('column that says what was done'),
  time: column('column that says when'),
  filter: rowsWhere('only such rows; may be given several times', 'list'),
  end: {
    kind: 'list',
    value: 'ACTIVITY',
    help: 'a case ends with it, else it goes on; may be given several times (any last row)',
  },
}

export const evaluateCommand: Command = {
  words: ['journey', 'evaluate'],
  summary: 'measure the journey model on any event log: next step, time left, calibration',
  details: [
    'random: 70/15/15 of the cases; chronological: 64/16/20 by start. The model learns from the first two parts.',
    'Next step: every point of every test case, first step and end counted. Time left: from the second step on.',
  ],
  options: {
    ...LOG,
    split: { kind: 'text', value: 'KIND', help: 'random or chronological (random)' },
    seed: seed('random split'),
  },
  examples: [
    'alidade journey evaluate --input log.csv --case case_id --activity activity --time timestamp --json',
    'alidade journey evaluate --input log.csv.gz --case id --activity step --time at --split chronological',
    'alidade journey evaluate --input log.csv --case id --activity step --time at --end Closed --end Cancelled',
  ],
  run: async (call) => {
    const split = splitOf(call)
    const columns = columnsOf(call)
    const log = await readLog(call.required('input'), columns)
    const clock = () => performance.now()
    const result = evaluateLog(log, { split, seed: seedOf(call), clock, processorTime })
    call.answer(result, reportLines(result))
    return EXIT.ok
  },
}

export const mapCommand: Command = {
  words: ['journey', 'map'],
  summary:
    'the process map of what is stored, or of any event log: what follows what, after how long',
  details: [
    'Without --input: of a journey as it is stored, for a purpose; numbers over few people are left out.',
    'With --by, also a map of each segment, and where the largest and each other one part.',
    'Waits are minutes in JSON.',
  ],
  options: {
    ...LOG,
    by: column('column of the file, or trait, that says to which segment somebody belongs'),
    purpose: {
      kind: 'text',
      value: 'NAME',
      help: 'why you look at what is stored (needed for it)',
    },
    journey: {
      kind: 'text',
      value: 'NAME',
      help: 'a designed journey (discovered: what is done without a design)',
    },
    segment: {
      kind: 'list',
      value: 'NAME=CEL',
      help: 'customers for whom it holds, over traits, objects and accounts; two are compared',
    },
    role: {
      kind: 'text',
      value: 'NAME',
      help: 'look as this role; absent: one that the purpose has',
    },
    ...ANYWHERE,
  },
  examples: [
    'alidade journey map --purpose account-management --journey order-to-delivery',
    `alidade journey map --purpose product --segment 'gold=traits.tier == "gold"' --segment 'rest=traits.tier != "gold"'`,
    'alidade journey map --input log.csv --case case_id --activity activity --time timestamp',
    'alidade journey map --input log.csv.gz --case id --activity step --time at --by region --json',
  ],
  run: async (call) => {
    if (call.text('input') === undefined) return mapStored(call)
    const by = call.text('by')
    const log = await readLog(call.required('input'), {
      ...columnsOf(call),
      ...(by === undefined ? {} : { by }),
    })
    const map = mapLog(log)
    call.answer(map, mapLines(map))
    return EXIT.ok
  },
}

async function mapStored(call: Call): Promise<typeof EXIT.ok> {
  const request = mapRequestOf(call)
  const map = await withService(call, (service) => drawnMap(service, request, call))
  call.answer(map, storedMapLines(map))
  return EXIT.ok
}

function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function columnsOf(call: Call): LogColumns {
  return {
    case: call.required('case'),
    activity: call.required('activity'),
    time: call.required('time'),
    ends: call.list('end'),
    filters: call.list('filter').map((text) => whereOf(text, 'filter')),
  }
}

function splitOf(call: Call): SplitKind {
  const kind = call.text('split') ?? 'random'
  if (kind === 'random' || kind === 'chronological') return kind
  throw new UsageError(`--split must be random or chronological, not "${kind}"`)
}

export const learnJourneysCommand: Command = {
  words: ['journey', 'learn'],
  summary: 'learn from the ledger what is usual on journeys',
  details: [
    'A server does this by itself: at its start, when journeys change, and once a day.',
    'A running server notices what was learned within seconds.',
  ],
  options: { ...PLACE },
  examples: ['alidade journey learn'],
  run: (call) =>
    withEngine(call, async ({ engine }) => {
      const learned = await engine.learnJourneys((line) => call.io.status(line))
      call.io.status('')
      const rows = Object.entries(learned.journeys).map(([name, cases]) => [name, cases])
      call.answer(learned, [
        ...table(['JOURNEY', 'PASSAGES'], [...rows, ['(discovered)', learned.discovered]]),
      ])
      return EXIT.ok
    }),
}
