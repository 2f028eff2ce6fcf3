// Rows of the ledger: receipts, events, consents, reads, and what was set aside.
import type { SetAside } from '../../contract/event.ts'

export interface ReceiptRow {
  readonly id: string
  readonly fingerprint: string
  readonly record: string
  readonly occurredAt: number
}

/** A stored event. `properties` and `payload` are JSON texts. */
export interface EventRow {
  readonly home: string
  readonly record: string
  readonly occurredAt: number
  readonly id: string
  readonly receivedAt: number
  readonly type: string
  readonly name: string
  readonly kind: string
  readonly channel: string
  readonly notable: boolean
  readonly properties: string
  readonly payload: string
}

export interface EventPlace {
  readonly home: string
  readonly record: string
  readonly occurredAt: number
  readonly id: string
}

export interface ConsentRow {
  readonly home: string
  readonly record: string
  readonly id: string
  readonly purpose: string
  readonly channel: string
  readonly state: string
  readonly effectiveAt: number
  readonly receivedAt: number
  readonly expiresAt: number | undefined
  readonly textVersion: string | undefined
  readonly textHash: string | undefined
  readonly language: string | undefined
  readonly method: string | undefined
  readonly proof: string | undefined
  readonly actor: string
  readonly event: string | undefined
  readonly fingerprint: string
}

export interface AccessRow {
  readonly at: number
  readonly id: string
  readonly actor: string
  readonly keyId: string
  readonly role: string
  readonly purpose: string
  readonly lens: string
  readonly channel: string
  readonly subject: string | undefined
  readonly outcome: 'shown' | 'refused'
  readonly shown: number
  readonly withheld: Readonly<Record<string, number>>
  readonly fieldSet: string | undefined
  readonly requestId: string
}

export interface SetAsideRow extends SetAside {
  readonly id: string
  readonly state: 'open' | 'replayed' | 'discarded'
}
