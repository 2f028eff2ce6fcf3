// What commands ask of Alidade, wherever it is: the engine opened here, or a running server over HTTP.
import type {
  DecideInput,
  IdentityAnswer,
  IdentityExplanation,
  ItemResult,
  KeyInput,
  LinkAnswer,
  LinkInput,
  MoveInput,
  Receipt,
  ReviewItem,
  ReviewQuery,
  SetAsideItem,
  UnlinkInput,
} from '../contract/api.ts'
import type { ConsentInput } from '../contract/consent.ts'
import type { DefinitionFile, Definitions } from '../contract/definition.ts'
import type { Entity } from '../contract/identifier.ts'
import type {
  ChangesQuery,
  IdentityChange,
  IdentityJob,
  TrainInput,
  TryInput,
} from '../contract/identity-job.ts'
import type { JourneyMap, JourneyMapRequest } from '../contract/journey-map.ts'
import type { SituationAnswer, SituationNow, ToldUpdate } from '../contract/situation.ts'
import type { View, ViewRequest } from '../contract/view.ts'
import type { ObjectWrite, PageOf } from '../engine/api.ts'

/** Writes under one source. Results stand in the order of the items; a call is durable when it resolves. */
export interface Writer {
  readonly collect: (items: readonly unknown[]) => Promise<readonly ItemResult[]>
  readonly putObjects: (
    objects: readonly Omit<ObjectWrite, 'source'>[],
  ) => Promise<readonly ItemResult[]>
  readonly recordConsent: (consent: ConsentInput) => Promise<{ readonly id: string }>
}

export interface SetAsideQuery {
  readonly cursor?: string
  readonly limit: number
  readonly state?: string
  readonly code?: string
}

export interface Service {
  /** for messages: the address or the data directory */
  readonly where: string
  /** the work gets a writer whose events carry this source */
  readonly withWriter: <Result>(
    source: string,
    work: (writer: Writer) => Promise<Result>,
  ) => Promise<Result>
  /** @param role absent: the first role that may look for this purpose (the key's, when a key was given) */
  readonly view: (request: ViewRequest, role: string | undefined) => Promise<View>
  readonly receipts: (messageId: string) => Promise<readonly Receipt[]>
  readonly setAsides: (query: SetAsideQuery) => Promise<PageOf<SetAsideItem>>
  readonly replay: (
    ids: readonly string[],
    correctedRaw: string | undefined,
  ) => Promise<readonly ItemResult[]>
  readonly discard: (ids: readonly string[]) => Promise<number>
  readonly identity: (ref: string, asOf: string | undefined) => Promise<IdentityAnswer>
  readonly link: (input: LinkInput) => Promise<LinkAnswer>
  readonly unlink: (input: UnlinkInput) => Promise<LinkAnswer>
  readonly move: (input: MoveInput) => Promise<LinkAnswer>
  readonly explainIdentity: (a: string, b: string) => Promise<IdentityExplanation>
  readonly reviews: (query: Omit<ReviewQuery, 'purpose'>) => Promise<PageOf<ReviewItem>>
  readonly decideReview: (id: string, input: DecideInput) => Promise<LinkAnswer>
  /** false: it was not paused */
  readonly resumeMatching: (entity: Entity) => Promise<boolean>
  /** @param role as for views */
  readonly journeyMap: (request: JourneyMapRequest, role: string | undefined) => Promise<JourneyMap>
  /** starts a job: see `identityJob` */
  readonly startTraining: (input: TrainInput) => Promise<IdentityJob>
  readonly startTrying: (input: TryInput) => Promise<IdentityJob>
  readonly identityJob: (id: string) => Promise<IdentityJob>
  readonly identityChanges: (id: string, query: ChangesQuery) => Promise<PageOf<IdentityChange>>
  readonly situation: () => Promise<SituationNow>
  /** all or none */
  readonly putSituation: (updates: readonly ToldUpdate[]) => Promise<SituationAnswer>
  readonly definitions: () => Promise<{
    readonly version: number
    readonly definitions: Definitions
  }>
  readonly applyDefinitions: (
    file: DefinitionFile,
    options: { readonly dryRun: boolean },
  ) => Promise<{
    readonly version: number
    readonly changed: readonly string[]
    /** names that are probably misspelt */
    readonly warnings: readonly string[]
  }>
  readonly createKey: (input: KeyInput) => Promise<{ readonly id: string; readonly key: string }>
  readonly listKeys: () => Promise<readonly object[]>
  /** false: there is no such key, or it is revoked already */
  readonly revokeKey: (id: string) => Promise<boolean>
}

/** Why the operator reads identities: keeping records right is what these commands are for. */
export const STEWARDSHIP = 'stewardship'
