// A running engine over a fresh database of the test servers, with the default definitions.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadAllDefinitions } from '../../src/cli/definitions.ts'
import { createNewId, keyedHash, newSecret, secretHash } from '../../src/cli/secrets.ts'
import { learnInThread } from '../../src/cli/training/linguist.ts'
import { replayInThread, trainInThread } from '../../src/cli/training/trainer.ts'
import type { Definitions } from '../../src/contract/definition.ts'
import type { Caller } from '../../src/engine/api.ts'
import { createEngine, type EngineDeps, type RunningEngine } from '../../src/engine/engine.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { type OpenStore, openStore } from '../../src/store/store.ts'
import { type DatabaseEngine, provideDatabase } from './postgres.ts'

const ROOT = join(import.meta.dirname, '..', '..')
/** One pepper for all, so that ids of different test databases can be compared. */
const PEPPER = '5'.repeat(64)

export interface TestEngine {
  readonly engine: RunningEngine
  readonly store: OpenStore
  readonly hash: (text: string) => string
  readonly url: string
  /** ms since epoch; tests may move it */
  readonly clock: { now: number }
  stop(): Promise<void>
}

export interface TestEngineOptions {
  readonly database?: DatabaseEngine
  readonly definitions?: Partial<Definitions>
  readonly now?: number
  readonly maintenance?: EngineDeps['maintenance']
  /** words are understood: takes a second or two */
  readonly understands?: boolean
  readonly provider?: EngineDeps['provider']
  readonly setAsideLimits?: EngineDeps['setAsideLimits']
}

export const NOW = Date.UTC(2026, 10, 21, 12, 0, 0)

export async function startTestEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
  const database = await provideDatabase(options.database ?? 'embedded')
  const running = await joinTestEngine(database.url, options)
  const stop = async () => {
    await running.stop()
    await database.stop()
  }
  return { ...running, stop }
}

/** One more server on the database of another one. */
export async function joinTestEngine(
  url: string,
  options: Omit<TestEngineOptions, 'database'> = {},
): Promise<TestEngine> {
  const store = openStore({ connection: { connectionString: url }, onIdleFault: () => undefined })
  await migrate(store.pool, await readMigrations(join(ROOT, 'migrations')))
  const clock = { now: options.now ?? NOW }
  const hash = keyedHash(PEPPER)
  const defaults = await loadAllDefinitions(join(ROOT, 'definitions'))
  const engine = await createEngine({
    store: { ...store, snapshot: frozen(store.snapshot) },
    clock: () => clock.now,
    hash,
    newId: createNewId(() => clock.now),
    secretHash,
    newSecret,
    defaults: { ...defaults, ...options.definitions },
    trainer: trainInThread,
    replayer: replayInThread,
    ...(options.provider && { provider: options.provider }),
    ...(options.setAsideLimits && { setAsideLimits: options.setAsideLimits }),
    ...(options.understands && { linguist: learnInThread }),
    ...(options.maintenance && { maintenance: options.maintenance }),
    version: JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version,
    log: () => undefined,
  })
  if (options.understands) await engine.learnLanguage()
  const stop = async () => {
    await engine.close()
    await store.close()
  }
  return { engine, store, hash, url, clock, stop }
}

/** Several views may share the rows of one read, so every test fails where one of them changes them. */
function frozen(read: OpenStore['snapshot']): OpenStore['snapshot'] {
  return async (...asked) => {
    const rows = await read(...asked)
    freeze(rows)
    return rows
  }
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.values(Object.freeze(value)).forEach(freeze)
}

/** A caller of a role with every scope. */
export function callerOf(role: string, more: Partial<Caller> = {}): Caller {
  return {
    keyId: `key_${role}`,
    actor: `${role} of the tests`,
    role,
    scopes: new Set([
      'view',
      'search',
      'timeline',
      'identity:read',
      'identity:write',
      'audit:read',
    ]),
    requestId: 'test',
    ...more,
  }
}

/** Collects items as one call of a source. */
export function collectFrom(engine: RunningEngine, source: string, items: readonly unknown[]) {
  return engine.collect({ source, items, bytes: 1_000 })
}
