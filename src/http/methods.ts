// Makes sure of two things about all routes: each declares who may call it, and a known path asked with
// another method answers 405 (or the preflight of a browser), not 404.
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { ProblemError } from '../contract/problem.ts'
import { answerPreflight } from './cors.ts'
import type { App, Door } from './door.ts'
import { sendProblem } from './problem.ts'

interface Path {
  readonly methods: Set<string>
  isCors: boolean
}

export type Paths = Map<string, Path>

/** Watches routes as they are added; call it before the first one. */
export function watchRoutes(app: App): Paths {
  const paths: Paths = new Map()
  app.addHook('onRoute', (route) => {
    requireScope(route)
    const path = paths.get(route.url) ?? { methods: new Set(), isCors: false }
    for (const method of [route.method].flat()) path.methods.add(method)
    path.isCors ||= route.config?.cors === true
    paths.set(route.url, path)
  })
  return paths
}

/** Without this a forgotten scope would be an open door. */
function requireScope(route: RouteOptions): void {
  if (route.config?.scope === undefined) {
    throw new Error(`The route ${String(route.method)} ${route.url} does not declare its scope`)
  }
}

/** Fills the methods that no route takes; call it after the last route. */
export function fillMethods(app: App, door: Door, paths: Paths): void {
  for (const [url, { methods, isCors }] of [...paths]) {
    const allowed = [...methods].join(', ')
    const others = app.supportedMethods.filter((method) => !methods.has(method))
    const hidden = { config: { scope: 'open', cors: isCors }, schema: { hide: true } } as const
    if (isCors) app.options(url, hidden, answerPreflight)
    app.route({
      ...hidden,
      method: others.filter((method) => !(isCors && method === 'OPTIONS')),
      url,
      // Before the body is read: it is not wanted.
      onRequest: async (_request: FastifyRequest, reply: FastifyReply) =>
        refuse(reply, allowed, door.limits.retryAfterSeconds),
      handler: async () => undefined,
    })
  }
}

function refuse(reply: FastifyReply, allowed: string, retryAfterSeconds: number): FastifyReply {
  const problem = new ProblemError('METHOD_NOT_ALLOWED', `This route takes ${allowed}`)
  return sendProblem(reply.header('allow', allowed), problem, retryAfterSeconds)
}
