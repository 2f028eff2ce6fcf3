// The audit log: who looked at whom, for which purpose, what was shown and what withheld.
import * as z from 'zod'
import { AuditRow, Page } from '../../contract/api.ts'
import { CustomerRef } from '../../contract/identifier.ts'
import { answers } from '../answers.ts'
import { callerOf } from '../auth.ts'
import { defined } from '../defined.ts'
import type { App, Door } from '../door.ts'

export function auditRoutes(app: App, door: Door): void {
  app.get(
    '/v1/audit',
    {
      config: { scope: 'audit:read' },
      schema: {
        tags: ['audit'],
        summary: 'Who looked, newest first',
        querystring: z.object({
          purpose: z.string().describe('why you look; the look itself is in the log too'),
          subject: CustomerRef.optional().describe('only reads of this customer or account'),
          cursor: z.string().max(500).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: answers({ 200: Page.extend({ items: z.array(AuditRow) }) }, { purpose: true }),
      },
    },
    async (request) => {
      const { items, next } = await door.engine.audit(defined(request.query), callerOf(request))
      return { items: [...items], next }
    },
  )
}
