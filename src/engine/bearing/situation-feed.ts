// News of the situation that the events of a batch bring: rows to be written with it, and what to remember once it
// is durable.
import type { Event } from '../../contract/event.ts'
import type { SituationUpdate } from '../../contract/situation.ts'
import { newsFrom } from '../../core/situation/feed.ts'
import type { Compiled } from '../compiled.ts'
import type { SituationRow } from '../ports/situation.ts'
import { newsFaults, newsRow } from './situation-news.ts'

export interface BatchNews {
  readonly rows: readonly SituationRow[]
  readonly updates: readonly SituationUpdate[]
  /** feeds that could make nothing of an event, and why; the event is stored all the same */
  readonly unusable: readonly { readonly feed: string; readonly reason: string }[]
}

export function newsOfBatch(
  events: readonly Event[],
  { compiled, hash }: { readonly compiled: Compiled; readonly hash: (text: string) => string },
): BatchNews {
  const rows: SituationRow[] = []
  const unusable: BatchNews['unusable'][number][] = []
  for (const event of events) {
    for (const fed of newsFrom(event, compiled.situation.feeds)) {
      if (!fed.ok) {
        unusable.push(fed)
        continue
      }
      const [fault] = newsFaults(fed.update, fed.feed, {
        situation: compiled.situation,
        definitions: compiled.definitions,
        now: event.receivedAt,
      })
      if (fault) unusable.push({ feed: fed.feed, reason: fault.message })
      else rows.push(newsRow(fed.update, { subject: fed.subject, actor: event.source, hash }))
    }
  }
  return { rows, updates: rows.map(({ update }) => update), unusable }
}
