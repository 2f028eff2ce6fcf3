// Imports files: maps records, sends them in batches, remembers how far it came.
import type { ItemResult } from '../../contract/api.ts'
import { ProblemError } from '../../contract/problem.ts'
import { AlidadeError } from '../../sdk/error.ts'
import type { Io } from '../io.ts'
import { onStop } from '../on-stop.ts'
import { patiently } from '../patiently.ts'
import type { Writer } from '../service.ts'
import { count } from '../table.ts'
import { type Checkpoint, openCheckpoint } from './checkpoint.ts'
import type { Item } from './item.ts'
import { mappedRecords, type PlannedFile } from './records-of-files.ts'
import { createReporter, type ImportReport, type Reporter } from './report.ts'

export interface RunSettings {
  readonly files: readonly PlannedFile[]
  readonly writer: Writer
  readonly io: Io
  readonly checkpoints: {
    readonly folder: string
    readonly mapping: string
    readonly target: string
    readonly restart: boolean
  }
}

const BATCH_ITEMS = 500
const CONSENTS_AT_ONCE = 16
const SAVE_EVERY_MS = 1_000

export async function runImport(settings: RunSettings): Promise<ImportReport> {
  const reporter = createReporter()
  for (const file of settings.files) {
    const checkpoint = await openCheckpoint({ ...settings.checkpoints, path: file.path })
    if (checkpoint.records > 0) {
      reporter.addResumed(checkpoint.records)
      settings.io.err(
        `${file.path}: going on after ${count(checkpoint.records)} records (--restart begins anew)`,
      )
    }
    await importFile(file, { ...settings, reporter, checkpoint })
    await checkpoint.remove()
  }
  settings.io.status('')
  return reporter.report()
}

async function importFile(
  file: PlannedFile,
  settings: RunSettings & { readonly reporter: Reporter; readonly checkpoint: Checkpoint },
): Promise<void> {
  const { reporter, checkpoint, writer, io } = settings
  let batch: Item[] = []
  let savedAt = performance.now()
  let row = checkpoint.records
  let durable = row
  const flush = async (): Promise<void> => {
    await sendBatch(batch, writer, reporter)
    batch = []
    durable = row
    if (performance.now() - savedAt < SAVE_EVERY_MS) return
    savedAt = performance.now()
    await checkpoint.save(durable)
  }
  const stopped = async (): Promise<void> => {
    // What was acknowledged need not be sent again; where even this fails, it is sent again and nothing changes.
    await checkpoint.save(durable).catch(() => {})
    io.err(
      `${file.path}: ${count(durable)} records are stored; the same command goes on from there`,
    )
  }
  const forget = onStop(stopped)
  try {
    for await (const record of mappedRecords(file, checkpoint.records, io.err)) {
      reporter.addRecord()
      for (const problem of record.problems) reporter.addProblem(problem)
      batch.push(...record.items)
      row = record.row
      if (batch.length < BATCH_ITEMS) continue
      await flush()
      io.status(bar(file.path, record.progress, row))
    }
    await flush()
  } catch (error) {
    forget()
    if (durable > 0) await stopped()
    throw error
  } finally {
    forget()
  }
}

const BAR_WIDTH = 24

function bar(path: string, progress: number, records: number): string {
  const full = Math.round(Math.min(1, progress) * BAR_WIDTH)
  const share = `${Math.floor(progress * 100)} %`.padStart(5)
  return `[${'#'.repeat(full).padEnd(BAR_WIDTH, '.')}] ${share}  ${count(records)} records of ${path}`
}

type Of<Kind extends Item['kind']> = Extract<Item, { readonly kind: Kind }>

async function sendBatch(
  batch: readonly Item[],
  writer: Writer,
  reporter: Reporter,
): Promise<void> {
  const events = batch.filter((item): item is Of<'event'> => item.kind === 'event')
  const objects = batch.filter((item): item is Of<'object'> => item.kind === 'object')
  const consents = batch.filter((item): item is Of<'consent'> => item.kind === 'consent')
  const note = (items: readonly Item[], results: readonly ItemResult[]): void => {
    for (const [at, item] of items.entries()) {
      reporter.addResult(item, results[at] ?? { status: 'set_aside', code: 'NO_RESULT' })
    }
  }
  if (events.length > 0) {
    note(events, await patiently(() => writer.collect(events.map(({ body }) => body))))
  }
  if (objects.length > 0) {
    note(objects, await patiently(() => writer.putObjects(objects.map(({ object }) => object))))
  }
  for (let at = 0; at < consents.length; at += CONSENTS_AT_ONCE) {
    const some = consents.slice(at, at + CONSENTS_AT_ONCE)
    await Promise.all(some.map((item) => sendConsent(item, writer, reporter)))
  }
}

/** Codes that say something about this consent and nothing about the others. */
const OF_ONE = new Set(['NOT_FOUND', 'PURPOSE_UNKNOWN', 'REFERENCE_INVALID', 'BODY_INVALID'])

async function sendConsent(item: Of<'consent'>, writer: Writer, reporter: Reporter): Promise<void> {
  try {
    await patiently(() => writer.recordConsent(item.consent))
    reporter.addResult(item, { status: 'stored' })
  } catch (error) {
    if (!(error instanceof ProblemError || error instanceof AlidadeError)) throw error
    const { code, message: reason } = error
    if (code === 'CONFLICT') reporter.addResult(item, { status: 'conflict', code, reason })
    else if (OF_ONE.has(code)) reporter.addResult(item, { status: 'set_aside', code, reason })
    else throw error
  }
}
