// The public entry `alidade/sdk`.
export {
  type AliasEvent,
  type Client,
  type ClientOptions,
  createClient,
  type EventFields,
  type GroupEvent,
  type IdentifyEvent,
  type ObjectFields,
  type ObjectItem,
  type PageEvent,
  type TimelineQuestion,
  type TrackEvent,
  type ViewQuestion,
} from './client.ts'
export { AlidadeError, type ClientCode, type FieldError } from './error.ts'
export type { FlushAnswer, QueueOptions } from './queue.ts'
export type { CallOptions, TransportOptions } from './transport.ts'
