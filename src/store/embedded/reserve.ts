// Room kept for bad days. PostgreSQL cannot even recover without room for one log segment, so a file of some segments
// lies beside the data; when the disk is full it is given up, and made again when there is room.
//
//   room >= low mark                -> writes are taken, the reserve is whole
//   room <  low mark                -> new events are refused (507); reads and their audit rows go on
//   PostgreSQL died of a full disk  -> the reserve is given up, it recovers with that room; reads go on
//   room again                      -> the reserve is made again, writes are taken
import { closeSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Three log segments of 16 MB: one to recover, two for audit rows until somebody makes room. */
const RESERVE_BYTES = 48 * 1024 * 1024
/** Below this no new events are taken: what comes in must not take the room that reading needs. */
const LOW_MARK_BYTES = 32 * 1024 * 1024
/** A look costs microseconds; once in this time is enough, since a batch writes at most some megabytes. */
const LOOK_EVERY_MS = 200
const CHUNK = Buffer.alloc(1024 * 1024)

export type Reserve = {
  /** May new events be stored? Also makes the reserve again when there is room for it. */
  readonly hasRoom: () => boolean
  /** Makes room for a recovery. */
  readonly giveUp: () => void
}

/** Makes the reserve if there is room. `clock` gives ms since any fixed point. */
export function keepReserve(dataDir: string, clock: () => number): Reserve {
  const file = join(dataDir, 'reserve')
  const state = { isWhole: isWhole(file), lookAt: 0, hasRoom: true }
  const look = (): boolean => {
    const free = freeBytes(dataDir)
    if (!state.isWhole && free >= RESERVE_BYTES + LOW_MARK_BYTES) state.isWhole = make(file)
    return (state.isWhole ? free : free - RESERVE_BYTES) >= LOW_MARK_BYTES
  }
  const hasRoom = (): boolean => {
    if (clock() < state.lookAt) return state.hasRoom
    state.hasRoom = look()
    state.lookAt = clock() + LOOK_EVERY_MS
    return state.hasRoom
  }
  const giveUp = (): void => {
    rmSync(file, { force: true })
    state.isWhole = false
  }
  // A start on a full disk may have a recovery before it.
  if (freeBytes(dataDir) < LOW_MARK_BYTES) giveUp()
  hasRoom()
  return { hasRoom, giveUp }
}

function freeBytes(directory: string): number {
  const { bavail, bsize } = statfsSync(directory)
  return bavail * bsize
}

function isWhole(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) >= RESERVE_BYTES
}

/** Written, not only sized: a file with holes keeps no room. */
function make(file: string): boolean {
  try {
    const handle = openSync(file, 'w', 0o600)
    try {
      for (let at = 0; at < RESERVE_BYTES; at += CHUNK.length) writeSync(handle, CHUNK)
    } finally {
      closeSync(handle)
    }
    return true
  } catch {
    // Somebody took the room meanwhile: as before, without a reserve.
    rmSync(file, { force: true })
    return false
  }
}
