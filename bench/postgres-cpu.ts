// Processor time of the PostgreSQL server, when it runs on this machine under Linux.
import { readdir, readFile } from 'node:fs/promises'
import type pg from 'pg'

/** /proc counts in hundredths of a second on every Linux that Node runs on. */
const MS_PER_TICK = 10

interface ProcessTimes {
  readonly pid: number
  readonly parent: number
  readonly name: string
  readonly ownMs: number
  /** of children that have ended */
  readonly endedChildrenMs: number
}

/** ms so far of the postmaster and all its processes; undefined when they are not on this machine. */
export async function postgresCpuMs(pool: pg.Pool): Promise<number | undefined> {
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid')
  const backend = await timesOf(rows[0]?.pid ?? 0)
  if (backend?.name.startsWith('postgres') !== true) return undefined
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0)
  const all = await Promise.all(pids.map(timesOf))
  return all.reduce((sum, times) => sum + share(times, backend.parent), 0)
}

function share(times: ProcessTimes | undefined, postmaster: number): number {
  if (times?.pid === postmaster) return times.ownMs + times.endedChildrenMs
  return times?.parent === postmaster ? times.ownMs : 0
}

/** Undefined for processes that are gone, and where there is no /proc. */
async function timesOf(pid: number): Promise<ProcessTimes | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const match = /^\d+ \((.*)\) \S (.*)$/s.exec(text)
  if (!match) return undefined
  const fields = (match[2] ?? '').split(' ').map(Number)
  const ms = (from: number): number => ((fields[from] ?? 0) + (fields[from + 1] ?? 0)) * MS_PER_TICK
  // fields[0] is the parent; user and system time are the 14th and 15th of the line, then those of children.
  return {
    pid,
    parent: fields[0] ?? 0,
    name: match[1] ?? '',
    ownMs: ms(10),
    endedChildrenMs: ms(12),
  }
}
