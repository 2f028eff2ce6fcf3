// People decide about identity: link two records, or take one out. Only links are written, never records.
import { LinkAnswer, LinkInput, UnlinkInput } from '../../contract/api.ts'
import { answers } from '../answers.ts'
import { callerOf } from '../auth.ts'
import type { App, Door } from '../door.ts'
import { IdempotencyHeaders, withKey } from '../idempotency.ts'

const LinkTraits = {
  body: true,
  also: ['REFERENCE_INVALID', 'IDENTITY_CONSTRAINT'],
} as const

const OneTarget = UnlinkInput.refine(
  ({ record, link }) => (record === undefined) !== (link === undefined),
  { message: 'Name either a record or a link', path: ['record'] },
)

export function identityRoutes(app: App, door: Door): void {
  app.post(
    '/v1/identity/link',
    {
      config: { scope: 'identity:write' },
      schema: {
        tags: ['identity'],
        summary: 'Say that two records are the same customer; dryRun shows what would happen',
        headers: IdempotencyHeaders,
        body: LinkInput,
        response: answers({ 200: LinkAnswer }, LinkTraits),
      },
    },
    async (request) => door.engine.link(withKey(request.body, request.headers), callerOf(request)),
  )
  app.post(
    '/v1/identity/unlink',
    {
      config: { scope: 'identity:write' },
      schema: {
        tags: ['identity'],
        summary: 'Take a record out of its customer, or take back a link that a person made',
        headers: IdempotencyHeaders,
        body: OneTarget,
        response: answers({ 200: LinkAnswer }, LinkTraits),
      },
    },
    async (request) =>
      door.engine.unlink(withKey(request.body, request.headers), callerOf(request)),
  )
}
