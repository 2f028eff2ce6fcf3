// State derived from the ledger, one row per record and owner, and business objects.

export interface StateKey {
  readonly home: string
  readonly record: string
  readonly owner: string
}

export interface StateRow extends StateKey {
  /** JSON text */
  readonly state: string
}

export interface ObjectRow {
  readonly home: string
  readonly object: string
  readonly type: string
  readonly id: string
  readonly record: string
  readonly status: string | undefined
  readonly open: boolean
  readonly changedAt: number
  readonly evidence: string
  /** JSON text */
  readonly state: string
}
