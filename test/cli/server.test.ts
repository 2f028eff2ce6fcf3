// One data directory through its life: started, used over HTTP, stopped, used directly. The same commands work in both.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { IdentityAnswer, LinkAnswer, SetAsideItem } from '../../src/contract/api.ts'
import type { View } from '../../src/contract/view.ts'
import {
  alidade,
  answerOf,
  databasePid,
  isAlive,
  newDirectory,
  type RunningServer,
  startServer,
} from './command-line.ts'
import { writeShop } from './shop.ts'

const directory = newDirectory()
const { dataDir } = directory
const at = ['--data-dir', dataDir]
const MAPPING = 'examples/retail/mapping.yaml'
const shop = writeShop(directory.path('shop'))

interface Ready {
  readonly url: string
  readonly adminKey?: string
}
interface Report {
  readonly outputs: Readonly<
    Record<string, { stored: number; duplicate: number; conflict: number; setAside: number }>
  >
}
let server: RunningServer<Ready>

beforeAll(async () => {
  server = await startServer<Ready>('start', ...at, '--port', '0')
})
afterAll(async () => {
  if (isAlive(server.pid)) await server.stop('SIGTERM')
  directory.remove()
})

function post(path: string, key: string, body: unknown): Promise<Response> {
  return fetch(server.ready.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

const sums = ({ outputs }: Report) => {
  const all = Object.values(outputs)
  const sum = (name: 'stored' | 'duplicate' | 'conflict' | 'setAside') =>
    all.reduce((total, one) => total + one[name], 0)
  return {
    stored: sum('stored'),
    duplicate: sum('duplicate'),
    refused: sum('conflict') + sum('setAside'),
  }
}

describe('a running server', () => {
  test('shows an administrator key at the first start, and writes its address where only its owner reads', () => {
    expect(server.ready.adminKey).toMatch(/^alk_/)
    const file = join(dataDir, 'running.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      url: server.ready.url,
      pid: server.pid,
    })
  })

  test('refuses a second start on its directory with a clear word', async () => {
    const { code, err } = await alidade('start', ...at, '--port', '0')
    expect(code).toBe(4)
    expect(err).toContain(`is in use by process ${server.pid}`)
    expect((await fetch(`${server.ready.url}/health`)).status).toBe(200)
  })

  test('is found by doctor, which sees nothing wrong', async () => {
    const { healthy, findings } = await answerOf<{
      healthy: boolean
      findings: { check: string; found: string }[]
    }>('doctor', ...at)
    expect(healthy).toBe(true)
    expect(findings.find(({ check }) => check === 'server')?.found).toContain(server.ready.url)
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['fsync', 'pg_trgm', 'migrations', 'role', 'clock']),
    )
  })

  test('imports a shop: the dry run says what will happen, and the second import changes nothing', async () => {
    const dry = await answerOf<Report & { customers: object; samples: object }>(
      'import',
      '--mapping',
      MAPPING,
      '--dry-run',
      ...shop,
      ...at,
    )
    expect(sums(dry)).toEqual({ stored: 8, duplicate: 0, refused: 0 })
    expect(dry.customers).toEqual({ named: 4, lookedUp: 4, known: 0, new: 4 })
    expect(Object.keys(dry.samples)).toHaveLength(3)
    expect((await alidade('view', 'user_id:ann_1', '--purpose', 'service', ...at)).code).toBe(3)

    const first = await answerOf<Report>('import', '--mapping', MAPPING, ...shop, ...at)
    expect(sums(first)).toEqual({ stored: 8, duplicate: 0, refused: 0 })
    const second = await answerOf<Report>('import', '--mapping', MAPPING, ...shop, ...at)
    expect(sums(second)).toEqual({ stored: 0, duplicate: 8, refused: 0 })
    const after = await answerOf<Report & { customers: object }>(
      'import',
      '--mapping',
      MAPPING,
      '--dry-run',
      ...shop,
      ...at,
    )
    expect(sums(after)).toEqual({ stored: 0, duplicate: 8, refused: 0 })
    expect(after.customers).toMatchObject({ known: 4, new: 0 })
  })

  test('answers a service view that names the open order and its state', async () => {
    const { code, out } = await alidade('view', 'user_id:ann_1', '--purpose', 'service', ...at)
    expect(code).toBe(0)
    expect(out).toMatch(/Order \\?#W1 is processed/)
    const view = await answerOf<View>(
      'view',
      'email:ann.berg@example.com',
      '--purpose',
      'service',
      ...at,
    )
    expect(view.customer?.name).toBe('Ann Berg')
    expect(view.facts[0]).toMatchObject({ what: 'object:order', status: 'processed' })
  })

  test('refuses a purpose that there is not, and a person nobody knows', async () => {
    expect((await alidade('view', 'user_id:ann_1', '--purpose', 'curiosity', ...at)).code).toBe(2)
    expect((await alidade('view', 'user_id:nobody', '--purpose', 'service', ...at)).code).toBe(3)
  })

  test('makes keys that work until they are revoked', async () => {
    const made = await answerOf<{ id: string; key: string }>(
      'keys',
      'create',
      '--source',
      'web',
      ...at,
    )
    const event = { type: 'track', event: 'Page Closed', userId: 'ann_1' }
    expect((await post('/v1/batch', made.key, { batch: [event] })).status).toBe(200)
    const listed = await answerOf<{ items: { id: string }[] }>('keys', 'list', ...at)
    expect(listed.items.map(({ id }) => id)).toContain(made.id)
    expect(JSON.stringify(listed)).not.toContain(made.key)
    await answerOf('keys', 'revoke', made.id, ...at)
    expect((await post('/v1/batch', made.key, { batch: [event] })).status).toBe(401)
    expect((await alidade('keys', 'revoke', made.id, ...at)).code).toBe(3)
  })

  test('sets aside what is no event; after the fix it is replayed', async () => {
    const { key } = await answerOf<{ key: string }>('keys', 'create', '--source', 'broken', ...at)
    const batch = [{ type: 'trakc', event: 'Chat Opened', userId: 'bo_2', messageId: 'm1' }]
    await post('/v1/batch', key, { batch })
    const { items } = await answerOf<{ items: SetAsideItem[] }>('events', 'set-aside', ...at)
    expect(items).toHaveLength(1)
    const [item] = items
    expect(item).toMatchObject({ code: 'TYPE_UNKNOWN', source: 'broken' })
    const id = item?.id ?? ''
    expect((await alidade('events', 'replay', id, ...at)).code).toBe(1)
    const corrected = directory.path('corrected.json')
    writeFileSync(corrected, JSON.stringify({ ...batch[0], type: 'track' }))
    await answerOf('events', 'replay', id, '--corrected', corrected, ...at)
    expect(await answerOf('events', 'set-aside', ...at)).toEqual({ items: [] })
    const { out } = await alidade('events', 'tail', '--no-follow', '--lines', '1', ...at)
    expect(out).toContain('Chat Opened')
  })

  test('takes news of the situation and shows how the company stands', async () => {
    const put = ['situation', 'put']
    const signal = [...put, 'signal', 'q1', '--capability', 'support-phone', '--metric', 'wait']
    const moment = ['--value', '4', '--at', new Date().toISOString(), ...at]
    expect(await answerOf(...signal, ...moment)).toEqual({ stored: 1, known: 0 })
    expect(await answerOf(...signal, ...moment)).toEqual({ stored: 0, known: 1 })
    const file = directory.path('news.yaml')
    const now = new Date().toISOString()
    const incident = { id: 'INC-1', title: 'Down', status: 'identified', startedAt: now, at: now }
    writeFileSync(file, JSON.stringify([{ kind: 'incident', incident }]))
    await answerOf(...put, '--file', file, ...at)
    const shown = await alidade('situation', 'show', ...at)
    expect(shown.out).toMatch(/support-phone +wait +4/)
    expect(shown.out).toMatch(/INC-1 +identified/)
    await answerOf(...put, 'incident', 'INC-1', '--title', 'Down', '--status', 'resolved', ...at)
    const after = await answerOf<{ incidents: unknown[] }>('situation', 'show', ...at)
    expect(after.incidents).toEqual([])
    const moon = await alidade(
      ...put,
      'signal',
      'm',
      '--capability',
      'moon',
      '--metric',
      'wait',
      '--value',
      '1',
      ...at,
    )
    expect(moon).toMatchObject({ code: 2, err: expect.stringContaining('no capability moon') })
  })

  test('links and unlinks two people, with a dry run first', async () => {
    const words = [
      'identity',
      'link',
      'user_id:bo_2',
      'user_id:cy_3',
      '--reason',
      'the same till card',
    ]
    const show = () => answerOf<IdentityAnswer>('identity', 'show', 'user_id:bo_2', ...at)
    const before = await show()
    expect(await answerOf<LinkAnswer>(...words, '--dry-run', ...at)).toMatchObject({ dryRun: true })
    expect((await show()).records).toHaveLength(before.records.length)
    const refused = await alidade(...words, ...at)
    if (refused.code === 0)
      expect((await show()).records.length).toBeGreaterThan(before.records.length)
    else expect(refused.err).toMatch(/alidade: /)
  })

  test('explains why two are not the same', async () => {
    const { code, out } = await alidade(
      'identity',
      'explain',
      'user_id:ann_1',
      'user_id:bo_2',
      ...at,
    )
    expect(code).toBe(0)
    expect(out).toContain('not the same')
  })

  test('takes definitions, and refuses wrong ones without changing anything', async () => {
    const good = directory.path('good.yaml')
    writeFileSync(good, 'survivorship: [{ trait: nickname, keep: earliest }]')
    expect(await answerOf('apply', good, '--dry-run', ...at)).toMatchObject({
      dryRun: true,
      changed: ['survivorship'],
    })
    const applied = await answerOf<{ version: number }>('apply', good, ...at)
    expect(await answerOf('apply', good, ...at)).toEqual({
      dryRun: false,
      version: applied.version,
      changed: [],
      warnings: [],
    })
    const state = async () => {
      const { findings } = await answerOf<{ findings: { check: string; state: string }[] }>(
        'doctor',
        ...at,
      )
      return findings.find(({ check }) => check === 'state')?.state
    }
    expect(await state()).toBe('warn')
    await answerOf('rebuild', ...at)
    expect(await state()).toBe('ok')
    const bad = directory.path('bad.yaml')
    writeFileSync(bad, 'computed: [{ name: x, of: count, when: "event.name ==" }]')
    const { code, err } = await alidade('apply', bad, ...at)
    expect(code).toBe(1)
    expect(err).toMatch(/computed/)
  })

  test('takes a generated stream', async () => {
    const { key } = await answerOf<{ key: string }>('keys', 'create', '--source', 'load', ...at)
    const words = [
      'generate',
      '--customers',
      '20',
      '--events',
      '150',
      '--clean',
      '--url',
      server.ready.url,
      '--key',
      key,
    ]
    expect(await answerOf(...words)).toEqual({ accepted: 150, duplicate: 0, rejected: 0 })
    expect(await answerOf(...words)).toEqual({ accepted: 0, duplicate: 150, rejected: 0 })
  })

  test('has its matcher trained, and tries another definition of it', async () => {
    const { key } = await answerOf<{ key: string }>('keys', 'create', '--source', 'crm', ...at)
    const batch = Array.from({ length: 30 }, (_, n) => ({
      type: 'identify',
      userId: `person_${n}`,
      traits: { first_name: `Given${n}`, last_name: `Family${n}`, birth_date: `19${60 + n}-03-04` },
    }))
    expect((await post('/v1/batch', key, { batch })).status).toBe(200)
    const trained = await answerOf<{ version: number }>('identity', 'train', '--seed', '2', ...at)
    expect(trained).toMatchObject({ entity: 'customer', version: 1 })
    expect(
      await answerOf('identity', 'try', '--definition', strictMatching(), ...at),
    ).toMatchObject(TRIED)
  })
})

