// Receipts: what became of an event, by the messageId its sender chose.
import * as z from 'zod'
import { Receipt } from '../../contract/api.ts'
import { ProblemError } from '../../contract/problem.ts'
import { answers } from '../answers.ts'
import { callerOf } from '../auth.ts'
import type { App, Door } from '../door.ts'

export function receiptRoutes(app: App, door: Door): void {
  app.get(
    '/v1/receipts/:messageId',
    {
      config: { scope: 'receipts:read' },
      schema: {
        tags: ['receipts'],
        summary:
          'What became of an event: stored, duplicate, conflict or set aside, and whose it is',
        params: z.object({ messageId: z.string().min(1).max(255) }),
        querystring: z.object({
          purpose: z
            .string()
            .optional()
            .describe('why you look, for the audit log; whom a receipt names reads it there'),
        }),
        response: answers(
          {
            200: z.object({
              receipts: z.array(Receipt).describe('one per source that used this id'),
            }),
          },
          { also: ['PURPOSE_NOT_ALLOWED', 'PURPOSE_UNKNOWN', 'STORAGE_FULL'] },
        ),
      },
    },
    async (request) => {
      const receipts = await door.engine.receipts(
        { ...request.params, ...request.query },
        callerOf(request),
      )
      if (receipts.length > 0) return { receipts: [...receipts] }
      throw new ProblemError('NOT_FOUND', 'No event with this messageId was ever received')
    },
  )
}
