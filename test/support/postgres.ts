// A fresh database for a test file, on the engine it asks for.
// `embedded` is the PostgreSQL that ships with Alidade, `server` an installed one (Debian's 15).
// Needs `globalSetup: ['test/support/global-setup.ts']` in the vitest configuration.

import { inject } from 'vitest'

export type DatabaseEngine = 'embedded' | 'server'

export type TestDatabase = {
  /** Connects as `alidade`, the role that owns the database and is no superuser. */
  readonly url: string
  readonly name: string
  /** Drops the database, with whatever is still connected to it. */
  readonly stop: () => Promise<void>
}

/** Starts the engine's server at the first call of the whole run, then takes milliseconds. */
export async function provideDatabase(engine: DatabaseEngine): Promise<TestDatabase> {
  const made = JSON.parse(await ask(`/${engine}/create`)) as { name: string; url: string }
  return {
    ...made,
    stop: async () => {
      await ask(`/${engine}/drop/${made.name}`)
    },
  }
}

/** The URL of a role that is no superuser but may create databases, on the installed server. */
export function provideCreator(): Promise<string> {
  return ask('/server/creator')
}

async function ask(path: string): Promise<string> {
  const response = await fetch(`${inject('databaseDoor')}${path}`)
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text
}

declare module 'vitest' {
  export interface ProvidedContext {
    readonly databaseDoor: string
  }
}
