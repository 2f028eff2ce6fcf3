// The only place that wires: place -> database -> migrations -> store -> engine.
import { createEngine } from '../engine/engine.ts'
import { SERVER_MAINTENANCE } from '../engine/match/maintain.ts'
import type { Trainer } from '../engine/match/train.ts'
import { migrate, readMigrations } from '../store/migrate.ts'
import { type OpenStore, openStore } from '../store/store.ts'
import { type Database, openDatabase } from './database.ts'
import { loadAllDefinitions } from './definitions.ts'
import { providerOf } from './openai-provider.ts'
import type { Place } from './options.ts'
import { DEFINITIONS, MIGRATIONS, VERSION } from './package-files.ts'
import { createNewId, keyedHash, newPepper, newSecret, secretHash } from './secrets.ts'
import { setAsideLimitsOf } from './set-aside-limits.ts'
import { learnInThread } from './training/linguist.ts'
import { replayInThread, trainInThread } from './training/trainer.ts'

export interface OpenedStore {
  readonly store: OpenStore
  readonly database: Database
  /** names of the migrations that were missing and are applied now */
  readonly migrated: readonly string[]
  /** closes connections, then stops what was started */
  readonly close: () => Promise<void>
}

export interface Opened extends OpenedStore {
  readonly engine: Awaited<ReturnType<typeof createEngine>>
  readonly hash: (text: string) => string
}

export interface OpenSettings {
  readonly log: (line: string) => void
  /** a database that runs already; absent: the place's own is started or reached */
  readonly database?: Database
  /** the engine trains and settles its matcher by itself: for servers */
  readonly isServer?: boolean
  /** of a new database: the same one gives the same ids, for measurements that are to be repeated; absent: by chance */
  readonly pepper?: string
  /** makes models in place of a worker thread */
  readonly trainer?: Trainer
}

/** Opens the database and brings its tables up to date. */
export async function openMigrated(place: Place, settings: OpenSettings): Promise<OpenedStore> {
  const { log } = settings
  const database = settings.database ?? (await openDatabase(place, log))
  const store = openStore({
    connection: database.connection,
    ...(database.room && { room: database.room }),
    onIdleFault: (error) => log(`database: ${error.message}`),
  })
  const close = async (): Promise<void> => {
    await store.close()
    await database.stop()
  }
  try {
    const migrated = await migrate(store.pool, await readMigrations(MIGRATIONS))
    return { store, database, migrated, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Opens everything. Close it, or the embedded database stays up. */
export async function openEngine(place: Place, settings: OpenSettings): Promise<Opened> {
  const opened = await openMigrated(place, settings)
  try {
    return await addEngine(opened, settings)
  } catch (error) {
    await opened.close()
    throw error
  }
}

async function addEngine(opened: OpenedStore, settings: OpenSettings): Promise<Opened> {
  const { log, isServer } = settings
  const { store } = opened
  const clock = (): number => Date.now()
  const hash = keyedHash(await pepperOf(store, settings.pepper))
  const provider = isServer ? providerOf(process.env) : undefined
  const engine = await createEngine({
    store,
    clock,
    hash,
    newId: createNewId(clock),
    secretHash,
    newSecret,
    defaults: await loadAllDefinitions(DEFINITIONS),
    version: VERSION,
    trainer: settings.trainer ?? trainInThread,
    replayer: replayInThread,
    ...(isServer && { linguist: learnInThread }),
    ...(provider && { provider }),
    ...(isServer && { maintenance: SERVER_MAINTENANCE }),
    ...(isServer && { setAsideLimits: setAsideLimitsOf(process.env) }),
    log,
  })
  // Beside the first requests: until it is done, words are simply not understood.
  if (isServer) void engine.learnLanguage()
  const close = async (): Promise<void> => {
    await engine.close()
    await opened.close()
  }
  return { ...opened, engine, hash, close }
}

/** Kept with the data: with another pepper no stored id would be found again. The first writer wins. */
async function pepperOf(store: OpenStore, wanted = newPepper()): Promise<string> {
  return (await store.setting('pepper')) ?? (await store.putSetting('pepper', wanted))
}
