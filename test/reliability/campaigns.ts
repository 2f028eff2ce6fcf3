// The campaigns by name.
import type { Campaign } from './campaign.ts'
import { diskFull } from './disk-full.ts'
import { duplicates } from './duplicates.ts'
import { killPostgres } from './kill-postgres.ts'
import { killServer } from './kill-server.ts'
import { malformed } from './malformed.ts'
import { overload } from './overload.ts'
import { restartPostgres } from './restart-postgres.ts'
import { shutdown } from './shutdown.ts'
import { slowClients } from './slow-clients.ts'

export const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  'kill-server': killServer,
  'kill-postgres': killPostgres,
  'restart-postgres': restartPostgres,
  duplicates,
  malformed,
  'disk-full': diskFull,
  overload,
  'slow-clients': slowClients,
  shutdown,
}
