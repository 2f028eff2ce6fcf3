// Which processes run, and which of them belong to one PostgreSQL cluster.
// A process id alone proves nothing: ids are used again, so an id counts only with its start time.
// The cluster's processes are found by the tag in their command line (`cluster_name`), because the
// working directory of another user's process cannot be read in a container without SYS_PTRACE.

import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

export type ClusterProcess = { readonly pid: number; readonly isPostmaster: boolean }

/** When this process started, as the system words it; undefined = it does not run. */
export function processStart(pid: number): string | undefined {
  return HAS_PROC ? startFromProc(pid) : startFromPs(pid)
}

/** Zombies do not run: in a container without an init they stay for ever and block nobody. */
export function isRunning(pid: number): boolean {
  return processStart(pid) !== undefined
}

/**
 * All running processes of the cluster with this tag, the postmaster first. A child that was forked
 * a moment ago still bears the postmaster's command line; signals for that one do it no harm.
 */
export function clusterProcesses(tag: string): readonly ClusterProcess[] {
  return commandLines()
    .flatMap(({ pid, words }) => {
      const isPostmaster = isPostgres(words) && words.includes(`cluster_name=${tag}`)
      const isBackend = words.join(' ').startsWith(`postgres: ${tag}: `)
      return isPostmaster || isBackend ? [{ pid, isPostmaster }] : []
    })
    .sort((a, b) => Number(b.isPostmaster) - Number(a.isPostmaster))
}

/** Does this id belong to a running postgres, whoever started it? */
export function isPostgresProcess(pid: number): boolean {
  return commandLines([pid]).some(({ words }) => isPostgres(words))
}

const HAS_PROC = existsSync('/proc/self/stat')

type CommandLine = { readonly pid: number; readonly words: readonly string[] }

function isPostgres(words: readonly string[]): boolean {
  return ['postgres', 'postmaster', 'postgres:'].includes(basename(words[0] ?? ''))
}

/** Field 22 of /proc/<pid>/stat; the name in field 2 may hold spaces, so count from its end. */
function startFromProc(pid: number): string | undefined {
  const stat = readOrNothing(`/proc/${pid}/stat`)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return stat === '' || fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
}

function startFromPs(pid: number): string | undefined {
  const [state, ...start] = ps(['-o', 'stat=,lstart=', '-p', String(pid)])
    .trim()
    .split(/\s+/)
  return state === undefined || state === '' || state.startsWith('Z') ? undefined : start.join(' ')
}

function commandLines(only?: readonly number[]): readonly CommandLine[] {
  if (HAS_PROC) return (only ?? procIds()).flatMap(commandLineFromProc)
  return ps(['-axo', 'pid=,command='])
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, ...words]) => ({ pid: Number(pid), words }))
    .filter(({ pid }) => only?.includes(pid) ?? true)
}

function procIds(): readonly number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}

function commandLineFromProc(pid: number): readonly CommandLine[] {
  const words = readOrNothing(`/proc/${pid}/cmdline`)
    .split('\0')
    .filter((word) => word !== '')
  return words.length === 0 ? [] : [{ pid, words }]
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // the process ended while we looked
  }
}

function ps(args: readonly string[]): string {
  try {
    return execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return '' // ps fails when no process matches
  }
}
