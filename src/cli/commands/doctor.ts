// alidade doctor: is everything as it must be, and if not, what to do.
import { readMigrations } from '../../store/migrate.ts'
import { openPool } from '../../store/wire/pool.ts'
import type { Call, Command } from '../command.ts'
import type { Database } from '../database.ts'
import { type Finding, fail, ok, warn } from '../doctor/check.ts'
import { checkDatabase } from '../doctor/database.ts'
import { checkMachine } from '../doctor/machine.ts'
import { EXIT, failureOf } from '../exit.ts'
import { PLACE, type Place, placeOf } from '../options.ts'
import { MIGRATIONS } from '../package-files.ts'
import { findRunning } from '../running.ts'
import { hasDatabase, withDatabase } from '../with-database.ts'

export const doctorCommand: Command = {
  words: ['doctor'],
  summary: 'check machine, database and tables, and say what to do',
  details: ['Exit code 1 when a check fails; warnings do not count. Nothing is changed.'],
  options: { ...PLACE },
  examples: ['alidade doctor', 'alidade doctor --database-url postgres://localhost/alidade --json'],
  run: async (call) => {
    const place = placeOf(call)
    const findings = [
      ...(await checkMachine(place.dataDir)),
      await checkServer(place),
      ...(await checkReachable(call, place)),
    ]
    const failed = findings.filter(({ state }) => state === 'fail').length
    call.answer({ healthy: failed === 0, findings }, [
      ...findings.map(lineOf),
      '',
      failed === 0 ? 'Everything that is needed is there.' : `${failed} checks failed.`,
    ])
    return failed === 0 ? EXIT.ok : EXIT.failed
  },
}

async function checkServer({ dataDir }: Place): Promise<Finding> {
  const running = await findRunning(dataDir)
  return ok('server', running ? `${running.url} (process ${running.pid})` : 'not running')
}

async function checkReachable(call: Call, place: Place): Promise<readonly Finding[]> {
  if (!hasDatabase(place)) {
    return [warn('database', `none in ${place.dataDir} yet`, 'alidade start makes it')]
  }
  try {
    return await withDatabase(place, { log: () => {}, work: findingsOf })
  } catch (error) {
    const { message, code } = failureOf(error)
    if (code === 'INTERNAL') call.io.err(message)
    return [fail('database', 'not reachable', message)]
  }
}

async function findingsOf({ connection, kind }: Database): Promise<readonly Finding[]> {
  const pool = openPool({ connection, connectionsMax: 1, onIdleFault: () => {} })
  try {
    const migrations = await readMigrations(MIGRATIONS)
    const clock = (): number => Date.now()
    return [
      ok('database', `${kind}, reachable`),
      ...(await checkDatabase(pool, { migrations, clock })),
    ]
  } finally {
    await pool.end()
  }
}

const SIGNS = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const

function lineOf({ check, state, found, advice }: Finding): string {
  const line = `${SIGNS[state]}  ${check.padEnd(20)}${found}`
  return advice === undefined ? line : `${line}\n      ${advice}`
}
