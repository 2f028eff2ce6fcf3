// What a record of a file becomes, or why it becomes nothing.
import type { ConsentInput } from '../../contract/consent.ts'
import type { ObjectWrite } from '../../engine/api.ts'

interface Origin {
  /** for the report, e.g. `orders.json: object order` */
  readonly output: string
  readonly file: string
  readonly row: number
}

export type Item = Origin &
  (
    | { readonly kind: 'event'; readonly body: Readonly<Record<string, unknown>> }
    | { readonly kind: 'object'; readonly object: Omit<ObjectWrite, 'source'> }
    | { readonly kind: 'consent'; readonly consent: ConsentInput }
  )

/** A record, or an output of it, that cannot be imported. The others are. */
export interface RowProblem {
  readonly kind: 'problem'
  readonly file: string
  readonly row: number
  readonly output: string | undefined
  readonly reason: string
}
