// What can go wrong with the embedded PostgreSQL, as one coded error class.
// Every message says what happened and what to do next; nothing falls back silently, because a
// customer engine that quietly wrote somewhere else would lose data without anyone noticing.

export type EmbeddedPostgresProblem =
  | 'PLATFORM_UNSUPPORTED'
  | 'BINARIES_MISSING'
  | 'ACCOUNT_UNUSABLE'
  | 'DATA_DIRECTORY_IN_USE'
  | 'DATA_DIRECTORY_NOT_OURS'
  | 'DATA_DIRECTORY_UNUSABLE'
  | 'DATA_DIRECTORY_OTHER_VERSION'
  | 'DISK_FULL'
  | 'OUT_OF_MEMORY'
  | 'INIT_FAILED'
  | 'START_FAILED'
  | 'GAVE_UP'

/** An error of the embedded PostgreSQL: `code` for programs, `message` with the next step. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresProblem

  constructor(code: EmbeddedPostgresProblem, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EmbeddedPostgresError'
    this.code = code
  }
}

/** The way out that every message can offer. */
export const USE_DATABASE_URL =
  'Or set DATABASE_URL to a PostgreSQL server (15 or newer) of your own.'

/** Turns what initdb or postgres printed into an error that says what happened and what to do. */
export function explainFailure(
  fallback: 'INIT_FAILED' | 'START_FAILED' | 'GAVE_UP',
  what: string,
  printed: string,
  cause?: unknown,
): EmbeddedPostgresError {
  const known = KNOWN_FAILURES.find(({ sign }) => sign.test(printed))
  const code = known?.code ?? fallback
  const next = known?.next ?? 'Its last words are below; mend the cause and start again.'
  const words = printed.trim() === '' ? '(it printed nothing)' : printed.trim()
  return new EmbeddedPostgresError(code, `${what}. ${next} ${USE_DATABASE_URL}\n${words}`, {
    cause,
  })
}

const KNOWN_FAILURES: readonly {
  readonly sign: RegExp
  readonly code: EmbeddedPostgresProblem
  readonly next: string
}[] = [
  {
    sign: /no space left on device|disk quota exceeded/i,
    code: 'DISK_FULL',
    next: 'The disk is full: free space where the data directory lies, then start again.',
  },
  {
    sign: /could not look up effective user id/i,
    code: 'ACCOUNT_UNUSABLE',
    next: 'The user id of this process has no name: run it as a user listed in /etc/passwd.',
  },
  {
    // A container whose root may neither give files away nor become another user.
    sign: /operation not permitted, l?chown|spawn \S+ EPERM/i,
    code: 'ACCOUNT_UNUSABLE',
    next:
      'PostgreSQL refuses to run as root, and this root may not change users: run Alidade as an ' +
      'ordinary user that owns the data directory, or give back SETUID, SETGID, CHOWN and KILL.',
  },
  {
    sign: /database files are incompatible with server/i,
    code: 'DATA_DIRECTORY_OTHER_VERSION',
    next: 'The data was written by another PostgreSQL version: use that version of Alidade.',
  },
  {
    sign: /GLIBC(XX)?_[\d.]+' not found|error while loading shared libraries|ld-musl/i,
    code: 'PLATFORM_UNSUPPORTED',
    next: 'The system libraries are too old or missing (glibc 2.27 or newer is needed, not musl).',
  },
  {
    sign: /cannot allocate memory|could not (map anonymous|resize) shared memory/i,
    code: 'OUT_OF_MEMORY',
    next: 'There is not enough memory: give this machine or container at least 512 MB.',
  },
  {
    sign: /lock file "postmaster\.pid" already exists|pre-existing shared memory block/i,
    code: 'DATA_DIRECTORY_IN_USE',
    next: 'Another PostgreSQL still uses this data directory: stop it, then start again.',
  },
  {
    sign: /read-only file system|permission denied|operation not permitted/i,
    code: 'DATA_DIRECTORY_UNUSABLE',
    next: 'The data directory cannot be written: choose one this user may write to.',
  },
]
