// The installation's own books: set-aside events, the audit log, definitions, settings, keys.
import type { SetAsideCode } from '../contract/event.ts'
import type { KeyRow } from '../engine/ports/keys.ts'
import type { AccessRow, SetAsideRow } from '../engine/ports/ledger.ts'
import type { Store } from '../engine/ports/store.ts'
import type { Ask } from './wire/ask.ts'
import { bigint, type Columns, instant, rowsOf, text, uuid, valuesOf } from './wire/columns.ts'
import { hex, hexOrUndefined, ms, orUndefined, quote, quoteOrNull, recordset } from './wire/rows.ts'

const time = (value: number | undefined): string | null =>
  value === undefined ? null : new Date(value).toISOString()

interface SetAsideColumns {
  id: string
  received_at: number
  code: SetAsideCode
  reason: string
  source: string
  message_id: string | null
  library: string | null
  raw: string
  trusted: boolean
  state: SetAsideRow['state']
}

const SET_ASIDE_COLUMNS = `id, ${ms('received_at')} as received_at, code, reason, source, message_id, library, raw, trusted, state`

const toSetAside = (row: SetAsideColumns): SetAsideRow => ({
  id: hex(row.id),
  receivedAt: row.received_at,
  code: row.code,
  reason: row.reason,
  source: row.source,
  messageId: orUndefined(row.message_id),
  library: orUndefined(row.library),
  raw: row.raw,
  trusted: row.trusted,
  state: row.state,
})

type SetAsideBook = Pick<
  Store,
  | 'keepSetAside'
  | 'setAsides'
  | 'setAsidesById'
  | 'setAsidesByMessage'
  | 'markSetAside'
  | 'countSetAside'
  | 'dropSetAside'
>

export function setAsideBook(ask: Ask): SetAsideBook {
  return {
    async keepSetAside(rows) {
      await ask(
        'keep_set_aside',
        `insert into set_aside (id, received_at, code, reason, source, message_id, library, raw, trusted)
         select i, a, c, r, s, m, l, w, t from json_to_recordset($1)
           as x(i uuid, a timestamptz, c text, r text, s text, m text, l text, w text, t boolean) on conflict (id) do nothing`,
        [
          recordset(
            rows,
            (r) =>
              `{"i":"${r.id}","a":"${time(r.receivedAt)}","c":"${r.code}","r":${quote(r.reason)},"s":${quote(r.source)},"m":${quoteOrNull(r.messageId)},"l":${quoteOrNull(r.library)},"w":${quote(r.raw)},"t":${r.trusted ?? false}}`,
          ),
        ],
      )
    },
    async setAsides(query) {
      const rows = await ask<SetAsideColumns>(
        'set_asides',
        `select ${SET_ASIDE_COLUMNS} from set_aside
         where ($1::text is null or state = $1) and ($2::text is null or code = $2)
           and ($3::timestamptz is null or (set_aside.received_at, id) > ($3, $4::uuid))
         order by set_aside.received_at, id limit $5`,
        [
          query.state ?? null,
          query.code ?? null,
          time(query.after?.receivedAt),
          query.after?.id ?? null,
          query.limit,
        ],
      )
      return rows.map(toSetAside)
    },
    async setAsidesById(ids) {
      const rows = await ask<SetAsideColumns>(
        'set_asides_by_id',
        `select ${SET_ASIDE_COLUMNS} from set_aside where id = any($1::uuid[]) order by id`,
        [ids],
      )
      return rows.map(toSetAside)
    },
    async setAsidesByMessage(messageId) {
      const rows = await ask<SetAsideColumns>(
        'set_asides_by_message',
        `select ${SET_ASIDE_COLUMNS} from set_aside where message_id = $1 order by received_at, id limit 100`,
        [messageId],
      )
      return rows.map(toSetAside)
    },
    async markSetAside(ids, state, at) {
      const rows = await ask(
        'mark_set_aside',
        `update set_aside set state = $2, handled_at = $3 where id = any($1::uuid[]) and state = 'open' returning 1`,
        [ids, state, time(at)],
      )
      return rows.length
    },
    async countSetAside({ handledBefore, openBefore }) {
      const [row] = await ask<{
        handled: number
        handled_old: number
        open: number
        open_old: number
      }>(
        'count_set_aside',
        `select count(*) filter (where state <> 'open')::int as handled,
           count(*) filter (where state <> 'open' and handled_at < $1)::int as handled_old,
           count(*) filter (where state = 'open')::int as open,
           count(*) filter (where state = 'open' and received_at < $2)::int as open_old from set_aside`,
        [time(handledBefore), time(openBefore)],
      )
      const {
        handled = 0,
        handled_old: handledOld = 0,
        open = 0,
        open_old: openOld = 0,
      } = row ?? {}
      return { handled, handledOld, open, openOld }
    },
    async dropSetAside(which, count, counter) {
      if (which === 'handled') {
        await ask(
          'drop_handled_set_aside',
          `delete from set_aside where id in (select id from set_aside where state <> 'open'
             order by handled_at, id limit $1)`,
          [count],
        )
        return
      }
      await ask(
        'drop_open_set_aside',
        `with gone as (delete from set_aside where id in (select id from set_aside where state = 'open'
             order by received_at, id limit $1) returning 1)
         insert into setting as s (name, value) select $2, count(*)::text from gone
         on conflict (name) do update set value = (s.value::bigint + excluded.value::bigint)::text`,
        [count, counter],
      )
    },
  }
}

