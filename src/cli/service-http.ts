// A running server over HTTP. With an administrator's key, keys for other jobs are made as they are needed.
import type {
  CollectAnswer,
  IdentityAnswer,
  IdentityExplanation,
  KeyInput,
  LinkAnswer,
  Receipt,
  ReviewItem,
} from '../contract/api.ts'
import type { Definitions } from '../contract/definition.ts'
import type { IdentityChange, IdentityJob } from '../contract/identity-job.ts'
import type { JourneyMap } from '../contract/journey-map.ts'
import type { SituationAnswer, SituationNow } from '../contract/situation.ts'
import type { View } from '../contract/view.ts'
import type { PageOf } from '../engine/api.ts'
import { AlidadeError, errorOfAnswer } from '../sdk/error.ts'
import { createTransport, type Send } from '../sdk/transport.ts'
import type { Remote } from './options.ts'
import { batchBodies } from './request-bodies.ts'
import { roleForMap, roleForView } from './role-for-view.ts'
import { type Service, STEWARDSHIP, type Writer } from './service.ts'

/** A batch waits for its commit, on a busy server behind others. */
const TIMEOUT_MS = 60_000
const DAY_MS = 86_400_000

export interface HttpSettings extends Remote {
  /** a key of another role; absent: the key itself is the caller's choice and is used for everything */
  readonly keyForRole?: (role: string) => Promise<string>
}

export function httpService(settings: HttpSettings): Service {
  const { url } = settings
  const send = sendWith(settings, settings.key)
  const definitions = (): Promise<{ version: number; definitions: Definitions }> =>
    send(get('/v1/definitions'))
  return {
    where: url,
    withWriter: (source, work) => withWriter(settings, source, work),
    view: async (request, role) => {
      const { keyForRole } = settings
      const { explain, ...question } = request
      const call = post('/v1/view', explain ? request : question)
      if (!keyForRole) return send<View>(call)
      const name = role ?? roleForView((await definitions()).definitions, request)
      return sendWith(settings, await keyForRole(name))<View>(call)
    },
    receipts: async (messageId) => receiptsOf(send, messageId),
    setAsides: (query) => send(get('/v1/set-aside', { ...query })),
    replay: async (ids, correctedRaw) => {
      const body = { ids, ...(correctedRaw !== undefined && { correctedRaw }) }
      return (await send<CollectAnswer>(post('/v1/set-aside/replay', body))).results
    },
    discard: async (ids) =>
      (await send<{ discarded: number }>(post('/v1/set-aside/discard', { ids }))).discarded,
    identity: (ref, asOf) => {
      const path = `/v1/customers/${encodeURIComponent(ref)}/identity`
      return send<IdentityAnswer>(get(path, { purpose: STEWARDSHIP, asOf }))
    },
    link: (input) => send<LinkAnswer>(once('/v1/identity/link', input)),
    unlink: (input) => send<LinkAnswer>(once('/v1/identity/unlink', input)),
    move: (input) => send<LinkAnswer>(once('/v1/identity/move', input)),
    explainIdentity: (a, b) =>
      send<IdentityExplanation>(get('/v1/identity/explain', { a, b, purpose: STEWARDSHIP })),
    reviews: (query) =>
      send<PageOf<ReviewItem>>(get('/v1/identity/reviews', { ...query, purpose: STEWARDSHIP })),
    decideReview: (id, input) =>
      send<LinkAnswer>(once(`/v1/identity/reviews/${encodeURIComponent(id)}`, input)),
    resumeMatching: async (entity) =>
      (await send<{ resumed: boolean }>(post('/v1/identity/resume', { entity }))).resumed,
    journeyMap: async (request, role) => {
      const { keyForRole } = settings
      const call = post('/v1/journeys/map', request)
      if (!keyForRole) return send<JourneyMap>(call)
      const name = role ?? roleForMap((await definitions()).definitions, request.purpose)
      return sendWith(settings, await keyForRole(name))<JourneyMap>(call)
    },
    startTraining: (input) => send<IdentityJob>(once('/v1/identity/train', input)),
    startTrying: (input) => send<IdentityJob>(once('/v1/identity/try', input)),
    identityJob: (id) => send<IdentityJob>(get(jobPath(id))),
    identityChanges: (id, query) =>
      send<PageOf<IdentityChange>>(get(`${jobPath(id)}/changes`, { ...query })),
    situation: () => send<SituationNow>(get('/v1/situation')),
    putSituation: (updates) => send<SituationAnswer>(post('/v1/situation', { updates })),
    definitions,
    applyDefinitions: (file, { dryRun }) =>
      send(once(dryRun ? '/v1/definitions/check' : '/v1/definitions', file)),
    createKey: (input) => send(once('/v1/keys', input)),
    listKeys: async () => (await send<{ items: object[] }>(get('/v1/keys'))).items,
    revokeKey: (id) => revokeKey(settings, id),
  }
}

