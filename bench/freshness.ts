// Does the view asked for after an acknowledgement always contain the event? Trial by trial, while others load
// the server.
import { createRandom } from '../src/testing/random.ts'
import { userIdOf } from '../src/testing/stream/person.ts'
import { requireOk } from './load.ts'
import { knownCustomers, type Population } from './population.ts'
import { singleRequest, viewRequest } from './requests.ts'
import { type Connection, openConnection } from './wire.ts'
import type { BenchWorld } from './world.ts'

export interface Freshness {
  readonly sent: number
  /** views that contained the event acknowledged just before */
  readonly fresh: number
}

export async function checkFreshness(
  { server }: BenchWorld,
  { population, count }: { readonly population: Population; readonly count: number },
): Promise<Freshness> {
  const random = createRandom(population.seed + 1)
  const known = knownCustomers(population)
  const writing = await openConnection(server.port)
  const reading = await openConnection(server.port)
  let fresh = 0
  for (let trial = 0; trial < count; trial++) {
    const userId = userIdOf(random.pick(known))
    const ticket = `fresh-${trial}`
    await openTicket(writing, { userId, ticket, writeKey: server.writeKey })
    const view = await reading.send(viewRequest(`user_id:${userId}`, server.readKey).bytes)
    requireOk(view)
    if (view.body.includes(ticket)) fresh++
  }
  writing.close()
  reading.close()
  return { sent: count, fresh }
}

interface Ticket {
  readonly userId: string
  readonly ticket: string
  readonly writeKey: string
}

/** Resolves when it is acknowledged. An open ticket stands first in every service view. */
async function openTicket(
  connection: Connection,
  { userId, ticket, writeKey }: Ticket,
): Promise<void> {
  const event = {
    type: 'track',
    event: 'Ticket Opened',
    messageId: `${ticket}-${Date.now()}`,
    userId,
    properties: { ticket_id: ticket, subject: ticket, status: 'open' },
  }
  requireOk(await connection.send(singleRequest(JSON.stringify(event), writeKey).bytes))
}
