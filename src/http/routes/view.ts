// POST /v1/view: the product in one call. What matters about a customer now, for a purpose and a channel.
import { View, ViewRequest } from '../../contract/view.ts'
import { answers } from '../answers.ts'
import { callerOf } from '../auth.ts'
import { documentedOnly } from '../documented-only.ts'
import type { App, Door } from '../door.ts'

const OneSubject = ViewRequest.refine(
  ({ customer, account }) => (customer === undefined) !== (account === undefined),
  { message: 'Name either a customer or an account', path: ['customer'] },
)

export function viewRoutes(app: App, door: Door): void {
  app.post(
    '/v1/view',
    {
      config: { scope: 'view' },
      // The engine's own type says what a view is; checking each one would halve the views per second.
      serializerCompiler: documentedOnly.serializerCompiler,
      schema: {
        tags: ['view'],
        summary: 'What matters about a customer or account now, for a purpose',
        body: OneSubject,
        response: answers({ 200: View }, { body: true, purpose: true }),
      },
    },
    async (request) => door.engine.view(request.body, callerOf(request)),
  )
}
