// The OpenAPI 3.1 document, generated from the schemas and scopes that the routes declare.
import swagger from '@fastify/swagger'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { CollectAnswer, ItemResult, Receipt } from '../contract/api.ts'
import { Problem } from '../contract/problem.ts'
import { Reason } from '../contract/reason.ts'
import { TraitValue } from '../contract/trait.ts'
import { View } from '../contract/view.ts'
import type { App, RouteScope } from './door.ts'

type Json = Readonly<Record<string, unknown>>

/** Schemas that stand once under their name; all others are written out where they are used. */
const NAMED = { Problem, Reason, TraitValue, View, ItemResult, CollectAnswer, Receipt }

/** Registers the generator. Call it before the routes are added: it sees only later ones. */
export function describeApi(app: App, version: string): void {
  for (const [id, schema] of Object.entries(NAMED)) {
    z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id })
  }
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Alidade', version, description: DESCRIPTION, license: LICENSE },
      components: { securitySchemes: SECURITY_SCHEMES },
    },
    transform: (input) => {
      const transformed = jsonSchemaTransform(input)
      const scope = input.route.config?.scope ?? 'open'
      return { ...transformed, schema: { ...transformed.schema, ...accessOf(scope) } }
    },
    transformObject: (input) => withProblemType(jsonSchemaTransformObject(input)),
  })
}

const DESCRIPTION =
  'Collect events with the Segment and RudderStack SDKs you have, and ask what matters about a customer ' +
  'for a purpose. Errors are problem+json; `code` is stable and `detail` says what to do.'
const LICENSE = { name: 'Apache-2.0', identifier: 'Apache-2.0' }
const SECURITY_SCHEMES = {
  key: { type: 'http', scheme: 'bearer', description: 'A key: alk_...' },
  writeKey: {
    type: 'http',
    scheme: 'basic',
    description: 'The write key as user name, no password',
  },
} as const

function accessOf(scope: RouteScope): object {
  if (scope === 'open') return { description: 'No key needed.', security: [] }
  const schemes = scope === 'collect' ? ['writeKey', 'key'] : ['key']
  return {
    description: `Scope: \`${scope}\`.`,
    security: schemes.map((scheme) => ({ [scheme]: [] })),
  }
}

/** Problems have a media type of their own, which the generator cannot say per status. */
function withProblemType<Document extends Json>(document: Document): Document {
  const paths = mapValues(document['paths'], (operations) =>
    mapValues(operations, (operation) => ({
      ...(operation as Json),
      responses: mapValues((operation as Json)['responses'], (response, status) =>
        asProblem(response as Json, status),
      ),
    })),
  )
  return { ...document, paths }
}

function asProblem(response: Json, status: string): Json {
  const [content] = Object.values((response['content'] ?? {}) as Record<string, Json>)
  const schema = content?.['schema'] as Json | undefined
  if (schema?.['$ref'] !== PROBLEM_REF) return response
  const header = { description: 'whole seconds', schema: { type: 'integer', minimum: 1 } }
  return {
    description: `Problem ${status}`,
    content: { 'application/problem+json': content },
    ...((status === '429' || status === '503') && { headers: { 'Retry-After': header } }),
  }
}
const PROBLEM_REF = '#/components/schemas/Problem'

function mapValues(
  value: unknown,
  change: (field: unknown, name: string) => unknown,
): Record<string, unknown> {
  const entries = Object.entries((value ?? {}) as Json)
  return Object.fromEntries(entries.map(([name, field]) => [name, change(field, name)]))
}
