// A decision about identity that is sent twice under one key counts once: what it wrote is found again and answered.
import type { Link } from '../contract/link.ts'
import { ProblemError } from '../contract/problem.ts'
import type { Caller } from './api.ts'
import type { WriteTransaction } from './ports.ts'
import type { Runtime } from './runtime.ts'

type Ids = () => string

/**
 * Gives out the ids of a decision's rows in the order in which they are made, anew with each call; undefined without a
 * key, and for a dry run, which writes nothing.
 */
export function keyedIds(
  input: { readonly idempotencyKey?: string | undefined; readonly dryRun: boolean },
  { keyId }: Caller,
  { hash }: Pick<Runtime, 'hash'>,
): (() => Ids) | undefined {
  const { idempotencyKey: key, dryRun } = input
  if (key === undefined || dryRun) return undefined
  return () => {
    let made = 0
    return () => hash(`lnk\0key\0${keyId}\0${key}\0${made++}`)
  }
}

/**
 * The rows that the decision wrote when it came first; undefined when it comes first now.
 * Throws CONFLICT when its key stood for something else.
 */
export async function rowsWritten(
  newId: Ids | undefined,
  isThisOne: (row: Link) => boolean,
  tx: WriteTransaction,
): Promise<readonly Link[] | undefined> {
  const first = newId && (await tx.link(newId()))
  if (!first) return undefined
  const rows = [first]
  for (let row = await tx.link(newId()); row; row = await tx.link(newId())) rows.push(row)
  if (rows.some(isThisOne)) return rows
  throw new ProblemError(
    'CONFLICT',
    'The idempotency key stands for another decision; give each decision a key of its own',
  )
}
