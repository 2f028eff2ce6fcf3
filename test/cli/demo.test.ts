// The demo as a newcomer meets it: started, pasted from, stopped with Ctrl-C, started again.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import type { View } from '../../src/contract/view.ts'
import { alidade, databasePid, newDirectory, startServer } from './command-line.ts'

const directory = newDirectory()
const { dataDir } = directory
const WORDS = ['demo', '--scale', '0', '--port', '0', '--data-dir', dataDir]
/** On a quiet machine it takes two seconds and may take five; here other tests share the two cores. */
const READY_AGAIN_MS_MAX = 15_000
const runProgram = promisify(execFile)

interface Ready {
  readonly url: string
  readonly keys: Readonly<Record<string, string>>
  readonly curl: readonly string[]
}

afterAll(() => directory.remove())

/** A line as pasted into a shell; where the machine has no curl, the same request without it. */
async function paste(line: string): Promise<unknown> {
  try {
    const { stdout } = await runProgram('sh', ['-c', line])
    return JSON.parse(stdout)
  } catch (error) {
    if (!(error as Error).message.includes('not found')) throw error
    console.warn('curl is not installed here: the request of the line is sent without it')
    return request(line)
  }
}

async function request(line: string): Promise<unknown> {
  const [, url = '', key = '', body = ''] =
    /^curl -s (\S+) .*Bearer (\S+)' .* -d '(.*)'$/.exec(line) ?? []
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  return (await fetch(url, { method: 'POST', headers, body })).json()
}

test('it shows keys and lines that work, keeps its keys, and Ctrl-C leaves nothing running', async () => {
  const first = await startServer<Ready>(...WORDS)
  const [call = '', briefing = '', event = ''] = first.ready.curl
  expect(first.ready.curl).toHaveLength(3)
  const view = (await paste(call)) as View
  expect(view.customer?.name).toBe('Ann Berg')
  expect(view.facts.length).toBeGreaterThan(0)
  expect(((await paste(briefing)) as View).account?.name).toContain('Fjellheim')
  expect(await paste(event)).toMatchObject({ success: true, accepted: 1 })
  const again = (await paste(call)) as View
  expect(again.customer?.id).toBe(view.customer?.id)

  const stopped = await first.stop('SIGINT')
  expect(stopped.code).toBe(0)
  expect(databasePid(dataDir)).toBeUndefined()

  const startedAt = performance.now()
  const second = await startServer<Ready>(...WORDS)
  expect(performance.now() - startedAt).toBeLessThan(READY_AGAIN_MS_MAX)
  expect(second.ready.keys).toEqual(first.ready.keys)
  const agent = { authorization: `Bearer ${first.ready.keys['agent']}` }
  const found = await fetch(`${second.ready.url}/v1/customers?q=Ann+Berg&purpose=service`, {
    headers: agent,
  })
  expect(found.status).toBe(200)
  expect((await second.stop('SIGTERM')).code).toBe(0)
}, 90_000)

test('it is not mixed into data that is there already', async () => {
  const other = directory.path('other')
  const server = await startServer<{ readonly url: string; readonly adminKey: string }>(
    'start',
    ...['--port', '0', '--data-dir', other],
  )
  const headers = {
    authorization: `Bearer ${server.ready.adminKey}`,
    'content-type': 'application/json',
  }
  const body = JSON.stringify({ type: 'track', event: 'Signed In', userId: 'real' })
  expect(
    (await fetch(`${server.ready.url}/v1/track`, { method: 'POST', headers, body })).status,
  ).toBe(200)
  await server.stop('SIGTERM')
  const { code, err } = await alidade('demo', '--port', '0', '--data-dir', other)
  expect(code).toBe(4)
  expect(err).toContain('holds data already')
  expect(databasePid(other)).toBeUndefined()
}, 60_000)
