// The Idempotency-Key header of our own writing routes: a call sent again under the same key counts once, however long
// ago the first came. It is the same as the key in the body, for clients that set it for every call alike.
import * as z from 'zod'

/** The longest messageId; the key becomes one. */
const KEY_CHARACTERS_MAX = 255

/** For the `headers` of a route's schema. */
export const IdempotencyHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .min(1)
    .max(KEY_CHARACTERS_MAX)
    .optional()
    .describe('the same call again under the same key counts once'),
})

/** A body that has room for the key, with the one of the header where it has none itself. */
export function withKey<Body extends { readonly idempotencyKey?: string | undefined }>(
  body: Body,
  headers: z.infer<typeof IdempotencyHeaders>,
): Body {
  const idempotencyKey = keyOf(headers, body.idempotencyKey)
  return idempotencyKey === undefined ? body : { ...body, idempotencyKey }
}

/** The key that a call came with; what the body says counts more. */
export function keyOf(
  headers: z.infer<typeof IdempotencyHeaders>,
  inBody: string | undefined,
): string | undefined {
  return inBody ?? headers['idempotency-key']
}
