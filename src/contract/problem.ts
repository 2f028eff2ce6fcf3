// Every error an API call can answer, as problem+json (RFC 9457). The code is stable; the detail says what to do.
import * as z from 'zod'

export const PROBLEMS = {
  BODY_UNREADABLE: [400, 'The body is not JSON'],
  BODY_INVALID: [400, 'The body does not fit the documented shape'],
  QUERY_INVALID: [400, 'A query parameter does not fit the documented shape'],
  KEY_MISSING: [401, 'No key was given'],
  KEY_INVALID: [401, 'The key is unknown, expired or revoked'],
  SCOPE_MISSING: [403, 'The key may not do this'],
  PURPOSE_NOT_ALLOWED: [403, 'This role may not look or act for this purpose'],
  NOT_FOUND: [404, 'There is no such thing, or this key may not see it'],
  METHOD_NOT_ALLOWED: [405, 'The route does not take this method'],
  REFERENCE_AMBIGUOUS: [409, 'Several customers show this identifier'],
  CONFLICT: [409, 'The same key was used for other content'],
  BODY_TOO_LARGE: [413, 'The body is larger than the limit'],
  ENCODING_UNSUPPORTED: [415, 'The content encoding is none of gzip, deflate, br, identity'],
  PURPOSE_UNKNOWN: [422, 'The purpose is not in the catalogue'],
  LENS_UNKNOWN: [422, 'There is no such lens for this purpose, role and channel'],
  REFERENCE_INVALID: [422, 'The reference is neither a public id nor namespace:value'],
  DEFINITION_INVALID: [422, 'The definition does not fit its schema'],
  OBJECT_INVALID: [422, 'The business object does not fit its type'],
  IDENTITY_CONSTRAINT: [422, 'The link would break an identity rule'],
  OVERLOADED: [429, 'More is coming in than can be stored now; retry after the given seconds'],
  REQUEST_TIMEOUT: [408, 'The request did not arrive in time'],
  HEADERS_TOO_LARGE: [431, 'The request headers are larger than the limit'],
  INTERNAL: [500, 'A fault of ours; it was logged under the request id'],
  UNAVAILABLE: [503, 'The database cannot be reached now; retry after the given seconds'],
  STORAGE_FULL: [507, 'The disk is full; reads go on, writes are refused until there is room'],
} as const
export type ProblemCode = keyof typeof PROBLEMS

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  requestId: z.string().optional(),
})
export type Problem = z.infer<typeof Problem>

/** Thrown by engine verbs for callers who asked for something that cannot be; doors turn it into an answer. */
export class ProblemError extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly errors: readonly { readonly path: string; readonly message: string }[]
  readonly retryAfterSeconds: number | undefined
  constructor(
    code: ProblemCode,
    detail: string,
    options: {
      readonly errors?: readonly { readonly path: string; readonly message: string }[]
      readonly retryAfterSeconds?: number
      readonly cause?: unknown
    } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ProblemError'
    this.code = code
    this.status = PROBLEMS[code][0]
    this.errors = options.errors ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}
