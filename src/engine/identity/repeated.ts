// A decision about identity that is sent twice under one key counts once: what it wrote is found again and answered.
// Without this, a call that comes late a second time would undo what somebody decided in between.
import type { Link } from '../../contract/link.ts'
import type { Caller } from '../api.ts'
import type { WriteTransaction } from '../ports/writing.ts'
import type { Runtime } from '../runtime.ts'

type Ids = () => string

/**
 * Gives out the ids of a decision's rows in the order in which they are made, anew with each call; undefined without a
 * key, and for a dry run, which writes nothing.
 * @param content what is decided: under one key, two decisions are the same when this is
 */
export function keyedIds(
  input: { readonly idempotencyKey?: string | undefined; readonly dryRun: boolean },
  content: readonly string[],
  { caller, hash }: { readonly caller: Caller; readonly hash: Runtime['hash'] },
): (() => Ids) | undefined {
  const { idempotencyKey: key, dryRun } = input
  if (key === undefined || dryRun) return undefined
  const decision = JSON.stringify([caller.keyId, key, ...content])
  return () => {
    let made = 0
    return () => hash(`lnk\0key\0${decision}\0${made++}`)
  }
}

/** The rows that the decision wrote when it came first; undefined when it comes first now. */
export async function rowsWritten(
  newId: Ids | undefined,
  tx: WriteTransaction,
): Promise<readonly Link[] | undefined> {
  if (!newId) return undefined
  const rows: Link[] = []
  for (let row = await tx.link(newId()); row; row = await tx.link(newId())) rows.push(row)
  return rows.length > 0 ? rows : undefined
}
