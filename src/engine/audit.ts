// Reading the audit log: who looked at whom, when, for what.
import { hexOfPublicId, publicId } from '../contract/identifier.ts'
import { ProblemError } from '../contract/problem.ts'
import type { Caller } from './api.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import type { AccessRow } from './ports.ts'
import { resolveReference } from './reference.ts'
import type { Runtime } from './runtime.ts'

/** The audit log; callers who may see only themselves see only looks at themselves. */
export async function audit(
  query: { subject?: string; cursor?: string; limit: number },
  caller: Caller,
  runtime: Runtime,
) {
  const before = decodeCursor(query.cursor)
  const rows = await runtime.store.accesses({
    subjects: await auditSubjects(query.subject, caller, runtime),
    before: before && { at: before.at, id: before.id },
    limit: query.limit + 1,
  })
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  const isSelf = runtime.compiled().gates.roles.get(caller.role)?.relationship === 'self'
  return {
    items: shown.map((row) => auditRow(row, isSelf)),
    next: rows.length > query.limit && last ? encodeCursor(last.at, last.id) : null,
  }
}

/** Record ids under which looks at somebody may stand: ids change when customers merge. */
async function auditSubjects(
  subject: string | undefined,
  caller: Caller,
  runtime: Runtime,
): Promise<readonly string[] | undefined> {
  const seesAll = runtime.compiled().gates.roles.get(caller.role)?.relationship === 'any'
  if (subject === undefined && seesAll) return undefined
  const refs = subject === undefined ? (caller.subjects ?? []) : [subject]
  const ids = new Set<string>()
  for (const ref of refs) {
    const hex = hexOfPublicId(ref)
    const context = { store: runtime.store, compiled: runtime.compiled(), hash: runtime.hash }
    const identifier = hex ?? (await resolveReference(ref, 'customer', context))
    if (identifier === undefined) continue
    const customers = await runtime.store.customersOfIdentifiers([identifier], 10)
    for (const record of await runtime.store.recordsOf(customers)) ids.add(record.id)
  }
  if (!seesAll && subject !== undefined && !(await isOwn(subject, caller, ids, runtime))) {
    throw new ProblemError('NO_RELATIONSHIP', 'You may only see who looked at yourself')
  }
  return [...ids]
}

async function isOwn(
  subject: string,
  caller: Caller,
  ids: ReadonlySet<string>,
  runtime: Runtime,
): Promise<boolean> {
  if (caller.subjects?.includes(subject)) return true
  const own = await auditSubjects(undefined, caller, runtime)
  return own?.some((id) => ids.has(id)) ?? false
}

/** The customer herself sees when, for what and in which role somebody looked, not the employee's name. */
function auditRow(row: AccessRow, isSelf: boolean) {
  return {
    id: publicId('aud', row.id),
    at: new Date(row.at).toISOString(),
    actor: isSelf ? row.role : row.actor,
    role: row.role,
    purpose: row.purpose,
    lens: row.lens,
    channel: row.channel,
    subject: row.subject === undefined ? null : publicId('cus', row.subject),
    outcome: row.outcome,
    shown: row.shown,
    withheld: { ...row.withheld },
  }
}