interface AccessColumns {
  at: number
  id: string
  actor: string
  key_id: string
  role: string
  purpose: string
  lens: string
  channel: string
  subject: string | null
  outcome: AccessRow['outcome']
  shown: number
  withheld: Record<string, number>
  field_set: string | null
  request_id: string
}

const toAccess = (row: AccessColumns): AccessRow => ({
  at: row.at,
  id: hex(row.id),
  actor: row.actor,
  keyId: row.key_id,
  role: row.role,
  purpose: row.purpose,
  lens: row.lens,
  channel: row.channel,
  subject: hexOrUndefined(row.subject),
  outcome: row.outcome,
  shown: row.shown,
  withheld: row.withheld,
  fieldSet: hexOrUndefined(row.field_set),
  requestId: row.request_id,
})

const ACCESS: Columns<AccessRow> = {
  t: instant((r) => r.at),
  i: uuid((r) => r.id),
  a: text((r) => r.actor),
  k: text((r) => r.keyId),
  r: text((r) => r.role),
  p: text((r) => r.purpose),
  l: text((r) => r.lens),
  c: text((r) => r.channel),
  s: uuid((r) => r.subject),
  o: text((r) => r.outcome),
  n: bigint((r) => String(r.shown)),
  w: text((r) => JSON.stringify(r.withheld)),
  f: uuid((r) => r.fieldSet),
  q: text((r) => r.requestId),
}

/** The audit log: appended before a view is answered. */
export function accessBook(
  ask: Ask,
  preparePartitions: (times: readonly number[]) => Promise<void>,
): Pick<Store, 'recordAccess' | 'accesses'> {
  return {
    async recordAccess(rows) {
      await preparePartitions(rows.map((row) => row.at))
      await ask(
        'record_access',
        `insert into access (at, id, actor, key_id, role, purpose, lens, channel, subject, outcome, shown, withheld, field_set, request_id)
         select t, i, a, k, r, p, l, c, s, o, n, w::json, f, q from ${rowsOf(ACCESS)}`,
        valuesOf(ACCESS, rows),
      )
    },
    async accesses(query) {
      const rows = await ask<AccessColumns>(
        'accesses',
        `select ${ms('at')} as at, id, actor, key_id, role, purpose, lens, channel, subject, outcome, shown, withheld, field_set, request_id
         from access where ($1::uuid[] is null or subject = any($1))
           and ($2::timestamptz is null or (access.at, id) < ($2, $3::uuid))
         order by access.at desc, id desc limit $4`,
        [query.subjects ?? null, time(query.before?.at), query.before?.id ?? null, query.limit],
      )
      return rows.map(toAccess)
    },
  }
}

interface KeyColumns {
  id: string
  secret_hash: string
  name: string
  kind: KeyRow['kind']
  role: string | null
  source: string | null
  scopes: string[] | null
  purposes: string[] | null
  subjects: string[] | null
  created_at: number
  expires_at: number | null
  revoked_at: number | null
}

