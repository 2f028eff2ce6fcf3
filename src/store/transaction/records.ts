// What the writing transaction asks about records, what they show and how they are linked.
import type { Link } from '../../contract/link.ts'
import type { RecordIdentifierRow, RecordPlace } from '../../engine/ports/records.ts'
import type { WriteTransaction } from '../../engine/ports/writing.ts'
import { type FactMemory, factsOf, holdersOf } from '../match/fact-memory.ts'
import {
  IDENTIFIER_COLUMNS,
  type IdentifierColumns,
  LINK_COLUMNS,
  type LinkColumns,
  RECORD_COLUMNS,
  type RecordColumns,
  toIdentifier,
  toLink,
  toRecord,
} from '../read-rows.ts'
import type { Ask } from '../wire/ask.ts'
import { rowsOf, valuesOf } from '../wire/columns.ts'
import { RECORDS } from '../wire/places.ts'
import { hex, ms } from '../wire/rows.ts'

type RecordReads = Pick<
  WriteTransaction,
  'recordsById' | 'holders' | 'records' | 'recordsOfCustomers' | 'identifiersOf' | 'links' | 'link'
>

type PairTuple = [string, string, string, string, number, string]

/** @param facts what is remembered of the tables; undefined = each is asked for */
export function transactionRecords(ask: Ask, facts: FactMemory | undefined): RecordReads {
  return {
    async recordsById(ids) {
      if (ids.length === 0) return []
      const rows = await ask<RecordColumns & { pairs: PairTuple[] }>(
        'tx_records_by_id',
        `select ${RECORD_COLUMNS}, (select json_agg(json_build_array(i.identifier, i.namespace, i.value, i.via, ${ms('i.first_at')}, i.evidence))
           from record_identifier i where i.home = r.home and i.record = r.id) as pairs
         from unnest($1::uuid[]) as x(id) join record_identifier s on s.identifier = x.id and s.record = x.id
         join record r on r.home = s.home and r.id = s.record`,
        [ids],
      )
      return rows.map(({ pairs, ...row }) => ({
        row: toRecord(row),
        pairs: pairs.map(([identifier, namespace, value, via, firstAt, evidence]) => ({
          identifier: hex(identifier),
          record: hex(row.id),
          home: row.home,
          namespace,
          value,
          via,
          firstAt,
          evidence: hex(evidence),
        })),
      }))
    },

    async holders(identifiers, limit) {
      if (identifiers.length === 0) return []
      return holdersOf(identifiers, limit, {
        memory: facts,
        ask: (own) => readHolders(ask, own, limit),
      })
    },

    async records(ids) {
      if (ids.length === 0) return []
      const rows = await ask<RecordColumns>(
        'tx_records',
        `select ${RECORD_COLUMNS} from ${rowsOf(RECORDS)}
         join record r on r.home = x.h and r.id = x.r`,
        valuesOf(RECORDS, ids),
      )
      return rows.map(toRecord)
    },

    async recordsOfCustomers(customers) {
      if (customers.length === 0) return []
      const rows = await ask<RecordColumns>(
        'tx_members',
        `select ${RECORD_COLUMNS} from member m join record r on r.home = m.home and r.id = m.record
         where m.customer = any($1::uuid[])`,
        [customers],
      )
      return rows.map(toRecord)
    },

    identifiersOf: (records) =>
      factsOf(records, {
        memory: facts,
        kind: 'pairs',
        ask: (own) => readPairs(ask, own),
        isOf: ({ record }) => [record],
      }),

    async links(records) {
      const places = records.map((id) => ({ id }))
      const links = await factsOf(places, {
        memory: facts,
        kind: 'links',
        ask: (own) =>
          readLinks(
            ask,
            own.map(({ id }) => id),
          ),
        isOf: ({ recordA, recordB }) => [recordA, recordB],
      })
      // A link of two records is told by each of them.
      return [...new Map(links.map((link) => [link.id, link])).values()]
    },

    async link(id) {
      const rows = await ask<LinkColumns>(
        'tx_link',
        `select ${LINK_COLUMNS} from link l where l.id = $1`,
        [id],
      )
      return rows[0] && toLink(rows[0])
    },
  }
}

async function readLinks(ask: Ask, records: readonly string[]): Promise<readonly Link[]> {
  if (records.length === 0) return []
  const rows = await ask<LinkColumns>(
    'tx_links',
    `select ${LINK_COLUMNS} from link l where l.record_a = any($1::uuid[])
     union select ${LINK_COLUMNS} from link l where l.record_b = any($1::uuid[])`,
    [records],
  )
  return rows.map(toLink)
}

async function readPairs(
  ask: Ask,
  records: readonly RecordPlace[],
): Promise<readonly RecordIdentifierRow[]> {
  if (records.length === 0) return []
  const rows = await ask<IdentifierColumns>(
    'tx_identifiers_of',
    `select ${IDENTIFIER_COLUMNS} from ${rowsOf(RECORDS)}
     join record_identifier i on i.home = x.h and i.record = x.r and i.identifier <> x.r`,
    valuesOf(RECORDS, records),
  )
  return rows.map(toIdentifier)
}

async function readHolders(
  ask: Ask,
  identifiers: readonly string[],
  limit: number,
): Promise<readonly RecordIdentifierRow[]> {
  const rows = await ask<IdentifierColumns>(
    'tx_holders',
    `select ${IDENTIFIER_COLUMNS} from unnest($1::uuid[]) as x(identifier)
     cross join lateral (select * from record_identifier i where i.identifier = x.identifier
       order by i.record limit $2) i`,
    [identifiers, limit],
  )
  return rows.map(toIdentifier)
}
