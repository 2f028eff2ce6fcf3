// One batch through the store, and what the rest of the engine hears of it when it is committed.
import type { Event } from '../../contract/event.ts'
import type { SituationBoard } from '../bearing/situation.ts'
import type { BatchNews } from '../bearing/situation-feed.ts'
import { isLesson, type Understanding } from '../bearing/understanding.ts'
import type { UsualJourneys } from '../bearing/usual-journeys.ts'
import { ask, type Ingested, ingest } from '../ingest.ts'
import type { EventRow } from '../ports/ledger.ts'
import type { RecordRow } from '../ports/records.ts'
import type { Runtime } from '../runtime.ts'
import { ledgerEvent } from './ledger.ts'
import type { Outcome } from './sort-out.ts'
import type { BatchProgress } from './writer.ts'

export interface Listeners {
  readonly situation: Pick<SituationBoard, 'take'>
  readonly understanding: Pick<Understanding, 'taught'>
  readonly usual: Pick<UsualJourneys, 'note'>
}

export type StoreBatch = (
  events: readonly Event[],
  progress: BatchProgress,
) => Promise<readonly Outcome[]>

/** Different faults of senders that are logged; all of them are counted. */
const LOGGED_MAX = 100

export function createBatches(
  runtime: Runtime,
  { situation, understanding, usual }: Listeners,
): StoreBatch {
  const { store, cache, matcher, hash, clock } = runtime
  const logged = new Set<string>()

  /** A sender that is wrong once is wrong with every event. */
  function logOnce(line: string): void {
    if (logged.has(line) || logged.size >= LOGGED_MAX) return
    logged.add(line)
    runtime.log(line)
  }

  function takeNews({ updates, unusable }: BatchNews): void {
    if (updates.length > 0) situation.take(updates)
    for (const { feed, reason } of unusable) {
      runtime.metrics.add('situation_feed_unusable_total', 1, { feed })
      logOnce(`situation feed ${feed}: an event could not be used: ${reason}`)
    }
  }

  function remember(events: readonly Event[], { remember, bearing, news }: Ingested): void {
    remember()
    if (bearing) usual.note(bearing)
    if (news) takeNews(news)
    if (events.some(isLesson)) understanding.taught()
  }

  return async (events, { onBegun, onSent, onCommitting }) => {
    await store.preparePartitions(events.map((event) => event.occurredAt))
    const now = clock()
    const compiled = runtime.compiled()
    const eventOf = (row: EventRow, record: RecordRow) =>
      ledgerEvent(row, record, { compiled, hash })
    const context = { compiled, cache, matcher, now, hash, eventOf, onSent }
    try {
      const { outcomes } = await store.writeInRow({
        ask: (tx) => ask(events, { tx, cache, now, compiled }),
        work: (tx, asked) => {
          onBegun()
          return ingest(events, asked, { ...context, tx })
        },
        onCommitting,
        onCommitted: (ingested) => remember(events, ingested),
      })
      return outcomes
    } catch (error) {
      cache.clear()
      throw error
    }
  }
}
