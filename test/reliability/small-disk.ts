// A small disk of its own for a data directory: a tmpfs, which only root may mount.
import { execFileSync } from 'node:child_process'
import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SmallDisk {
  readonly path: string
  /** Takes all room but so many bytes, with a file beside the data. */
  readonly fill: (leaveBytes: number) => void
  /** Gives back what `fill` took. */
  readonly free: () => void
  readonly freeBytes: () => number
  readonly remove: () => void
}

const CHUNK = Buffer.alloc(1024 * 1024)

/** The reason instead of a disk where mounting is not permitted. */
export function mountSmallDisk(megabytes: number): SmallDisk | { readonly reason: string } {
  if (process.platform !== 'linux')
    return { reason: 'a disk of a given size is made on Linux only' }
  const path = mkdtempSync(join(tmpdir(), 'alidade-disk-'))
  try {
    const options = `size=${megabytes}m,mode=0755`
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'pipe' })
  } catch (error) {
    rmSync(path, { recursive: true, force: true })
    return { reason: `mounting a tmpfs is not permitted here: ${String(error).split('\n')[0]}` }
  }
  return diskAt(path)
}

function diskAt(path: string): SmallDisk {
  const ballast = join(path, 'ballast')
  const freeBytes = (): number => {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize
  }
  return {
    path,
    freeBytes,
    fill: (leaveBytes) => {
      const file = openSync(ballast, 'a')
      try {
        while (freeBytes() > leaveBytes) {
          writeSync(file, CHUNK, 0, Math.min(CHUNK.length, freeBytes() - leaveBytes))
        }
      } finally {
        closeSync(file)
      }
    },
    free: () => {
      const file = openSync(ballast, 'w')
      ftruncateSync(file)
      closeSync(file)
    },
    remove: () => {
      // Lazily: a process that is just ending may still look at it.
      execFileSync('umount', ['-l', path])
      rmSync(path, { recursive: true, force: true })
    },
  }
}
