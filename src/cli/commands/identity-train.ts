// alidade identity train | try: learn from the records there are, and see beforehand what another definition changes.
import { setTimeout as pause } from 'node:timers/promises'
import type { Entity } from '../../contract/identifier.ts'
import type { IdentityChange, IdentityJob, TriedDefinition } from '../../contract/identity-job.ts'
import type { MatchDefinition } from '../../contract/match.ts'
import type { Call, Command } from '../command.ts'
import { loadDefinitions } from '../definitions.ts'
import { CommandError, EXIT } from '../exit.ts'
import { ANYWHERE } from '../options.ts'
import type { Service } from '../service.ts'
import { count } from '../table.ts'
import { withService } from '../with-service.ts'
import { ENTITY, entityOf } from './identity-reviews.ts'

const SEED = { kind: 'text', value: 'N', help: 'seed: the same gives the same model (1)' } as const
const SEED_MAX = 4_000_000_000
const ASK_AGAIN_MS = 300
/** Changes of one kind that are shown; the API pages through the others. */
const SHOWN_MAX = 50

const seedOf = (call: Call): number => call.whole('seed', { min: 0, max: SEED_MAX }) ?? 1

export const trainCommand: Command = {
  words: ['identity', 'train'],
  summary:
    'learn from the records there are who is likely whom, and decide about all of them again',
  details: [
    'A server does this by itself as records come in. Where one runs, it is asked to do it now: the new model takes over at once, and the records are decided about again while nobody else writes.',
  ],
  options: { entity: ENTITY, seed: SEED, ...ANYWHERE },
  examples: ['alidade identity train', 'alidade identity train --entity account --seed 7'],
  run: async (call) => {
    const input = { entity: entityOf(call) ?? 'customer', seed: seedOf(call) } as const
    const { trained, entity } = await withService(call, async (service) =>
      ended(await service.startTraining(input), service),
    )
    if (!trained) throw new CommandError('The training ended without a model')
    const { version, sampled, records, attributes, toLookAt } = trained
    call.answer({ entity, ...trained }, [
      `Model ${version} is in force, from ${count(sampled)} of ${count(records)} ${entity} records.`,
      ...attributes.map(({ attribute, columns }) => `  ${attribute}: ${columns.join(', ')}`),
      toLookAt === 0
        ? 'All records have been looked at again.'
        : `${count(toLookAt)} records are still to be looked at again.`,
    ])
    return EXIT.ok
  },
}

/** The job when it has ended. Throws why it failed. */
async function ended(started: IdentityJob, service: Service): Promise<IdentityJob> {
  let job = started
  while (job.state === 'running') {
    await pause(ASK_AGAIN_MS)
    job = await service.identityJob(job.id)
  }
  if (job.state === 'done') return job
  throw new CommandError(job.problem ?? `Job ${job.id} failed`)
}

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
    ...ANYWHERE,
  },
  examples: ['alidade identity try --definition new.yaml'],
  run: async (call) => {
    const entity = entityOf(call) ?? 'customer'
    const definition = await definitionOf(call.required('definition'), entity)
    const input = { entity, definition, seed: seedOf(call) }
    const { tried, merged, split } = await withService(call, async (service) => {
      const job = await ended(await service.startTrying(input), service)
      const changes = async (kind: IdentityChange['kind']) =>
        (await service.identityChanges(job.id, { kind, limit: SHOWN_MAX })).items
      return { tried: job.tried, merged: await changes('merge'), split: await changes('split') }
    })
    if (!tried) throw new CommandError('The trial ended without an answer')
    call.answer({ entity, ...tried, merged, split }, [
      ...triedLines(tried, entity),
      ...[...merged, ...split].map(changeLine),
    ])
    return EXIT.ok
  },
}

async function definitionOf(file: string, entity: Entity): Promise<MatchDefinition> {
  const { matching } = await loadDefinitions([file])
  const definition = matching?.[entity]
  if (definition) return definition
  throw new CommandError(`${file} has no block matching.${entity}`)
}

function triedLines(tried: TriedDefinition, entity: Entity): readonly string[] {
  const { records, replayed, customersNow, customersThen, merges, splits } = tried
  return [
    replayed < records
      ? `${count(replayed)} of ${count(records)} ${entity} records were replayed: a sample, by chance.`
      : `${count(replayed)} ${entity} records were replayed.`,
    `${count(customersNow)} now, ${count(customersThen)} then; ${count(merges)} would be merged of several, ${count(splits)} would split.`,
  ]
}

function changeLine({ kind, customers, records, more }: IdentityChange): string {
  const groups = records.map((group) => group.join(' ')).join(' | ')
  return `  ${kind} ${customers.join(' + ')}: ${groups}${more === 0 ? '' : ` and ${count(more)} more`}`
}
