// alidade identity train | try: learn from the records there are, and see beforehand what another definition changes.
import type { Entity } from '../../contract/identifier.ts'
import type { MatchDefinition } from '../../contract/match.ts'
import type { Change, TryReport } from '../../engine/match/try.ts'
import type { Call, Command } from '../command.ts'
import { loadDefinitions } from '../definitions.ts'
import { CommandError, EXIT } from '../exit.ts'
import { PLACE } from '../options.ts'
import { count } from '../table.ts'
import { withEngine } from '../with-service.ts'
import { ENTITY, entityOf } from './identity-reviews.ts'

const SEED = { kind: 'text', value: 'N', help: 'seed: the same gives the same model (1)' } as const
const SEED_MAX = 4_000_000_000

const seedOf = (call: Call): number => call.whole('seed', { min: 0, max: SEED_MAX }) ?? 1

export const trainCommand: Command = {
  words: ['identity', 'train'],
  summary:
    'learn from the records there are who is likely whom, and decide about all of them again',
  details: [
    'A server does this by itself as records come in. It may run meanwhile: the new model takes over at once.',
  ],
  options: { entity: ENTITY, seed: SEED, ...PLACE },
  examples: ['alidade identity train', 'alidade identity train --entity account --seed 7'],
  run: async (call) => {
    const entity = entityOf(call) ?? 'customer'
    const seed = seedOf(call)
    return withEngine(call, async ({ engine }) => {
      const report = await engine.trainIdentity({ entity, seed, author: 'command line' })
      if (!report) throw tooFew(entity)
      const settled = await engine.settleIdentity(Number.POSITIVE_INFINITY)
      call.answer({ ...report, settled }, [
        `Model ${report.version} is in force, from ${count(report.sampled)} of ${count(report.records)} ${entity} records.`,
        ...report.attributes.map(
          ({ attribute, columns }) => `  ${attribute}: ${columns.join(', ')}`,
        ),
        `${count(settled.looked)} records were looked at again; ${count(settled.moved)} have another customer now.`,
      ])
      return EXIT.ok
    })
  },
}

const tooFew = (entity: Entity): CommandError =>
  new CommandError(`There are too few ${entity} records that say anything; nothing was learnt`)

export const tryCommand: Command = {
  words: ['identity', 'try'],
  summary: 'show which customers would merge or split under another definition of matching',
  details: [
    'Nothing is applied. At most 20,000 records are replayed, in memory; with more it is a sample.',
  ],
  options: {
    definition: { kind: 'text', value: 'FILE', help: 'definitions with a block matching (needed)' },
    entity: ENTITY,
    seed: SEED,
    ...PLACE,
  },
  examples: ['alidade identity try --definition new.yaml'],
  run: async (call) => {
    const entity = entityOf(call) ?? 'customer'
    const definition = await definitionOf(call.required('definition'), entity)
    const seed = seedOf(call)
    return withEngine(call, async ({ engine }) => {
      const report = await engine.tryIdentity({ entity, seed, definition })
      if (!report) throw tooFew(entity)
      call.answer(report, reportLines(report))
      return EXIT.ok
    })
  },
}

async function definitionOf(file: string, entity: Entity): Promise<MatchDefinition> {
  const { matching } = await loadDefinitions([file])
  const definition = matching?.[entity]
  if (definition) return definition
  throw new CommandError(`${file} has no block matching.${entity}`)
}

function reportLines(report: TryReport): readonly string[] {
  const { records, replayed, customersNow, customersThen, merges, splits, entity } = report
  return [
    replayed < records
      ? `${count(replayed)} of ${count(records)} ${entity} records were replayed: a sample, by chance.`
      : `${count(replayed)} ${entity} records were replayed.`,
    `${count(customersNow)} now, ${count(customersThen)} then; ${count(merges)} would be merged of several, ${count(splits)} would split.`,
    ...report.merged.map((change) => `  merge ${changeText(change)}`),
    ...report.split.map((change) => `  split ${changeText(change)}`),
  ]
}

const changeText = ({ customers, records }: Change): string =>
  `${customers.join(' + ')}: ${records.map((group) => group.join(' ')).join(' | ')}`
