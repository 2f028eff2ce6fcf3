// The server settings of a PostgreSQL that Alidade runs itself, as data: value and reason.
// They are written to `alidade.conf` at every start; `alter system` (postgresql.auto.conf) wins
// over them. What must not be changed goes on the command line instead (see server.ts).

export type Setting = readonly [name: string, value: string, because: string]

export interface Machine {
  /** what this process may use: the machine's or the container's memory */
  readonly memoryBytes: number
  /** see `syncsFileSystems` */
  readonly syncsFileSystems: boolean
}

/** True where one call writes a whole file system back and tells of what went wrong: Linux from 5.8 on. */
export function syncsFileSystems(platform: string, release: string): boolean {
  const [major = 0, minor = 0] = release.split('.').map((part) => Number.parseInt(part, 10))
  return platform === 'linux' && (major > 5 || (major === 5 && minor >= 8))
}

export function serverSettings(
  { memoryBytes, syncsFileSystems }: Machine,
  major: number,
): readonly Setting[] {
  const share = (part: number, least: number, most: number): string =>
    `${Math.min(most, Math.max(least, Math.floor(memoryBytes / part / MB)))}MB`
  return [
    // Durability: an acknowledged event is on disk.
    ['fsync', 'on', 'a power cut must not corrupt the ledger'],
    ['synchronous_commit', 'on', 'acknowledged means durable; off gains only 4 % (measured)'],
    ['full_page_writes', 'on', 'a page half-written in a crash is repaired from the log'],
    ['restart_after_crash', 'on', 'one killed backend must not take the server down for good'],

    // Memory: a shared machine, with Node beside us.
    [
      'shared_buffers',
      share(8, 64, 2048),
      'an eighth: a page from the system is copied and checked',
    ],
    ['effective_cache_size', share(2, 256, 65_536), 'tells the planner that data is mostly cached'],
    ['work_mem', share(1024, 4, 16), 'sorts of one view fit; times 60 connections stays bounded'],
    ['maintenance_work_mem', share(64, 32, 256), 'index builds and vacuum finish in fewer passes'],
    ['max_connections', '60', 'two pools of 20, workers, tools; each idle one costs 2 MB'],

    // Write-ahead log: few checkpoints, bounded recovery.
    ['max_wal_size', '2GB', 'checkpoints by time and not by volume while events stream in'],
    ['min_wal_size', '256MB', 'log files are reused instead of made anew under load'],
    ['checkpoint_timeout', '15min', 'fewer full-page images; recovery still takes seconds'],
    ['checkpoint_completion_target', '0.9', 'writes are spread, so reads keep their latency'],
    ['wal_compression', 'on', 'full-page images shrink by half; pglz is in every build'],

    ...(syncsFileSystems ? ([SYNCFS] as const) : []),

    // Planner: solid-state disk, small fast queries.
    ['jit', 'off', 'compiling a 1 ms query costs 50 ms'],
    ['random_page_cost', '1.1', 'solid-state disk: an index look-up costs hardly more than a scan'],
    ['effective_io_concurrency', '32', 'solid-state disks answer many reads at once'],
    ['max_parallel_workers', '2', 'two cores, shared with Node'],
    ['max_parallel_workers_per_gather', '1', 'one report must not take both cores'],
    ['default_toast_compression', 'pglz', 'lz4 is not in the bundled build'],
    ...(major >= 18 ? ([IO_WORKERS] as const) : []),

    // Autovacuum: tables that mostly grow.
    ['autovacuum_naptime', '20s', 'queues and cursors bloat within a minute under load'],
    ['autovacuum_max_workers', '2', 'two cores, shared with Node'],
    ['autovacuum_vacuum_scale_factor', '0.05', 'hot state tables are vacuumed at 5 % dead rows'],
    ['autovacuum_vacuum_insert_scale_factor', '0.05', 'index-only scans need fresh visibility'],
    [
      'autovacuum_analyze_scale_factor',
      '0.1',
      'to look again takes a core for up to 0.3 s a table',
    ],
    ['autovacuum_vacuum_cost_limit', '1000', 'vacuum keeps pace with 20k rows a second'],

    // Limits: nothing waits or blocks for ever.
    ['idle_in_transaction_session_timeout', '60s', 'an open transaction stalls every cursor'],
    ['client_connection_check_interval', '5s', 'a query of a killed client ends, with its locks'],
    ['log_lock_waits', 'on', 'waits of more than a second are worth a line'],

    // The same everywhere.
    ['timezone', "'UTC'", 'time zones belong to views, not to storage'],
    ['log_timezone', "'UTC'", 'log lines compare across machines'],
    ['lc_messages', "'C'", 'we read error texts of the start; they must be English'],
    ['password_encryption', "'scram-sha-256'", 'no md5 password is ever stored'],
    ['log_checkpoints', 'off', 'a line every quarter of an hour says nothing'],
    ['log_line_prefix', "'%m [%p] '", 'time and process; there is one database'],
  ]
}

/** The file that PostgreSQL reads, with every reason beside its setting. */
export function renderSettings(settings: readonly Setting[]): string {
  const lines = settings.map(([name, value, because]) => `${name} = ${value} # ${because}`)
  return `# Generated by Alidade at every start: changes here are lost.\n${lines.join('\n')}\n`
}

/** Memory this process may use: the container's limit where there is one. */
export function usableMemoryBytes(totalBytes: number, constrainedBytes: number): number {
  return constrainedBytes > 0 ? Math.min(totalBytes, constrainedBytes) : totalBytes
}

const MB = 1024 * 1024

const SYNCFS: Setting = [
  'recovery_init_sync_method',
  'syncfs',
  'after a crash: one call instead of opening 1,400 files, 1 to 2 seconds',
]
const IO_WORKERS: Setting = ['io_workers', '2', 'two cores, shared with Node']
