// An engine in memory for the door's tests: it keeps what it was asked and answers what the contract says.
// It judges items as little as the wire tests need; what an event means is tested with the real engine.
import type { IdentityExplanation, ItemResult, LinkAnswer } from '../../src/contract/api.ts'
import type { IdentityJob } from '../../src/contract/identity-job.ts'
import { ProblemError } from '../../src/contract/problem.ts'
import type { View } from '../../src/contract/view.ts'
import type { Caller, CollectInput, Engine, ObjectWrite } from '../../src/engine/api.ts'
import { SCOPES } from '../../src/engine/api.ts'

type Known = Omit<Caller, 'requestId'>

export interface FakeEngine {
  readonly engine: Engine
  /** every collecting call, in order */
  readonly calls: CollectInput[]
  readonly objects: ObjectWrite[]
  /** method and arguments of every other call */
  readonly asked: [string, ...unknown[]][]
  readonly keys: Map<string, Known>
  /** the next calls throw these, one each */
  readonly failures: Error[]
  /** the next bodies are refused with these before they are read, one each */
  readonly refusals: Error[]
}

/** 53 characters like a real one: an SDK that refuses such keys would fail here. */
export const WRITE_KEY = `alk_w_${'k'.repeat(47)}`
export const ADMIN_KEY = `alk_r_${'a'.repeat(47)}`

const JOB: IdentityJob = {
  id: 'job_1',
  kind: 'train',
  entity: 'customer',
  author: 'tests',
  at: '2026-11-21T12:00:00.000Z',
  state: 'running',
  endedAt: null,
}

/** @param real collects behind the fake, so that the wire tests can run against the real one */
export function createFakeEngine(real?: Engine): FakeEngine {
  const calls: CollectInput[] = []
  const objects: ObjectWrite[] = []
  const asked: [string, ...unknown[]][] = []
  const failures: Error[] = []
  const refusals: Error[] = []
  const keys = new Map<string, Known>([
    [WRITE_KEY, keyWith(['collect'], 'shop')],
    [ADMIN_KEY, keyWith(SCOPES)],
  ])
  const seen = new Map<string, string>()
  const fail = (): void => {
    const failure = failures.shift()
    if (failure) throw failure
  }
  const ask =
    <Answer>(name: string, answer: Answer) =>
    async (...args: readonly unknown[]): Promise<Answer> => {
      asked.push([name, ...args])
      fail()
      return answer
    }
  const engine: Engine = {
    admit() {
      const refusal = refusals.shift()
      if (refusal) throw refusal
    },
    async collect(input) {
      fail()
      // The real engine lets the items go when it has read them.
      calls.push(real ? { ...input, items: [...input.items] } : input)
      if (real) return real.collect(input)
      return { results: input.items.map((item, index) => judge(seen, item, index, input.type)) }
    },
    async putObjects(writes) {
      fail()
      objects.push(...writes)
      return { results: writes.map((write, index) => judgeObject(seen, write, index)) }
    },
    getObject: ask('getObject', {
      type: 'order',
      id: '1',
      status: 'open',
      open: true,
      changedAt: AT,
      body: {},
      evidence: 'evt_1',
    }),
    async receipts({ messageId }) {
      return seen.has(messageId)
        ? [{ messageId, source: 'shop', status: 'stored', receivedAt: AT }]
        : []
    },
    keepBody: ask('keepBody', 'dead_1'),
    setAsides: ask('setAsides', { items: [], next: null }),
    replay: ask('replay', { results: [{ index: 0, messageId: 'm1', status: 'stored' }] }),
    discard: ask('discard', 1),
    view: ask('view', VIEW),
    search: ask('search', []),
    timeline: ask('timeline', { items: [], next: null }),
    identity: ask('identity', {
      id: 'cus_1',
      entity: 'customer',
      records: [],
      links: [],
      notJoined: [],
      household: [],
      history: [],
    }),
    link: ask('link', LINKED),
    unlink: ask('unlink', LINKED),
    move: ask('move', LINKED),
    explainIdentity: ask('explainIdentity', EXPLAINED),
    reviews: ask('reviews', { items: [], next: null }),
    decideReview: ask('decideReview', LINKED),
    resumeMatching: ask('resumeMatching', true),
    startTraining: ask('startTraining', JOB),
    startTrying: ask('startTrying', { ...JOB, kind: 'try' }),
    identityJob: ask('identityJob', JOB),
    identityChanges: ask('identityChanges', { items: [], next: null }),
    recordConsent: ask('recordConsent', { id: 'con_1', state: 'given' }),
    consents: ask('consents', [{ purpose: 'marketing' }]),
    purposes: () => [],
    audit: ask('audit', { items: [], next: null }),
    journeyMap: ask('journeyMap', {
      state: 'ready',
      journey: 'discovered',
      purpose: 'product',
      asOf: AT,
      customersRead: 0,
      isSample: false,
      warnings: [],
      audit: 'aud_1',
    }),
    situation: () => NO_SITUATION_NOW,
    putSituation: ask('putSituation', { stored: 1, known: 0 }),
    sayObjective: ask('sayObjective', { id: 'evt_1' }),
    time: () => AT,
    definitions: () => NO_DEFINITIONS,
    definitionVersion: () => 1,
    applyDefinitions: ask('applyDefinitions', { version: 2, changed: ['lenses'], warnings: [] }),
    createKey: ask('createKey', { id: 'key_1', key: 'alk_new' }),
    listKeys: ask('listKeys', [{ id: 'key_1', name: 'shop' }]),
    async revokeKey(id) {
      return id === 'key_1'
    },
    async authenticate(key) {
      return keys.get(key)
    },
    health: ask('health', { ready: true, database: 'embedded', version: '1', checks: {} }),
    metrics: () => 'alidade_events_total 1\n',
  }
  return { engine, calls, objects, asked, keys, failures, refusals }
}

