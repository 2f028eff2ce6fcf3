// What every verb of the running engine shares.

import type { Writer } from './collect/writer.ts'
import type { Compiled } from './compiled.ts'
import type { RecordCache } from './identity/cache.ts'
import type { Matcher } from './match/matcher.ts'
import type { Metrics } from './metrics.ts'
import type { Store } from './ports/store.ts'
import type { AccessLog } from './read/access.ts'
import type { Turns } from './turns.ts'

export interface Runtime {
  readonly store: Store
  readonly writer: Writer
  readonly access: AccessLog
  /** what the writer remembers; whoever writes past it empties it */
  readonly cache: RecordCache
  readonly matcher: Matcher
  /** of people who decide or ask about identity */
  readonly turns: Turns
  readonly metrics: Metrics
  /** ms since epoch */
  readonly clock: () => number
  /** 32 hex characters of a keyed 128-bit hash */
  readonly hash: (text: string) => string
  /** 32 hex characters, never the same twice */
  readonly newId: () => string
  /** the definitions in force now */
  readonly compiled: () => Compiled
  readonly log: (line: string) => void
}
