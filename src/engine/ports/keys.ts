// API keys as stored.

export interface KeyRow {
  readonly id: string
  readonly secretHash: string
  readonly name: string
  readonly kind: 'write' | 'read'
  readonly role: string | undefined
  readonly source: string | undefined
  readonly scopes: readonly string[] | undefined
  readonly purposes: readonly string[] | undefined
  readonly subjects: readonly string[] | undefined
  readonly createdAt: number
  readonly expiresAt: number | undefined
  readonly revokedAt: number | undefined
}
