// Loads the demo company through the doors every company uses: collect, objects, consents. Loading again changes
// nothing, so a load that was cut short is simply begun anew.
import type { ItemResult } from '../../contract/api.ts'
import { ProblemError } from '../../contract/problem.ts'
import type { CompanyItem, CompanySource } from '../../testing/company/item.ts'
import { companyNews } from '../../testing/company/news.ts'
import { generateCompany } from '../../testing/company.ts'
import { CommandError, EXIT } from '../exit.ts'
import type { Io } from '../io.ts'
import type { Opened } from '../open.ts'
import { patiently } from '../patiently.ts'
import { operator, writerOf } from '../service-direct.ts'
import { count } from '../table.ts'

const SEED = 7
/** Large enough for full batches of the engine, small enough to stop soon and to stay within its bounds. */
const CHUNK_ITEMS = 4_000
const CONSENTS_AT_ONCE = 500

export interface DemoLoad {
  readonly items: number
  readonly notStored: number
  readonly tookMs: number
}

/** Undefined when the demo is loaded already. Throws AbortError when `stop` is aborted between two chunks. */
export async function loadDemo(
  opened: Opened,
  { io, stop, scale }: { readonly io: Io; readonly stop: AbortSignal; readonly scale: number },
): Promise<DemoLoad | undefined> {
  const { store } = opened
  if ((await store.setting('demo_loaded')) !== undefined) return undefined
  await refuseForeignData(opened)
  // The story ends at one moment; a second try after a kill must tell the same one.
  const now = Number(await store.putSetting('demo_now', String(Date.now())))
  const startedAt = performance.now()
  const sum = await loadAll(opened, { io, stop, company: { seed: SEED, now, scale } })
  await opened.engine.putSituation(companyNews(now), operator('admin', 'demo-news'))
  await store.putSetting('demo_loaded', new Date().toISOString())
  // Beside the first looks: what is usual is told as soon as it is known; stopped meanwhile, the next start learns it.
  opened.engine.learnJourneys().catch((error: Error) => {
    if (error.name !== 'AbortError') io.err(`  journeys: ${error.message}`)
  })
  io.status('')
  return { ...sum, tookMs: Math.round(performance.now() - startedAt) }
}

/** People of a story among real customers would be worse than no demo. */
async function refuseForeignData({ store }: Opened): Promise<void> {
  if ((await store.setting('demo_now')) !== undefined) return
  const { rows } = await store.pool.query('select 1 from event limit 1')
  if (rows.length === 0) return
  throw new CommandError(
    'This database holds data already, and the demo would mix its people with yours. Use another one: alidade demo --data-dir ./demo',
    { exitCode: EXIT.refused },
  )
}

async function loadAll(
  opened: Opened,
  settings: {
    readonly io: Io
    readonly stop: AbortSignal
    readonly company: Parameters<typeof generateCompany>[0]
  },
): Promise<{ readonly items: number; readonly notStored: number }> {
  let items = 0
  let notStored = 0
  let before: Promise<number> = Promise.resolve(0)
  for (const chunk of chunksOf(generateCompany(settings.company))) {
    settings.stop.throwIfAborted()
    // Two chunks are under way: one is read here while the database works on the other.
    const now = loadChunk(opened, chunk, settings.io)
    // Its fault is met below; until then it must not end the process.
    now.catch(() => {})
    notStored += await before
    before = now
    items += chunk.length
    settings.io.status(`Loading the demo company: ${count(items)} events, objects and consents`)
  }
  return { items, notStored: notStored + (await before) }
}

function* chunksOf(items: Iterable<CompanyItem>): Generator<readonly CompanyItem[]> {
  let chunk: CompanyItem[] = []
  for (const item of items) {
    chunk.push(item)
    if (chunk.length < CHUNK_ITEMS) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

type Of<Via extends CompanyItem['via']> = Extract<CompanyItem, { readonly via: Via }>

/** Answers how many items were not stored. All calls of a chunk run together and share their commits. */
async function loadChunk(
  { engine }: Opened,
  chunk: readonly CompanyItem[],
  io: Io,
): Promise<number> {
  const calls: Promise<readonly ItemResult[]>[] = []
  for (const [source, items] of Map.groupBy(chunk, (item) => item.source)) {
    const writer = writerFor(engine, source)
    const events = items.filter((item): item is Of<'event'> => item.via === 'event')
    const objects = items.filter((item): item is Of<'object'> => item.via === 'object')
    const bodies = events.map(({ body }) => body)
    const writes = objects.map(objectOf)
    // A slow machine is overloaded by two chunks; the engine says when it can take them.
    if (events.length > 0) calls.push(patiently(() => writer.collect(bodies)))
    if (objects.length > 0) calls.push(patiently(() => writer.putObjects(writes)))
  }
  const results = (await Promise.all(calls)).flat()
  const bad = results.filter(({ status }) => status === 'set_aside' || status === 'conflict')
  for (const { reason, messageId } of bad.slice(0, 3))
    io.err(`  not stored: ${messageId}: ${reason}`)
  const consents = chunk.filter((item): item is Of<'consent'> => item.via === 'consent')
  return bad.length + (await recordConsents(engine, consents, io))
}

function objectOf({ via: _via, source: _source, body, ...object }: Of<'object'>) {
  return { ...object, mode: 'full' as const, body: { ...body } }
}

/** Consents are given by people who are known, so they come after the events of their chunk. */
async function recordConsents(
  engine: Opened['engine'],
  consents: readonly Of<'consent'>[],
  io: Io,
): Promise<number> {
  let failed = 0
  const record = async ({ source, body }: Of<'consent'>): Promise<void> => {
    try {
      await patiently(() => writerFor(engine, source).recordConsent(body))
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      failed++
      io.err(`  consent not recorded: ${body.customer}: ${error.message}`)
    }
  }
  for (let at = 0; at < consents.length; at += CONSENTS_AT_ONCE) {
    await Promise.all(consents.slice(at, at + CONSENTS_AT_ONCE).map(record))
  }
  return failed
}

function writerFor(engine: Opened['engine'], source: CompanySource) {
  return writerOf(engine, source, () => operator('admin', `demo-${source}`))
}
