// The campaigns by name.
import type { Campaign } from './campaign.ts'
import { duplicates } from './duplicates.ts'
import { killPostgres } from './kill-postgres.ts'
import { killServer } from './kill-server.ts'
import { malformed } from './malformed.ts'
import { restartPostgres } from './restart-postgres.ts'
import { shutdown } from './shutdown.ts'

export const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  'kill-server': killServer,
  'kill-postgres': killPostgres,
  'restart-postgres': restartPostgres,
  duplicates,
  malformed,
  shutdown,
}
