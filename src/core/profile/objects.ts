// State of a business object as a fold over its changes, the same in any order of arrival: every field knows
// when it was last said. A full change speaks for all fields at its time, a patch for those it names.
import type { ObjectType } from '../../contract/definition.ts'
import type { Json, JsonObject, ObjectChange } from '../../contract/event.ts'
import { withSortedKeys } from './order.ts'

/** (time in ms, event id): the order of every change */
export type Stamp = readonly [number, string]

/** From when (ms) it was said to be in which status. */
export type StatusAt = readonly [number, string]

export interface ObjectState {
  /** stamp of the newest full change; [0, ''] when there was none */
  readonly s: Stamp
  /** the body as it stands */
  readonly b: JsonObject
  /** fields said by a newer patch than `s`; a field here but not in `b` was taken away with null */
  readonly x: Readonly<Record<string, Stamp>>
  /** every status that was said, by time; absent: none was */
  readonly h?: readonly StatusAt[]
}

/** The newest so many are kept; who says a status more often repeats it. */
const STATUSES_MAX = 60

export const NO_OBJECT: ObjectState = { s: [0, ''], b: {}, x: {} }

const isNewer = (a: Stamp, b: Stamp): boolean => a[0] > b[0] || (a[0] === b[0] && a[1] > b[1])

/** Folds one change in; the same object when the change says nothing new. */
export function foldObject(state: ObjectState, change: ObjectChange, stamp: Stamp): ObjectState {
  const h = withStatus(state.h ?? NONE, change.status, stamp)
  const body = isNewer(stamp, state.s) ? foldBody(state, change, stamp) : state
  if (h === (state.h ?? NONE)) return body
  return { s: body.s, b: body.b, x: body.x, h }
}

const NONE: readonly StatusAt[] = []

/** The same list when nothing new was said. A set of what was said, so its order of arrival leaves no trace. */
export function withStatus(
  known: readonly StatusAt[],
  status: string | undefined,
  [at]: Stamp,
): readonly StatusAt[] {
  if (status === undefined || known.some((one) => one[0] === at && one[1] === status)) return known
  const all = [...known, [at, status] as const].sort(byTime).slice(-STATUSES_MAX)
  return all.length === known.length && all.every((one, i) => one === known[i]) ? known : all
}

const byTime = (a: StatusAt, b: StatusAt): number => a[0] - b[0] || (a[1] < b[1] ? -1 : 1)

/** Whether the object is already as the change says: made after all that is known, it would change nothing. */
export function isAlready(state: ObjectState, change: ObjectChange): boolean {
  const after = foldBody(state, change, [Number.POSITIVE_INFINITY, ''])
  return JSON.stringify(after.b) === JSON.stringify(state.b)
}

function foldBody(state: ObjectState, change: ObjectChange, stamp: Stamp): ObjectState {
  return change.mode === 'full' ? foldFull(state, change, stamp) : foldPatch(state, change, stamp)
}

function foldFull(state: ObjectState, change: ObjectChange, stamp: Stamp): ObjectState {
  const body: Record<string, Json> = {}
  for (const [field, value] of Object.entries(change.body)) setOrRemove(body, field, value)
  const newer: Record<string, Stamp> = {}
  for (const [field, at] of Object.entries(state.x)) {
    if (!isNewer(at, stamp)) continue
    newer[field] = at
    setOrRemove(body, field, state.b[field])
  }
  return { ...state, s: stamp, b: sorted(body), x: sorted(newer) }
}

function foldPatch(state: ObjectState, change: ObjectChange, stamp: Stamp): ObjectState {
  const body: Record<string, Json> = { ...state.b }
  const newer: Record<string, Stamp> = { ...state.x }
  let isChanged = false
  for (const [field, value] of Object.entries(change.body)) {
    const before = state.x[field]
    if (before && !isNewer(stamp, before)) continue
    newer[field] = stamp
    setOrRemove(body, field, value)
    isChanged = true
  }
  return isChanged ? { ...state, b: sorted(body), x: sorted(newer) } : state
}

function setOrRemove(body: Record<string, Json>, field: string, value: Json | undefined): void {
  if (value === undefined || value === null) delete body[field]
  else body[field] = withSortedKeys(value)
}

/** Fields in code-unit order, so that equal states are equal bytes. */
function sorted<Value>(fields: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(
    Object.keys(fields)
      .sort()
      .map((field) => [field, fields[field] as Value]),
  )
}

/**
 * Time of the newest change in ms, and the event that made it.
 * @param said who last said whose it is: all there is of an object of which no field was ever said
 */
export function newestChange(state: ObjectState, said: Stamp): Stamp {
  let newest = state.s
  for (const stamp of Object.values(state.x)) if (isNewer(stamp, newest)) newest = stamp
  return newest[1] === '' ? said : newest
}

/** Status as the object's type names it, and whether that means it is still open. */
export function statusOf(
  state: ObjectState,
  type: ObjectType | undefined,
): { readonly status: string | undefined; readonly open: boolean } {
  const value = state.b[type?.status ?? 'status']
  const status = typeof value === 'string' ? value : undefined
  return { status, open: status !== undefined && isAmong(type?.open ?? [], status) }
}

/** However it is written: systems say Shipped, SHIPPED and shipped. */
function isAmong(open: readonly string[], status: string): boolean {
  const folded = status.toLowerCase()
  return open.some((one) => one === folded || one.toLowerCase() === folded)
}