/** Under which nobody is likely enough to be anybody else, so only rules join. */
function strictMatching(): string {
  const file = directory.path('strict.json')
  const customer = { thresholds: { link: 50, review: 40, merge: 55 } }
  writeFileSync(file, JSON.stringify({ matching: { customer } }))
  return file
}

const TRIED = { entity: 'customer', merges: 0, splits: 0, merged: [], split: [] }

describe('ports', () => {
  test('one that was asked for and is taken is refused', async () => {
    const port = new URL(server.ready.url).port
    const other = directory.path('other')
    const { code, err } = await alidade('start', '--data-dir', other, '--port', port)
    expect(code).toBe(4)
    expect(err).toContain(`Port ${port}`)
    expect(databasePid(other)).toBeUndefined()
  })

  test('the default gives way to a free one when it is taken', async () => {
    const squatter = createServer().listen(8123, '127.0.0.1')
    const isOurs = await new Promise<boolean>((resolve) => {
      squatter.once('listening', () => resolve(true)).once('error', () => resolve(false))
    })
    const other = await startServer<Ready>('start', '--data-dir', directory.path('free'))
    expect(new URL(other.ready.url).port).not.toBe('8123')
    expect((await fetch(`${other.ready.url}/health`)).status).toBe(200)
    expect((await other.stop('SIGINT')).code).toBe(0)
    if (isOurs) squatter.close()
  })
})