const KEY_COLUMNS = `id, secret_hash, name, kind, role, source, scopes, purposes, subjects,
  ${ms('created_at')} as created_at, ${ms('expires_at')} as expires_at, ${ms('revoked_at')} as revoked_at`

const toKey = (row: KeyColumns): KeyRow => ({
  id: row.id,
  secretHash: row.secret_hash,
  name: row.name,
  kind: row.kind,
  role: orUndefined(row.role),
  source: orUndefined(row.source),
  scopes: orUndefined(row.scopes),
  purposes: orUndefined(row.purposes),
  subjects: orUndefined(row.subjects),
  createdAt: row.created_at,
  expiresAt: orUndefined(row.expires_at),
  revokedAt: orUndefined(row.revoked_at),
})

const jsonOrNull = (value: readonly string[] | undefined): string | null =>
  value === undefined ? null : JSON.stringify(value)

export function keyBook(ask: Ask): Pick<Store, 'addKey' | 'keys' | 'keyBySecret' | 'revokeKey'> {
  return {
    async addKey(row) {
      await ask(
        'add_key',
        `insert into api_key (id, secret_hash, name, kind, role, source, scopes, purposes, subjects, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (id) do nothing`,
        [
          row.id,
          row.secretHash,
          row.name,
          row.kind,
          row.role ?? null,
          row.source ?? null,
          jsonOrNull(row.scopes),
          jsonOrNull(row.purposes),
          jsonOrNull(row.subjects),
          time(row.createdAt),
          time(row.expiresAt),
        ],
      )
    },
    async keys() {
      const rows = await ask<KeyColumns>(
        'keys',
        `select ${KEY_COLUMNS} from api_key order by created_at, id`,
        [],
      )
      return rows.map(toKey)
    },
    async keyBySecret(secretHash) {
      const rows = await ask<KeyColumns>(
        'key_by_secret',
        `select ${KEY_COLUMNS} from api_key where secret_hash = $1`,
        [secretHash],
      )
      return rows[0] && toKey(rows[0])
    },
    async revokeKey(id, at) {
      const rows = await ask(
        'revoke_key',
        'update api_key set revoked_at = $2 where id = $1 and revoked_at is null returning 1',
        [id, time(at)],
      )
      return rows.length > 0
    },
  }
}

type DefinitionBook = Pick<
  Store,
  'definitions' | 'addDefinitions' | 'setting' | 'putSetting' | 'addConsentText'
>

/** What ships counts as the first version, so that another process notices the first that is applied. */
const SHIPPED_VERSION = 1

/** Definitions as versions; settings of the installation; texts people consented to. */
export function definitionBook(ask: Ask): DefinitionBook {
  return {
    async definitions() {
      const rows = await ask<{ version: string; body: unknown }>(
        'definitions',
        'select version, body from definition order by version desc limit 1',
        [],
      )
      return rows[0] && { version: Number(rows[0].version), body: rows[0].body }
    },
    async addDefinitions(row) {
      const rows = await ask<{ version: string }>(
        'add_definitions',
        `insert into definition (version, at, author, body)
         select coalesce(max(version), ${SHIPPED_VERSION}) + 1, $1, $2, $3 from definition returning version`,
        [time(row.at), row.author, JSON.stringify(row.body)],
      )
      return Number(rows[0]?.version)
    },
    async setting(name) {
      const rows = await ask<{ value: string }>(
        'setting',
        'select value from setting where name = $1',
        [name],
      )
      return rows[0]?.value
    },
    async putSetting(name, value) {
      const rows = await ask<{ value: string }>(
        'put_setting',
        // The update changes nothing but waits for whoever was first and sees his value; a select would not.
        `insert into setting (name, value) values ($1, $2)
         on conflict (name) do update set value = setting.value returning value`,
        [name, value],
      )
      return rows[0]?.value ?? value
    },
    async addConsentText(hash, text) {
      await ask(
        'add_consent_text',
        'insert into consent_text (hash, text) values ($1, $2) on conflict (hash) do nothing',
        [hash, text],
      )
    },
  }
}
