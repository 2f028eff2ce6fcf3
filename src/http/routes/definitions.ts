// Definitions: the active ones, and applying or trying out new ones.
import * as z from 'zod'
import { DefinitionFile, Definitions } from '../../contract/definition.ts'
import { answers } from '../answers.ts'
import { callerOf } from '../auth.ts'
import { documentedOnly } from '../documented-only.ts'
import type { App, Door } from '../door.ts'

const Applied = z.object({
  version: z.number().int(),
  changed: z.array(z.string()),
  warnings: z
    .array(z.string())
    .describe(
      'names that are probably misspelt, or that no event has brought so far; nothing was refused',
    ),
  dryRun: z.boolean(),
})

export function definitionRoutes(app: App, door: Door): void {
  app.get(
    '/v1/definitions',
    {
      config: { scope: 'definitions:read' },
      // They were checked when they were applied.
      serializerCompiler: documentedOnly.serializerCompiler,
      schema: {
        tags: ['definitions'],
        summary: 'The active definitions and their version',
        response: answers({
          200: z.object({ version: z.number().int(), definitions: Definitions }),
        }),
      },
    },
    async () => ({
      version: door.engine.definitionVersion(),
      definitions: door.engine.definitions(),
    }),
  )
  applyRoute(app, door, { url: '/v1/definitions', dryRun: false })
  applyRoute(app, door, { url: '/v1/definitions/check', dryRun: true })
}

function applyRoute(
  app: App,
  door: Door,
  { url, dryRun }: { readonly url: string; readonly dryRun: boolean },
): void {
  app.post(
    url,
    {
      config: { scope: 'definitions:write', bodyProblem: 'DEFINITION_INVALID' },
      schema: {
        tags: ['definitions'],
        summary: dryRun ? 'What applying would change; nothing is changed' : 'Apply definitions',
        body: DefinitionFile,
        response: answers({ 200: Applied }, { body: true, also: ['DEFINITION_INVALID'] }),
      },
    },
    async (request) => {
      const author = callerOf(request).actor
      return { dryRun, ...(await door.engine.applyDefinitions(request.body, { author, dryRun })) }
    },
  )
}
