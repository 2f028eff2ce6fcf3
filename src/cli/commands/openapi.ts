// alidade openapi: the document of the HTTP API, without a database.
import { writeFile } from 'node:fs/promises'
import type { Engine } from '../../engine/api.ts'
import { createServer } from '../../http/server.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit.ts'
import { VERSION } from '../package-files.ts'

export const openapiCommand: Command = {
  words: ['openapi'],
  summary: 'print the OpenAPI 3.1 document of the HTTP API',
  options: { out: { kind: 'text', value: 'FILE', help: 'write it to a file' } },
  examples: ['alidade openapi > openapi.json', 'alidade openapi --out openapi.json'],
  run: async (call) => {
    const document = `${JSON.stringify(await readDocument(), null, 2)}\n`
    const file = call.text('out')
    if (file === undefined) await call.io.write(document)
    else await writeFile(file, document)
    return EXIT.ok
  },
}

async function readDocument(): Promise<unknown> {
  const quiet = { error: () => {}, warn: () => {} }
  const server = createServer(WITHOUT_ENGINE, { version: VERSION, logger: quiet })
  const answer = await server.inject({ method: 'GET', url: '/v1/openapi.json' })
  await server.close()
  return answer.json()
}

/** The document follows from the routes alone; nothing asks the engine. */
const WITHOUT_ENGINE = new Proxy({} as Engine, {
  get: (_, verb) => () => Promise.reject(new Error(`${String(verb)} needs a database`)),
})
