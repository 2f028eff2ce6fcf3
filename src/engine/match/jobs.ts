// Trainings and trials that somebody asked for through a door. A call starts a job and answers at once; the job is kept
// in the database, so that every server can tell how it stands, also after the one that ran it is gone.
//
//   running -> done | failed         running, but its server was not heard of: failed

import { hexOfPublicId, publicId } from '../../contract/identifier.ts'
import type {
  ChangesQuery,
  IdentityChange,
  IdentityJob,
  TrainedModel,
  TrainInput,
  TriedDefinition,
  TryInput,
} from '../../contract/identity-job.ts'
import { Matching } from '../../contract/match.ts'
import { ProblemError } from '../../contract/problem.ts'
import { checkDefinitions } from '../../core/lens/check-definitions.ts'
import { mergeDefinitions } from '../../core/lens/merge-definitions.ts'
import type { Caller, PageOf } from '../api.ts'
import type { JobEnd, JobRow } from '../ports/jobs.ts'
import type { Runtime } from '../runtime.ts'
import { settleMatches } from './settle.ts'
import { trainModel } from './train.ts'
import { tryMatching, type Workers } from './try.ts'

export interface IdentityJobs {
  /** Throws CONFLICT where a model for this entity is being trained already, by this server or another. */
  train(input: TrainInput, caller: Caller): Promise<IdentityJob>
  /** Throws CONFLICT where this server tries one already, DEFINITION_INVALID for one that could not be applied. */
  tryOut(input: TryInput, caller: Caller): Promise<IdentityJob>
  job(id: string): Promise<IdentityJob>
  changes(id: string, query: ChangesQuery): Promise<PageOf<IdentityChange>>
  /** Gives up what is under way; resolves when it has ended. */
  stop(): Promise<void>
}

/** Older ones are forgotten. */
const JOBS_KEPT = 50
/** A running job says so often that its server is there. */
const TOUCH_MS = 10_000
/** Not heard of for so long, its server is taken for gone. */
const LOST_MS = 60_000

export interface JobsOptions {
  /** a server gives records their second thoughts by itself, when nobody else writes */
  readonly isServer: boolean
}

export function createIdentityJobs(
  runtime: Runtime,
  workers: Workers,
  { isServer }: JobsOptions,
): IdentityJobs {
  const { store, clock } = runtime
  const stopping = new AbortController()
  const { signal } = stopping
  const running = new Set<Promise<void>>()
  let isTrying = false

  /** Keeps the job, and the work under way; the answer does not wait for it. */
  async function start(
    about: Pick<JobRow, 'kind' | 'entity' | 'author'>,
    work: Promise<Omit<JobEnd, 'at'>>,
  ): Promise<IdentityJob> {
    const row = { id: runtime.newId(), at: clock(), ...about }
    const kept = store.addJob(row, JOBS_KEPT)
    const touching = setInterval(
      () => void store.touchJob(row.id, clock()).catch(() => undefined),
      TOUCH_MS,
    )
    touching.unref()
    const run = (async () => {
      const end = await work.catch((error: unknown) => ({ problem: textOf(error) }))
      clearInterval(touching)
      await kept
      await store.endJob(row.id, { ...end, at: clock() })
    })().catch((error: unknown) => runtime.log(`identity: a job was not kept: ${textOf(error)}`))
    running.add(run)
    void run.then(() => running.delete(run))
    await kept
    return jobOf({ ...row, state: 'running', seenAt: row.at, ...NOT_ENDED }, row.at)
  }

  async function trained(input: TrainInput, author: string, onBegun: () => void) {
    const report = await trainModel({ ...input, author, signal, onBegun }, workers.trainer, runtime)
    if (!report) return { problem: tooFew(input.entity) }
    runtime.log(`identity: ${author} had a model trained from ${report.records} records`)
    const toLookAt = isServer
      ? await store.countDirty()
      : (await settleMatches(Number.POSITIVE_INFINITY, runtime)).left
    const { entity: _, ...model } = report
    return { report: { ...model, toLookAt } }
  }

  async function tried(input: TryInput) {
    const report = await tryMatching({ ...input, signal }, workers, runtime)
    if (!report) return { problem: tooFew(input.entity) }
    const { entity: _, changes, ...counts } = report
    return { report: counts, changes }
  }

  return {
    train(input, { actor }) {
      const about = { kind: 'train', entity: input.entity, author: actor } as const
      // Whoever would have to wait for another training is told now, not by a job that failed.
      return new Promise((resolve, reject) => {
        const work: Promise<Omit<JobEnd, 'at'>> = trained(input, actor, () =>
          resolve(start(about, work)),
        )
        work.catch(reject)
      })
    },
    async tryOut(input, { actor }) {
      checkDefinition(input, runtime)
      if (isTrying) throw new ProblemError('CONFLICT', 'Another definition is being tried now')
      isTrying = true
      const work = tried(input).finally(() => {
        isTrying = false
      })
      return start({ kind: 'try', entity: input.entity, author: actor }, work)
    },
    job: async (id) => jobOf(await rowOf(id, runtime), clock()),
    async changes(id, query) {
      const row = await rowOf(id, runtime)
      const { kind, limit } = query
      const found = await store.changesOfJob(row.id, {
        kind,
        after: placeOf(query.cursor),
        limit: limit + 1,
      })
      const page = found.slice(0, limit)
      const last = page.at(-1)
      const next = found.length > limit && last ? String(last.place) : null
      return { items: page.map(({ change }) => change), next }
    },
    async stop() {
      stopping.abort()
      await Promise.all(running)
    },
  }
}

