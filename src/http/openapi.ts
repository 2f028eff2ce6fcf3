// The OpenAPI 3.1 document, generated from the schemas and scopes that the routes declare.
import swagger from '@fastify/swagger'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { CollectAnswer, ItemResult, Receipt } from '../contract/api.ts'
import { PROBLEMS, Problem } from '../contract/problem.ts'
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
      const operationId = operationIdOf(String(input.route.method), input.url)
      return { ...transformed, schema: { operationId, ...transformed.schema, ...accessOf(scope) } }
    },
    transformObject: (input) => withProblems(jsonSchemaTransformObject(input)),
  })
}

/** `POST /v1/identity/link` -> postIdentityLink: the name of a function in generated clients. */
function operationIdOf(method: string, url: string): string {
  const words = url.replace(/^\/v1(?=\/)/, '').match(/[A-Za-z0-9]+/g) ?? []
  const isBrowserForm = url.startsWith('/v1/') && words.join('').length === 1
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return `${method.toLowerCase()}${name}${isBrowserForm ? 'FromBrowser' : ''}`
}

const DESCRIPTION =
  'Collect events with the Segment and RudderStack SDKs you have, and ask what matters about a customer ' +
  'for a purpose. Errors are problem+json; the code is stable and the detail says what to do.'
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

/**
 * Problems have a media type of their own and are the same everywhere, so they stand once per status.
 * The generator also writes each named schema as an input, which none of them is.
 */
function withProblems<Document extends Json>(document: Document): Document {
  const paths = mapValues(document['paths'], (operations) =>
    mapValues(operations, (operation) => ({
      ...(operation as Json),
      responses: mapValues((operation as Json)['responses'], (response, status) =>
        isProblem(response as Json)
          ? { $ref: `#/components/responses/Problem${status}` }
          : named(response as Json),
      ),
    })),
  )
  const components = document['components'] as Json
  const schemas = Object.entries(components['schemas'] as Json).filter(
    ([name]) => !INPUT_NAMES.has(name),
  )
  return {
    ...document,
    paths,
    components: {
      ...components,
      schemas: Object.fromEntries(schemas),
      responses: problemResponses(),
    },
  }
}

const INPUT_NAMES: ReadonlySet<string> = new Set(Object.keys(NAMED).map((name) => `${name}Input`))

function isProblem(response: Json): boolean {
  const [content] = Object.values((response['content'] ?? {}) as Record<string, Json>)
  return (content?.['schema'] as Json | undefined)?.['$ref'] === PROBLEM_REF
}
const PROBLEM_REF = '#/components/schemas/Problem'

function named(response: Json): Json {
  return response['description'] === 'Default Response'
    ? { ...response, description: 'Done' }
    : response
}

function problemResponses(): Record<string, Json> {
  const statuses = new Set(Object.values(PROBLEMS).map(([status]) => status))
  return Object.fromEntries([...statuses].map((status) => [`Problem${status}`, problemOf(status)]))
}

function problemOf(status: number): Json {
  const codes = Object.entries(PROBLEMS).filter(([, [other]]) => other === status)
  const header = { description: 'whole seconds', schema: { type: 'integer', minimum: 1 } }
  return {
    description: codes.map(([code, [, title]]) => `${code}: ${title}`).join('. '),
    content: { 'application/problem+json': { schema: { $ref: PROBLEM_REF } } },
    ...((status === 429 || status === 503) && { headers: { 'Retry-After': header } }),
  }
}

function mapValues(
  value: unknown,
  change: (field: unknown, name: string) => unknown,
): Record<string, unknown> {
  const entries = Object.entries((value ?? {}) as Json)
  return Object.fromEntries(entries.map(([name, field]) => [name, change(field, name)]))
}
