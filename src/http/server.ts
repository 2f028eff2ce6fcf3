// The HTTP door: reads requests, asks the engine, writes answers. It decides nothing about customers.
import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import fastify, { type FastifyHttpOptions, type FastifyInstance } from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { ProblemError } from '../contract/problem.ts'
import type { Engine } from '../engine/api.ts'
import { refuseCrowd } from './admission.ts'
import { askForKeys } from './auth.ts'
import { readBodies } from './body.ts'
import { createWatchedServer } from './connections.ts'
import { answerOtherOrigins } from './cors.ts'
import type { App, Door, Log } from './door.ts'
import { addHeaders } from './headers.ts'
import { HTTP_LIMITS, type HttpLimits } from './limits.ts'
import { fillMethods, watchRoutes } from './methods.ts'
import { refuseNul } from './nul.ts'
import { describeApi } from './openapi.ts'
import { answerBrokenRequest, answerProblems, sendProblem } from './problem.ts'
import { auditRoutes } from './routes/audit.ts'
import { collectRoutes } from './routes/collect.ts'
import { consentRoutes } from './routes/consents.ts'
import { customerRoutes } from './routes/customers.ts'
import { definitionRoutes } from './routes/definitions.ts'
import { healthRoutes } from './routes/health.ts'
import { identityRoutes } from './routes/identity.ts'
import { identityJobRoutes } from './routes/identity-jobs.ts'
import { journeyRoutes } from './routes/journeys.ts'
import { keyRoutes } from './routes/keys.ts'
import { objectiveRoutes } from './routes/objectives.ts'
import { objectRoutes } from './routes/objects.ts'
import { receiptRoutes } from './routes/receipts.ts'
import { referenceRoutes } from './routes/reference.ts'
import { sdkHelperRoutes } from './routes/sdk-helpers.ts'
import { setAsideRoutes } from './routes/set-aside.ts'
import { situationRoutes } from './routes/situation.ts'
import { viewRoutes } from './routes/view.ts'
import { refuseUnknownQuery } from './unknown-query.ts'
import { validatorCompiler } from './wording.ts'

export interface ServerOptions {
  /** faults of ours are logged here; requests are not */
  readonly logger: Log
  readonly version: string
  readonly limits?: Partial<HttpLimits>
  /** scheme and host under which clients reach us, for what browser SDKs are told; absent: as they asked */
  readonly publicUrl?: string
  /** addresses of proxies in front whose X-Forwarded-* headers are believed; absent: none */
  readonly trustProxy?: boolean | string | string[]
}

const ROUTES = [
  collectRoutes,
  sdkHelperRoutes,
  objectRoutes,
  receiptRoutes,
  setAsideRoutes,
  viewRoutes,
  customerRoutes,
  objectiveRoutes,
  journeyRoutes,
  identityRoutes,
  identityJobRoutes,
  consentRoutes,
  auditRoutes,
  situationRoutes,
  definitionRoutes,
  keyRoutes,
  healthRoutes,
  referenceRoutes,
] as const

/**
 * The server, not yet listening: `await server.listen({ host, port })`, or `server.inject()` in tests.
 * `server.close()` stops accepting, closes idle connections and waits for open requests.
 */
export function createServer(engine: Engine, options: ServerOptions): FastifyInstance {
  const limits = { ...HTTP_LIMITS, ...options.limits }
  const door: Door = {
    engine,
    limits,
    log: options.logger,
    publicUrl: options.publicUrl?.replace(/\/+$/, ''),
    version: options.version,
  }
  const server = fastify(serverOptions(options, limits))
  server.server.maxConnections = limits.connectionsMax
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  installDoor(app, door)
  return server
}

/** Order matters: headers and origins stand on every answer, so they come before all that can refuse. */
function installDoor(app: App, door: Door): void {
  const paths = watchRoutes(app)
  addHeaders(app, door)
  answerOtherOrigins(app)
  refuseCrowd(app, door)
  askForKeys(app, door)
  refuseNul(app)
  refuseUnknownQuery(app)
  readBodies(app, door)
  answerProblems(app, door)
  describeApi(app, door.version)
  app.register(async (routes) => {
    for (const addRoutes of ROUTES) addRoutes(routes, door)
    fillMethods(routes, door, paths)
  })
}

function serverOptions(options: ServerOptions, limits: HttpLimits) {
  return {
    logger: false,
    genReqId: () => randomUUID(),
    trustProxy: options.trustProxy ?? false,
    bodyLimit: limits.bodyBytesMax,
    serverFactory: (handler) =>
      createWatchedServer(nodeOptions(limits), handler, { limits, clock: () => performance.now() }),
    forceCloseConnections: 'idle',
    // A load balancer may send on until it has seen that we are not ready; those requests are served.
    return503OnClosing: false,
    routerOptions: {
      // A redirect would make SDKs take the event for delivered.
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      maxParamLength: limits.pathParameterCharactersMax,
    },
    frameworkErrors: (_error, _request, reply) =>
      sendProblem(
        reply,
        new ProblemError('NOT_FOUND', 'The path is not readable; GET /docs lists the routes'),
        limits.retryAfterSeconds,
      ),
    clientErrorHandler: answerBrokenRequest,
  } as const satisfies FastifyHttpOptions<Server>
}

function nodeOptions(limits: HttpLimits) {
  return {
    requestTimeout: limits.requestTimeoutMs,
    headersTimeout: limits.headersTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.checkEveryMs,
    maxHeaderSize: limits.headerBytesMax,
  }
}