describe('after SIGTERM', () => {
  test('nothing runs any more and the directory is free', async () => {
    const postgres = databasePid(dataDir) ?? 0
    expect(isAlive(postgres)).toBe(true)
    expect((await server.stop('SIGTERM')).code).toBe(0)
    expect(isAlive(postgres)).toBe(false)
    expect(databasePid(dataDir)).toBeUndefined()
    expect(existsSync(join(dataDir, 'running.json'))).toBe(false)
  })

  test('the same commands open the database themselves', async () => {
    const report = await answerOf<Report>('import', '--mapping', MAPPING, ...shop, ...at)
    expect(sums(report)).toEqual({ stored: 0, duplicate: 8, refused: 0 })
    const { out } = await alidade('view', 'user_id:ann_1', '--purpose', 'service', ...at)
    expect(out).toMatch(/Order \\?#W1 is processed/)
    expect(await answerOf('migrate', ...at)).toEqual({ applied: [] })
    expect(databasePid(dataDir)).toBeUndefined()
  })

  test('and so do those that a server would make jobs of', { timeout: 90_000 }, async () => {
    expect(await answerOf('identity', 'train', ...at)).toMatchObject({ version: 2, toLookAt: 0 })
    expect(
      await answerOf('identity', 'try', '--definition', strictMatching(), ...at),
    ).toMatchObject(TRIED)
    expect(databasePid(dataDir)).toBeUndefined()
  })

  test('the second start shows no administrator key', async () => {
    server = await startServer<Ready>('start', ...at, '--port', '0')
    expect(server.ready.adminKey).toBeUndefined()
  })
})
