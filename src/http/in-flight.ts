// Counts the bytes of all bodies held at once, so that a crowd of large requests is refused, not swallowed.

/** What one request holds. */
export interface Hold {
  /** false: there is no room for so many bytes more; nothing was added */
  grow(bytes: number): boolean
  /** gives everything back; harmless when called again */
  release(): void
}

/** @param bytesMax bound on the sum of all holds */
export function createInFlight(bytesMax: number): () => Hold {
  let heldByAll = 0
  return () => {
    let held = 0
    return {
      grow(bytes) {
        if (heldByAll + bytes > bytesMax) return false
        heldByAll += bytes
        held += bytes
        return true
      },
      release() {
        heldByAll -= held
        held = 0
      },
    }
  }
}
