// What the engine needs of the store for jobs on the matcher: to keep them, and to page through what they found.
import type { Entity } from '../../contract/identifier.ts'
import type { IdentityChange, IdentityJob } from '../../contract/identity-job.ts'

export interface JobRow {
  readonly id: string
  /** ms since epoch */
  readonly at: number
  readonly kind: IdentityJob['kind']
  readonly entity: Entity
  readonly author: string
  readonly state: IdentityJob['state']
  /** when the server that runs it was last heard of, ms since epoch */
  readonly seenAt: number
  readonly endedAt: number | undefined
  readonly problem: string | undefined
  /** of the shape that its kind has */
  readonly report: unknown
}

export interface JobEnd {
  readonly at: number
  /** absent: it did what it should */
  readonly problem?: string
  readonly report?: object
  readonly changes?: readonly IdentityChange[]
}

export interface JobStore {
  /** Adds a running job; of all but the newest `kept` nothing is left. */
  addJob(job: Pick<JobRow, 'id' | 'at' | 'kind' | 'entity' | 'author'>, kept: number): Promise<void>
  /** Says that the server that runs it is alive. */
  touchJob(id: string, at: number): Promise<void>
  endJob(id: string, end: JobEnd): Promise<void>
  job(id: string): Promise<JobRow | undefined>
  /** Changes in their order, from a place on, with their places; empty for a job that has none. */
  changesOfJob(
    id: string,
    query: {
      readonly kind: IdentityChange['kind'] | undefined
      readonly after: number
      readonly limit: number
    },
  ): Promise<readonly { readonly place: number; readonly change: IdentityChange }[]>
}
