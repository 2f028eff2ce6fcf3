// What the store keeps of the situation, and of what was learned from the ledger as a whole.
import type { JsonObject } from '../../contract/event.ts'
import type { SituationUpdate } from '../../contract/situation.ts'
import type { EventRow } from './ledger.ts'
import type { RecordRow } from './records.ts'
import type { StateRow } from './state.ts'

export interface SituationRow {
  /** ms, of the news itself */
  readonly at: number
  readonly kind: SituationUpdate['kind']
  readonly id: string
  /** of commitments: identifier id (32 hex) of whom we owe it */
  readonly subject: string | undefined
  readonly actor: string
  /** 32 hex; the same news has the same */
  readonly fingerprint: string
  readonly update: SituationUpdate
}

export interface SituationNews {
  readonly seq: number
  readonly update: SituationUpdate
}

/** Something learned, as bytes, and under which definitions. */
export interface LearnedRow {
  readonly name: string
  /** ms */
  readonly at: number
  readonly fingerprint: string
  readonly body: Uint8Array
}

/** Where a page over all records ended. */
export interface PageEnd {
  readonly home: string
  readonly record: string
}

export interface StepRow extends PageEnd {
  /** ms */
  readonly at: number
  readonly id: string
  readonly name: string
}

export interface BearingStore {
  /** Appends news; answers how many were new. */
  addSituation(rows: readonly SituationRow[]): Promise<number>
  /** News that may still hold and that concerns everybody: what a process starts from. In no particular order. */
  situation(since: number): Promise<readonly SituationNews[]>
  /** News after `seq` that concerns everybody, oldest first. */
  situationAfter(seq: number, limit: number): Promise<readonly SituationNews[]>

  /** Bearing states in the order of (home, record). */
  bearingPage(after: PageEnd | undefined, limit: number): Promise<readonly StateRow[]>
  /** Names and times of notable things that happened, in the order of (home, record, time, id). */
  stepsPage(after: StepRow | undefined, limit: number): Promise<readonly StepRow[]>
  /** Events of the first records in the order of their homes, which are hashes: of all if there are no more. */
  eventSample(limit: number): Promise<readonly EventRow[]>
  /** Records in the order of (home, id). */
  recordsPage(after: PageEnd | undefined, limit: number): Promise<readonly RecordRow[]>
  /** Replaces a setting, unlike `putSetting`, which keeps the first. */
  changeSetting(name: string, value: string): Promise<void>

  /** Confirmed and corrected objectives, oldest first: the newest `limit` of them. */
  lessons(
    limit: number,
  ): Promise<readonly { readonly name: string; readonly properties: JsonObject }[]>
  learned(name: string): Promise<LearnedRow | undefined>
  /** When each was learned (ms) and under which fingerprint; without the bytes. */
  learnedNames(): Promise<readonly Omit<LearnedRow, 'body'>[]>
  putLearned(row: LearnedRow): Promise<void>
}
