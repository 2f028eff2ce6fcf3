// What stands on the page of an account besides its own: its people and what became of their things, its parent, and
// the accounts below it. Read at once; who took back what the look needs is then taken out.
import type { Related } from '../../core/lens/snapshot.ts'
import type { Caller } from '../api.ts'
import { journeysOfMembers } from '../bearing/standing.ts'
import type { AccountAround } from '../ports/account-around.ts'
import type { SnapshotRows } from '../ports/reading.ts'
import { keptOff, type LookAtOthers } from './kept-off.ts'
import { namesIn, parentIdentifiers, type RelationsContext } from './relations.ts'
import { type Relationship, relationshipOf } from './relationship.ts'
import type { Relations } from './snapshot.ts'
import { standingBelow } from './standing-below.ts'
import { subsidiariesOf } from './subsidiaries.ts'
import { withinLimit } from './within-limit.ts'

export interface PageContext extends RelationsContext {
  /** who looks, for what */
  readonly ask: Omit<LookAtOthers, 'relationship'>
  /** true: `now` lies in the past, of which other accounts and things of people are not derived */
  readonly isPast: boolean
}

export interface Surroundings {
  readonly relations: Relations
  readonly relationship: Relationship
  /** what happened to an account's people stands on the account's page too */
  readonly rows: SnapshotRows
}

export async function accountPage(
  rows: SnapshotRows,
  caller: Caller,
  context: PageContext,
): Promise<Surroundings> {
  const { compiled, store, now, isPast } = context
  const { objects, notableEvents } = compiled.reads.whole
  const read = await store.accountAround({
    account: rows.customer,
    records: rows.records.map(({ id }) => id),
    parents: parentIdentifiers(rows, context),
    limits: { objects, events: notableEvents },
    isNow: !isPast,
  })
  const around = standingBelow(read, rows, context)
  const relationship = relationshipOf(caller, rows, { compiled, accounts: new Set() })
  const people = [...around.people, ...around.bearing].map(({ customer }) => customer)
  const ask = { ...context.ask, relationship }
  const off = keptOff(people, around, { ask, compiled })
  const isShown = ({ customer }: { readonly customer: string }): boolean => !off.has(customer)
  const shown = around.people.filter(isShown)
  const below = await subsidiariesOf(around, caller, { ...context, objectsMax: objects })
  return {
    relations: {
      ...placeIn(around, context),
      members: namesIn(
        shown.map(({ customer }) => customer),
        around,
        context,
      ),
      ...(below.subsidiaries.length > 0 && { subsidiaries: below.subsidiaries }),
      keptOff: new Map([...below.keptOff, ...off]),
    },
    relationship,
    rows: {
      ...rows,
      objects: [
        ...rows.objects,
        ...(await withinLimit(around.objects, {
          owners: shown,
          isAll: off.size === 0,
          max: objects,
          more: () => store.objectsOfRecords(shown, objects),
        })),
      ],
      events: [
        ...rows.events,
        ...(
          await withinLimit(around.events, {
            owners: shown,
            isAll: off.size === 0,
            max: notableEvents,
            more: () => store.notableEventsOf(shown, notableEvents),
          })
        ).filter(({ occurredAt }) => occurredAt <= now),
      ],
      bearing: [...rows.bearing, ...journeysOfMembers(around.bearing.filter(isShown), compiled)],
    },
  }
}

/** Its parent and children. */
function placeIn(around: AccountAround, context: PageContext): Relations {
  const children = around.below.filter(({ level }) => level === 1).map(({ account }) => account)
  const named = (accounts: readonly string[]): readonly Related[] =>
    namesIn(accounts, around, context)
  const [parent] = named(around.parent === undefined ? [] : [around.parent])
  return { children: named(children), ...(parent && { parent }) }
}
