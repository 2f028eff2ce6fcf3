// Every bound of the HTTP door in one place: sizes, counts and times, each with the harm it prevents.

/** Bytes, counts and milliseconds; pass a part of it to `createServer` to change single ones. */
export interface HttpLimits {
  /** one request body, as sent and again after inflating: a gzip bomb stops here */
  readonly bodyBytesMax: number
  /** braces, brackets and commas in one body: four megabytes of `{},` would become 200 MB of objects */
  readonly bodyTokensMax: number
  /** events or objects in one call; Segment's own limit, so no SDK sends more */
  readonly itemsPerCallMax: number
  /** bodies held at the same time; above it callers are told to come back */
  readonly inFlightBytesMax: number
  /** read and thrown away after a refusal, so that the client can finish sending and see the answer */
  readonly drainBytesMax: number
  /** all request headers and the URL */
  readonly headerBytesMax: number
  /** one path parameter, percent-encoded: references hold up to 600 characters */
  readonly pathParameterCharactersMax: number
  /** slow clients hold memory: both times are checked every `checkEveryMs` */
  readonly headersTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly checkEveryMs: number
  /** nothing of an answer taken for so long: a client that does not read */
  readonly answerTimeoutMs: number
  /** requests on one connection that wait for their answers; clients send one after the other, attackers do not */
  readonly pipelinedMax: number
  /** between requests; longer than the usual load balancer waits, else that one sees resets */
  readonly keepAliveTimeoutMs: number
  /** an idle connection that Node has not closed so long after that is held open by empty lines */
  readonly idleGraceMs: number
  readonly connectionsMax: number
  /** sent with 429 and 503 when the engine names no time */
  readonly retryAfterSeconds: number
}

const MEBIBYTE = 1024 * 1024

export const HTTP_LIMITS: HttpLimits = {
  bodyBytesMax: 4 * MEBIBYTE,
  bodyTokensMax: 600_000,
  itemsPerCallMax: 2_500,
  inFlightBytesMax: 64 * MEBIBYTE,
  drainBytesMax: 8 * MEBIBYTE,
  headerBytesMax: 16_384,
  pathParameterCharactersMax: 2_000,
  headersTimeoutMs: 8_000,
  requestTimeoutMs: 10_000,
  checkEveryMs: 500,
  answerTimeoutMs: 8_000,
  pipelinedMax: 20,
  keepAliveTimeoutMs: 65_000,
  idleGraceMs: 5_000,
  connectionsMax: 10_000,
  retryAfterSeconds: 2,
}
