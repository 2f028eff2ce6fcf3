// Cursors of lists: the place of the last row, opaque to callers.
import { ProblemError } from '../contract/problem.ts'

export interface Place {
  /** ms since epoch */
  readonly at: number
  /** 32 hex */
  readonly id: string
}

export const encodeCursor = (at: number, id: string): string => `${at.toString(36)}-${id}`

/** Throws QUERY_INVALID for anything that encodeCursor did not make. */
export function decodeCursor(cursor: string | undefined): Place | undefined {
  if (cursor === undefined || cursor === '') return undefined
  const match = /^(-?[0-9a-z]{1,11})-([0-9a-f]{32})$/.exec(cursor)
  const at = Number.parseInt(match?.[1] ?? '', 36)
  if (!match?.[2] || !Number.isSafeInteger(at) || Math.abs(at) > 8.64e15) {
    throw new ProblemError('QUERY_INVALID', 'The cursor is not one that a former page answered')
  }
  return { at, id: match[2] }
}