/** A key as the engine knows it. */
export function keyWith(scopes: readonly string[], source?: string): Known {
  const base = { keyId: 'key_1', actor: 'tests', role: 'admin', scopes: new Set(scopes) }
  return source === undefined ? base : { ...base, source }
}

const AT = '2026-11-21T12:00:00.000Z'

const NO_SITUATION_NOW = { at: AT, abilities: [], signals: [], constraints: [], incidents: [] }

/** Deduplicates by messageId and content, and sets aside what has no owner: enough to see the counts. */
function judge(
  seen: Map<string, string>,
  item: unknown,
  index: number,
  type: string | undefined,
): ItemResult {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return { index, messageId: null, status: 'set_aside', code: 'NOT_AN_OBJECT', reason: 'no' }
  }
  const event: Readonly<Record<string, unknown>> = { type, ...item }
  const messageId = typeof event['messageId'] === 'string' ? event['messageId'] : `made-${index}`
  if (event['userId'] === undefined && event['anonymousId'] === undefined) {
    return { index, messageId, status: 'set_aside', code: 'ID_MISSING', reason: 'whose is it?' }
  }
  const { sentAt: _sentAt, _metadata, writeKey: _key, ...content } = event
  const text = textOf(content)
  if (text === undefined) {
    return { index, messageId, status: 'set_aside', code: 'TOO_DEEP', reason: 'too deep' }
  }
  return remember(seen, messageId, text, index)
}

/** JSON.stringify recurses: nesting that JSON.parse takes can be too deep for it. */
function textOf(content: object): string | undefined {
  try {
    return JSON.stringify(content)
  } catch {
    return undefined
  }
}

function judgeObject(seen: Map<string, string>, write: ObjectWrite, index: number): ItemResult {
  const messageId = write.messageId ?? `made-${index}`
  if (write.type === 'nonsense') {
    return { index, messageId, status: 'set_aside', code: 'OBJECT_INVALID', reason: 'no such type' }
  }
  return remember(seen, messageId, JSON.stringify(write.body), index)
}

function remember(
  seen: Map<string, string>,
  messageId: string,
  content: string,
  index: number,
): ItemResult {
  const before = seen.get(messageId)
  seen.set(messageId, before ?? content)
  if (before === undefined) return { index, messageId, status: 'stored' }
  return { index, messageId, status: before === content ? 'duplicate' : 'conflict' }
}

const LINKED: LinkAnswer = { dryRun: false, links: [], customers: [], consents: [], undo: [] }

const RECORD = {
  record: 'rec_1',
  customer: 'cus_1',
  source: 'shop',
  namespace: 'user_id',
  key: '1',
}
const EXPLAINED: IdentityExplanation = {
  together: true,
  entity: 'customer',
  a: RECORD,
  b: RECORD,
  because: [],
  path: [],
  matching: null,
  matchingAbsent: 'There is no model yet',
  history: [],
}

const VIEW: View = {
  position: null,
  objective: null,
  situation: null,
  actions: [],
  notActions: [],
  facts: [],
  more: { facts: 0 },
  withheld: [],
  size: { items: 0, words: 0, tokens: 0 },
  asOf: AT,
  lens: 'support-call@1',
  purpose: 'service',
  basis: 'contract',
  audit: 'aud_1',
}

const NO_DEFINITIONS: ReturnType<Engine['definitions']> = {
  identity: {
    namespaces: [],
    trustedSources: [],
    deviceSessionMinutes: 30,
    recordsPerCustomerMax: 1000,
    defaultCountry: 'US',
  },
  kinds: [],
  objects: [],
  traits: [],
  survivorship: [],
  computed: [],
  purposes: [],
  roles: [],
  lenses: [],
  plan: { onViolation: 'flag', allowUnplanned: true, events: [] },
  consentMappings: [],
}

export function overloaded(seconds?: number): ProblemError {
  return new ProblemError(
    'OVERLOADED',
    'too much',
    seconds === undefined ? {} : { retryAfterSeconds: seconds },
  )
}
