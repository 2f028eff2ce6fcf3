// The engine opened in this process. The operator who may read the database's files may do what an administrator may.
import { userInfo } from 'node:os'
import { type Caller, type Engine, SCOPES } from '../engine/api.ts'
import { roleForMap, roleForView } from './role-for-view.ts'
import type { Service, Writer } from './service.ts'
import { STEWARDSHIP } from './service.ts'

export function directService(
  engine: Engine,
  { where, newRequestId }: { readonly where: string; readonly newRequestId: () => string },
): Service {
  const as = (role: string, subjects?: readonly string[]): Caller => ({
    ...operator(role, newRequestId()),
    ...(subjects && { subjects }),
  })
  const admin = (): Caller => as('admin')
  return {
    where,
    withWriter: (source, work) => work(writerOf(engine, source, admin)),
    view: (request, role) => {
      const name = role ?? roleForView(engine.definitions(), request)
      const ref = request.customer ?? request.account
      return engine.view(request, as(name, ref === undefined ? [] : [ref]))
    },
    receipts: (messageId) => engine.receipts({ messageId }, admin()),
    setAsides: (query) => engine.setAsides(query),
    replay: async (ids, correctedRaw) => (await engine.replay(ids, correctedRaw)).results,
    discard: (ids) => engine.discard(ids),
    identity: (ref, asOf) =>
      engine.identity(ref, { purpose: STEWARDSHIP, ...(asOf !== undefined && { asOf }) }, admin()),
    link: (input) => engine.link(input, admin()),
    unlink: (input) => engine.unlink(input, admin()),
    move: (input) => engine.move(input, admin()),
    explainIdentity: (a, b) => engine.explainIdentity({ a, b, purpose: STEWARDSHIP }, admin()),
    reviews: (query) => engine.reviews({ ...query, purpose: STEWARDSHIP }, admin()),
    decideReview: (id, input) => engine.decideReview(id, input, admin()),
    resumeMatching: (entity) => engine.resumeMatching(entity, admin()),
    journeyMap: (request, role) =>
      engine.journeyMap(request, as(role ?? roleForMap(engine.definitions(), request.purpose))),
    startTraining: (input) => engine.startTraining(input, admin()),
    startTrying: (input) => engine.startTrying(input, admin()),
    identityJob: (id) => engine.identityJob(id),
    identityChanges: (id, query) => engine.identityChanges(id, query),
    situation: async () => engine.situation(),
    putSituation: (updates) => engine.putSituation(updates, admin()),
    definitions: async () => ({
      version: engine.definitionVersion(),
      definitions: engine.definitions(),
    }),
    applyDefinitions: (file, { dryRun }) =>
      engine.applyDefinitions(file, { author: admin().actor, dryRun }),
    createKey: (input) => engine.createKey(input),
    listKeys: () => engine.listKeys(),
    revokeKey: (id) => engine.revokeKey(id),
  }
}

/** Who sits at the keyboard, in a role; the audit log shows the name. */
export function operator(role: string, requestId: string): Caller {
  return {
    keyId: 'cli',
    actor: `cli:${userName()}`,
    role,
    scopes: new Set<string>(SCOPES),
    requestId,
  }
}

/** In a container the user id may have no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}

export function writerOf(engine: Engine, source: string, caller: () => Caller): Writer {
  return {
    collect: async (items) => {
      const bytes = JSON.stringify(items).length
      return (await engine.collect({ source, items, bytes })).results
    },
    putObjects: async (objects) =>
      (await engine.putObjects(objects.map((object) => ({ ...object, source })))).results,
    recordConsent: (consent) => engine.recordConsent(consent, caller()),
  }
}
