// The server under test, in a process of its own: real doors, engine and store on the database it is given.
// It is told over the process channel what to do, and ends with its parent.
import { writeFile } from 'node:fs/promises'
import { Session } from 'node:inspector/promises'
import { tmpdir } from 'node:os'
import { endNow } from '../src/cli/end-now.ts'
import { letHeapGrow } from '../src/cli/heap-growth.ts'
import { openEngine } from '../src/cli/open.ts'
import { createServer } from '../src/http/server.ts'
import type { Ready, ServerAnswer, ServerQuestion, Usage } from './server.ts'

const BYTES_PER_MB = 1024 * 1024
const KB_PER_MB = 1024
/** A tenth of the default: the profile of a minute stays readable and costs little. */
const PROFILE_INTERVAL_MICROSECONDS = 500

const log = (line: string): void => console.error(line)
const [databaseUrl] = process.argv.slice(2)
letHeapGrow()
const opened = await openEngine({ dataDir: tmpdir(), databaseUrl }, { log })
const server = createServer(opened.engine, {
  version: 'bench',
  logger: {
    error: (fields, message) => console.error(message, fields),
    warn: (fields, message) => console.error(message, fields),
  },
})
await server.listen({ host: '127.0.0.1', port: 0 })
const profiler = new Session()

process.on('message', (question: ServerQuestion) => {
  void answer(question).then((said) => process.send?.(said))
})
process.on('disconnect', () => void stop().finally(() => endNow(0)))
process.send?.(await ready())

async function ready(): Promise<Ready> {
  const { engine } = opened
  const { key: writeKey } = await engine.createKey({ name: 'load', kind: 'write', source: 'web' })
  const { key: readKey } = await engine.createKey({ name: 'agent', kind: 'read', role: 'agent' })
  const address = server.server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  return { kind: 'ready', port, writeKey, readKey }
}

async function answer(question: ServerQuestion): Promise<ServerAnswer> {
  switch (question.ask) {
    case 'usage':
      return usage()
    case 'startProfile':
      await startProfile()
      return { kind: 'done' }
    case 'saveProfile':
      await saveProfile(question.path)
      return { kind: 'done' }
  }
}

function usage(): Usage {
  const { user, system } = process.cpuUsage()
  return {
    kind: 'usage',
    cpuMs: (user + system) / 1000,
    rssMb: process.memoryUsage.rss() / BYTES_PER_MB,
    rssMaxMb: process.resourceUsage().maxRSS / KB_PER_MB,
  }
}

async function startProfile(): Promise<void> {
  profiler.connect()
  await profiler.post('Profiler.enable')
  await profiler.post('Profiler.setSamplingInterval', { interval: PROFILE_INTERVAL_MICROSECONDS })
  await profiler.post('Profiler.start')
}

async function saveProfile(path: string): Promise<void> {
  const { profile } = await profiler.post('Profiler.stop')
  profiler.disconnect()
  await writeFile(path, JSON.stringify(profile))
}

async function stop(): Promise<void> {
  await server.close()
  await opened.close()
}