const jobPath = (id: string): string => `/v1/identity/jobs/${encodeURIComponent(id)}`

function sendWith({ url }: Remote, key: string): Send {
  return createTransport({ url, key, timeoutMs: TIMEOUT_MS })
}

async function receiptsOf(send: Send, messageId: string): Promise<readonly Receipt[]> {
  try {
    const path = `/v1/receipts/${encodeURIComponent(messageId)}`
    return (await send<{ receipts: Receipt[] }>(get(path))).receipts
  } catch (error) {
    if (error instanceof AlidadeError && error.code === 'NOT_FOUND') return []
    throw error
  }
}

/** The client of applications has no reason to revoke keys, so it has no DELETE. */
async function revokeKey({ url, key }: Remote, id: string): Promise<boolean> {
  const response = await fetch(`${url}/v1/keys/${encodeURIComponent(id)}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (response.ok) return true
  if (response.status === 404) return false
  throw await errorOfAnswer(response)
}

/**
 * The source of what is written is that of the key. A key that may make keys makes one for this source, for the time
 * of the work; any other key writes under its own.
 */
async function withWriter<Result>(
  settings: HttpSettings,
  source: string,
  work: (writer: Writer) => Promise<Result>,
): Promise<Result> {
  const made = await makeWriteKey(settings, source)
  const send = sendWith(settings, made?.key ?? settings.key)
  try {
    return await work(writerOf(send, sendWith(settings, settings.key)))
  } finally {
    // It expires by itself; a server that went away must not hide what the work had to say.
    if (made) await revokeKey(settings, made.id).catch(() => false)
  }
}

async function makeWriteKey(
  settings: HttpSettings,
  source: string,
): Promise<{ readonly id: string; readonly key: string } | undefined> {
  const input: KeyInput = {
    name: `command line, source ${source}`,
    kind: 'write',
    source,
    scopes: ['collect', 'objects:write'],
    expiresAt: new Date(Date.now() + DAY_MS).toISOString(),
  }
  try {
    return await sendWith(settings, settings.key)(once('/v1/keys', input))
  } catch (error) {
    if (error instanceof AlidadeError && error.code === 'SCOPE_MISSING') return undefined
    throw error
  }
}

function writerOf(send: Send, sendConsent: Send): Writer {
  return {
    collect: (items) => inParts(send, '/v1/batch', { name: 'batch', items }),
    putObjects: (objects) => inParts(send, '/v1/objects', { name: 'objects', items: objects }),
    recordConsent: (consent) => sendConsent(post('/v1/consents', consent)),
  }
}

async function inParts(
  send: Send,
  path: string,
  { name, items }: { readonly name: string; readonly items: readonly unknown[] },
): Promise<CollectAnswer['results']> {
  const results: CollectAnswer['results'] = []
  for (const body of batchBodies(
    name,
    items.map((item) => JSON.stringify(item)),
  )) {
    const answer = await send<CollectAnswer>({
      method: 'POST',
      path,
      query: { results: 'all' },
      body,
      isRepeatable: true,
    })
    const before = results.length
    for (const result of answer.results) results.push({ ...result, index: before + result.index })
  }
  return results
}

function get(path: string, query: Readonly<Record<string, unknown>> = {}) {
  return { method: 'GET', path, query, isRepeatable: true } as const
}

/** Reads, and writes that carry their own id. */
function post(path: string, body: object) {
  return { method: 'POST', path, body: JSON.stringify(body), isRepeatable: true } as const
}

/** Writes without an id: a lost answer is reported, not repeated. */
function once(path: string, body: object) {
  return { ...post(path, body), isRepeatable: false } as const
}
