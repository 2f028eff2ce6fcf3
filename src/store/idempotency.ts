// What was said under an idempotency key, for ever.
import type { IdempotencyKeys } from '../engine/ports/idempotency.ts'
import type { Ask } from './wire/ask.ts'
import { hex } from './wire/rows.ts'

export function idempotencyKeys(ask: Ask): IdempotencyKeys {
  return {
    async claimKey({ id, content, at }) {
      const rows = await ask<{ content: string }>(
        'claim_key',
        // The update changes nothing but waits for whoever was first and sees what he said; a select would not.
        `insert into idempotency_key (id, content, at) values ($1, $2, $3)
         on conflict (id) do update set content = idempotency_key.content returning content`,
        [id, content, new Date(at).toISOString()],
      )
      return hex(rows[0]?.content ?? content)
    },
  }
}
