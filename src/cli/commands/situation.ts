// alidade situation show | put: how the company stands now, and news about it.
import * as z from 'zod'
import { type SituationAnswer, type SituationNow, ToldUpdate } from '../../contract/situation.ts'
import { figureWords } from '../../core/situation/bracket.ts'
import type { Call, Command } from '../command.ts'
import { readYaml } from '../definitions.ts'
import { EXIT, UsageError } from '../exit.ts'
import { ANYWHERE } from '../options.ts'
import { NEWS_OPTIONS, updateOf } from '../situation-news.ts'
import { table } from '../table.ts'
import { withService } from '../with-service.ts'

export const showSituationCommand: Command = {
  words: ['situation', 'show'],
  summary: 'what the company can do now: waits, incidents, what stands in the way',
  details: ['What is owed to a customer is only in her view.'],
  options: { ...ANYWHERE },
  examples: ['alidade situation show', 'alidade situation show --json'],
  run: async (call) => {
    const now = await withService(call, (service) => service.situation())
    call.answer(now, situationLines(now))
    return EXIT.ok
  },
}

export const putSituationCommand: Command = {
  words: ['situation', 'put'],
  args: 'signal|constraint|incident|commitment ID',
  argsMax: 2,
  summary: 'news of the situation: a measurement, an obstacle, an incident, a promise',
  details: [
    'Of one ID the newest holds, whatever comes first; the same news again counts once.',
    'A signal is unknown once its time is over. An incident ends with --status resolved, a constraint with --effect none.',
    'With --file, many at once: a JSON or YAML list of updates as POST /v1/situation takes them; all or none.',
  ],
  options: {
    file: { kind: 'text', value: 'PATH', help: 'a list of updates instead of one' },
    ...NEWS_OPTIONS,
    ...ANYWHERE,
  },
  examples: [
    'alidade situation put signal phone-queue --capability support-phone --metric backlog --value 14',
    'alidade situation put incident INC-7 --title "Node KSD-7 is down" --status identified --capability fibre-network --touches \'customer.traits.city == "Karlstad"\'',
    'alidade situation put constraint no-refunds --capability goodwill-refund --effect block --reason "Month-end closing"',
    'alidade situation put commitment PR-9 --for email:ann@example.com --title "We call back" --due 2026-11-27T16:00:00Z',
    'alidade situation put --file news.yaml',
  ],
  run: async (call) => {
    const updates = await updatesOf(call)
    const answer = await withService(call, (service) => service.putSituation(updates))
    call.answer(answer, [answerLine(answer)])
    return EXIT.ok
  },
}

async function updatesOf(call: Call): Promise<readonly ToldUpdate[]> {
  const file = call.text('file')
  if (file === undefined) return [updateOf(call)]
  if (call.args.length > 0) throw new UsageError('--file says it all; name no kind and no ID')
  const read = await readYaml(file)
  const list = Array.isArray(read) ? read : (read as { updates?: unknown } | null)?.updates
  return z.array(ToldUpdate).min(1).max(1_000).parse(list)
}

function answerLine({ stored, known }: SituationAnswer): string {
  return known === 0 ? `${stored} stored.` : `${stored} stored, ${known} known already.`
}

function situationLines(now: SituationNow): readonly string[] {
  return [
    `As of ${now.at}`,
    ...block('', ['CAPABILITY', 'NOW', 'TIME', 'WHY'], now.abilities.map(abilityRow)),
    ...block('Incidents', ['ID', 'STATUS', 'SINCE', 'TITLE'], now.incidents.map(incidentRow)),
    ...block('In the way', ['ID', 'CAPABILITY', 'EFFECT', 'REASON'], now.constraints.map(blockRow)),
    ...block('Measured', ['CAPABILITY', 'METRIC', 'VALUE', 'AT'], now.signals.map(signalRow)),
  ]
}

type Row = readonly (string | number)[]

function block(title: string, head: readonly string[], rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return []
  return ['', ...(title === '' ? [] : [title]), ...table(head, rows)]
}

function abilityRow({
  capability,
  feasible,
  eta,
  opensAt,
  because,
}: SituationNow['abilities'][number]): Row {
  const state = feasible ? 'yes' : opensAt === undefined ? 'no' : `opens ${opensAt}`
  const why = because.map(({ text }) => text).join('; ')
  return [capability, state, eta === undefined ? 'unknown' : figureWords(eta), why]
}

const incidentRow = ({ id, status, startedAt, title }: SituationNow['incidents'][number]): Row => [
  id,
  status,
  startedAt,
  title,
]

const blockRow = ({ id, capability, effect, reason }: SituationNow['constraints'][number]): Row => [
  id,
  capability,
  effect,
  reason,
]

const signalRow = ({
  capability,
  metric,
  item,
  value,
  at,
}: SituationNow['signals'][number]): Row => [
  item === undefined ? capability : `${capability} (${item})`,
  metric,
  value,
  at,
]
