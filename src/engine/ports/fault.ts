// Faults of a store, as far as a caller can act on them.

/** What went wrong in the store, as far as a caller can act on it. */
export class StoreFault extends Error {
  readonly kind: 'unavailable' | 'full' | 'data' | 'bug'
  constructor(kind: StoreFault['kind'], message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'StoreFault'
    this.kind = kind
  }
}
