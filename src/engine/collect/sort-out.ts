// Which events of a batch are new: the first content under a messageId counts, for ever.
import type { Event } from '../../contract/event.ts'
import type { BatchWrites, EarlyTransaction } from '../ports/writing.ts'

export type Outcome =
  | { readonly status: 'stored' }
  | { readonly status: 'duplicate' }
  | { readonly status: 'conflict'; readonly reason: string }

export interface SortedOut {
  readonly fresh: readonly Event[]
  readonly outcomes: readonly Outcome[]
  readonly deliveries: BatchWrites['deliveries']
}

/** Claims the messages: the same content again is a duplicate, other content under the same id a conflict. */
export async function sortOut(
  events: readonly Event[],
  { tx, now }: { readonly tx: EarlyTransaction; readonly now: number },
): Promise<SortedOut> {
  const first = new Map<string, Event>()
  for (const event of events) if (!first.has(event.id)) first.set(event.id, event)
  const { fresh, known } = await tx.claim([...first.values()].map(receiptOf).sort(byId))
  const deliveries: BatchWrites['deliveries'][number][] = []
  const outcomes = events.map((event): Outcome => {
    const original = first.get(event.id)
    if (original === event && fresh.has(event.id)) return STORED
    const outcome =
      (known.get(event.id) ?? original?.fingerprint) === event.fingerprint
        ? DUPLICATE
        : conflict(event)
    const { id, fingerprint } = event
    deliveries.push({ id, at: now, status: outcome.status, fingerprint })
    return outcome
  })
  return { fresh: [...first.values()].filter(({ id }) => fresh.has(id)), outcomes, deliveries }
}

/** In the order of the index, so that neighbours in it are found while their page is at hand. */
const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : 1

const receiptOf = ({ id, fingerprint, record, occurredAt }: Event) => ({
  id,
  fingerprint,
  record: record.id,
  occurredAt,
})

const STORED = { status: 'stored' } as const
const DUPLICATE = { status: 'duplicate' } as const

const conflict = (event: Event) =>
  ({
    status: 'conflict',
    reason: `messageId ${event.messageId} was used before for other content; the first stands. Send the change under a messageId of its own.`,
  }) as const
