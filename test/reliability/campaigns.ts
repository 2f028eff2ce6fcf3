// The campaigns by name.
import type { Campaign } from './campaign.ts'
import { killServer } from './kill-server.ts'

export const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  'kill-server': killServer,
}
