// News about the demo company's own situation: a fault in Karlstad, how long people wait, and what was promised to whom.
import type { SituationUpdate } from '../../contract/situation.ts'
import { iso } from './item.ts'
import { before, weekday } from './persona.ts'

/** In a demo nobody measures the queue again. */
const DEMO_TTL_SECONDS = 7 * 86_400

/** Ids depend on nothing but the story, so that loading twice changes nothing. */
export function companyNews(now: number): readonly SituationUpdate[] {
  return [
    {
      kind: 'incident',
      incident: {
        id: 'INC-karlstad-7',
        title: 'Fibre node KSD-7 in Karlstad drops connections',
        capabilities: ['fibre-network'],
        status: 'identified',
        startedAt: iso(before(now, 0, 3)),
        expectedEndAt: iso(now + 4 * 3_600_000),
        touches: 'customer.traits.address.city == "Karlstad"',
        customerText: 'A fibre node in Karlstad drops connections; we are repairing it now',
        at: iso(before(now, 0, 2)),
      },
    },
    wait('support-phone', 6, now),
    wait('support-chat', 2, now),
    promise({
      id: 'PR-ann-berg',
      subject: 'phone:+46701234567',
      title: `Technician calls her back by ${weekday(before(now, 1))}`,
      dueAt: before(now, 0, 22),
      at: before(now, 4, 4),
    }),
    promise({
      id: 'PR-wei-chen',
      subject: 'email:wei.chen@example.com',
      title: 'The warehouse answers about O-77120 within a day',
      dueAt: before(now, 3, 2),
      at: before(now, 4, 2),
    }),
  ]
}

function wait(capability: string, value: number, now: number): SituationUpdate {
  const id = `${capability}-wait`
  const source = 'phone'
  const signal = { id, capability, metric: 'wait' as const, value, at: iso(now), source }
  return { kind: 'signal', signal: { ...signal, ttlSeconds: DEMO_TTL_SECONDS } }
}

function promise(made: {
  readonly id: string
  readonly subject: string
  readonly title: string
  readonly dueAt: number
  readonly at: number
}): SituationUpdate {
  const { id, subject, title } = made
  const times = { dueAt: iso(made.dueAt), at: iso(made.at) }
  const commitment = { id, subject, title, ...times, kind: 'promise', state: 'open' } as const
  return { kind: 'commitment', commitment: { ...commitment, evidence: [] } }
}
