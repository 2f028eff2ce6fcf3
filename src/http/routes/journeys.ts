// How customers go a journey, all of them or segment beside segment: numbers, never anybody.
import { JourneyMap, JourneyMapRequest } from '../../contract/journey-map.ts'
import { answers } from '../answers.ts'
import { callerOf } from '../auth.ts'
import type { App, Door } from '../door.ts'

export function journeyRoutes(app: App, door: Door): void {
  app.post(
    '/v1/journeys/map',
    {
      config: { scope: 'journeys:read' },
      schema: {
        tags: ['journeys'],
        summary: 'What follows what on a journey, how often and after how long; segments compared',
        description:
          'Mined from what is stored, as far as the purpose may use it of each customer. Numbers over few people ' +
          'are left out and all are rounded. A map takes some seconds: with 202 ask the same again.',
        body: JourneyMapRequest,
        response: answers(
          { 200: JourneyMap, 202: JourneyMap.describe('still being drawn') },
          { body: true, purpose: true },
        ),
      },
    },
    async (request, reply) => {
      const map = await door.engine.journeyMap(request.body, callerOf(request))
      return reply.code(map.state === 'ready' ? 200 : 202).send(map)
    },
  )
}
