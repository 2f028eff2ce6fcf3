// What was said under an idempotency key.

export interface SaidUnderKey {
  /** 32 hex: of the caller and the key */
  readonly id: string
  /** 32 hex: of what is said */
  readonly content: string
  /** ms */
  readonly at: number
}

export interface IdempotencyKeys {
  /** Keeps what is said unless something was said under this key before; answers the content that holds. */
  claimKey(said: SaidUnderKey): Promise<string>
}
