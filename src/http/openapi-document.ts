// The OpenAPI document without a running server, for the generated reference and the command line.
import type { Engine } from '../engine/api.ts'
import { createServer } from './server.ts'

export interface OpenapiDocument {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>
  readonly [field: string]: unknown
}

/** The same document that `GET /v1/openapi.json` answers. */
export async function openapiDocument(options: {
  readonly version: string
}): Promise<OpenapiDocument> {
  const logger = { error: () => undefined, warn: () => undefined }
  const server = createServer(NO_ENGINE, { logger, version: options.version })
  try {
    await server.ready()
    // Through JSON, so that what is written to a file is what is compared.
    return JSON.parse(JSON.stringify(server.swagger()))
  } finally {
    await server.close()
  }
}

/** Describing routes asks the engine nothing; should that change, this says so at once. */
const NO_ENGINE = new Proxy({} as Engine, {
  get: (_engine, verb) => {
    throw new Error(`The document was asked for, but the engine was needed: ${String(verb)}`)
  },
})
