// The Segment wire as schemas, for the OpenAPI document only: collecting routes run no schema, because a
// client that sends something odd must still get its other events stored.
import * as z from 'zod'
import { EVENT_TYPES } from '../contract/event.ts'

export const SegmentEvent = z
  .looseObject({
    type: z.enum(EVENT_TYPES).optional().describe('taken from the route where that names one'),
    messageId: z.string().optional().describe('deduplicates for ever; made and answered if absent'),
    userId: z.string().optional().describe('userId or anonymousId is needed'),
    anonymousId: z.string().optional(),
    event: z.string().optional().describe('track: what happened'),
    name: z.string().optional().describe('page and screen'),
    groupId: z.string().optional().describe('group: the organisation'),
    previousId: z.string().optional().describe('alias: the id used before'),
    traits: z.looseObject({}).optional(),
    properties: z.looseObject({}).optional(),
    context: z.looseObject({}).optional(),
    integrations: z.looseObject({}).optional(),
    timestamp: z.string().optional(),
    originalTimestamp: z.string().optional(),
    sentAt: z.string().optional(),
  })
  .describe('An event as Segment and RudderStack SDKs send it')

export const SegmentBatch = z
  .looseObject({
    batch: z.array(SegmentEvent),
    sentAt: z.string().optional(),
    writeKey: z.string().optional(),
    context: z.looseObject({}).optional().describe('merged into every event'),
    integrations: z.looseObject({}).optional().describe('merged into every event'),
  })
  .or(z.array(SegmentEvent))

export const CollectQuery = z.looseObject({
  writeKey: z.string().optional().describe('one of the ways to send the key'),
  results: z.string().optional().describe('all = also the items that were plainly stored'),
})
