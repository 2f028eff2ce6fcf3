// Statements of consent as PostgreSQL gives them -> as the engine's ports name them, with their proof.
import type { ConsentRow } from '../engine/ports/ledger.ts'
import { hex, hexOrUndefined, ms, orUndefined } from './wire/rows.ts'

/** Columns of `consent c`. */
export const CONSENT_COLUMNS = `c.home::text as home, c.record, c.id, c.purpose, c.channel, c.state,
       ${ms('c.effective_at')} as effective_at, ${ms('c.received_at')} as received_at,
       ${ms('c.expires_at')} as expires_at, c.text_version, c.text_hash, c.language, c.method, c.proof,
       c.actor, c.event, c.fingerprint`

export interface ConsentColumns {
  home: string
  record: string
  id: string
  purpose: string
  channel: string
  state: string
  effective_at: number
  received_at: number
  expires_at: number | null
  text_version: string | null
  text_hash: string | null
  language: string | null
  method: string | null
  proof: string | null
  actor: string
  event: string | null
  fingerprint: string
}

export const toConsent = (row: ConsentColumns): ConsentRow => ({
  home: row.home,
  record: hex(row.record),
  id: hex(row.id),
  purpose: row.purpose,
  channel: row.channel,
  state: row.state,
  effectiveAt: row.effective_at,
  receivedAt: row.received_at,
  expiresAt: orUndefined(row.expires_at),
  textVersion: orUndefined(row.text_version),
  textHash: hexOrUndefined(row.text_hash),
  language: orUndefined(row.language),
  method: orUndefined(row.method),
  proof: orUndefined(row.proof),
  actor: row.actor,
  event: hexOrUndefined(row.event),
  fingerprint: hex(row.fingerprint),
})