const NOT_ENDED = { endedAt: undefined, problem: undefined, report: null } as const

const tooFew = (entity: string): string =>
  `There are too few ${entity} records that say anything; nothing was learnt`

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function rowOf(ref: string, { store }: Runtime): Promise<JobRow> {
  const id = hexOfPublicId(ref)
  const row = id === undefined ? undefined : await store.job(id)
  if (!row) throw new ProblemError('NOT_FOUND', `There is no job ${ref}, or it is forgotten`)
  return row
}

function jobOf(row: JobRow, now: number): IdentityJob {
  const isLost = row.state === 'running' && now - row.seenAt > LOST_MS
  const problem = isLost ? 'The server that ran it was not heard of again' : row.problem
  const report = row.state === 'done' ? row.report : undefined
  return {
    id: publicId('job', row.id),
    kind: row.kind,
    entity: row.entity,
    author: row.author,
    at: new Date(row.at).toISOString(),
    state: isLost ? 'failed' : row.state,
    endedAt: row.endedAt === undefined ? null : new Date(row.endedAt).toISOString(),
    ...(problem !== undefined && { problem }),
    ...(report !== undefined && row.kind === 'train' && { trained: report as TrainedModel }),
    ...(report !== undefined && row.kind === 'try' && { tried: report as TriedDefinition }),
  }
}

/** Throws QUERY_INVALID for anything but the `next` of a former page. */
function placeOf(cursor: string | undefined): number {
  if (cursor === undefined || cursor === '') return 0
  if (/^\d{1,6}$/.test(cursor)) return Number(cursor)
  throw new ProblemError('QUERY_INVALID', 'The cursor is not one that a former page answered')
}

/** What could not be applied need not be tried. */
function checkDefinition({ entity, definition }: TryInput, runtime: Runtime): void {
  const { definitions } = runtime.compiled()
  const matching = definitions.matching
  const faults = checkDefinitions(
    mergeDefinitions(definitions, {
      matching: { ...(matching ?? Matching.parse({})), [entity]: definition },
    }),
  ).filter(({ path }) => path.startsWith(`matching.${entity}.`))
  if (faults.length === 0) return
  throw new ProblemError('DEFINITION_INVALID', 'The definition could not be applied', {
    errors: faults,
  })
}
