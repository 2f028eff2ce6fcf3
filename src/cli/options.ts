// Options that several commands share: where the data is, and which running server to talk to.
import { resolve } from 'node:path'
import type { Call, OptionSpecs } from './command.ts'
import { UsageError } from './exit.ts'
import { isSecretIntact } from './secrets.ts'

/** Where the data is: the embedded database in a directory, or a server database. */
export interface Place {
  readonly dataDir: string
  /** postgres://...; absent: the embedded database in `dataDir` */
  readonly databaseUrl: string | undefined
}

/** A server named by the caller. */
export interface Remote {
  readonly url: string
  readonly key: string
}

export const PLACE: OptionSpecs = {
  'data-dir': {
    kind: 'text',
    value: 'PATH',
    help: 'data directory (./.alidade, or ALIDADE_DATA_DIR)',
  },
  'database-url': {
    kind: 'text',
    value: 'URL',
    help: 'PostgreSQL 15 or newer instead of the embedded one (DATABASE_URL)',
  },
}

export const REMOTE: OptionSpecs = {
  url: { kind: 'text', value: 'URL', help: 'a running Alidade (ALIDADE_URL)' },
  key: { kind: 'text', value: 'KEY', help: 'key for --url (ALIDADE_KEY)' },
}

export const ANYWHERE: OptionSpecs = { ...PLACE, ...REMOTE }

const DATA_DIR = '.alidade'

export function placeOf({ io, text }: Call): Place {
  const dataDir = text('data-dir') ?? (io.env['ALIDADE_DATA_DIR'] || DATA_DIR)
  const databaseUrl = text('database-url') ?? (io.env['DATABASE_URL'] || undefined)
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new UsageError('The database URL must begin with postgres://')
  }
  return { dataDir: resolve(io.cwd, dataDir), databaseUrl }
}

/** Undefined when no server was named. The environment counts only where no place was named. */
export function remoteOf({ io, text }: Call): Remote | undefined {
  const hasPlace = text('data-dir') !== undefined || text('database-url') !== undefined
  const url = text('url') ?? (hasPlace ? undefined : io.env['ALIDADE_URL'] || undefined)
  if (url === undefined) {
    if (text('key') === undefined) return undefined
    throw new UsageError('--key belongs to a server; name it with --url')
  }
  if (!/^https?:\/\//.test(url)) throw new UsageError('--url must begin with http:// or https://')
  const key = text('key') ?? (io.env['ALIDADE_KEY'] || undefined)
  if (key === undefined) throw new UsageError('--url needs a key: --key or ALIDADE_KEY')
  if (!isSecretIntact(key)) {
    throw new UsageError('The key is not complete or has a typing mistake; copy it again')
  }
  return { url: url.replace(/\/+$/, ''), key }
}
