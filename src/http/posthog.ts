// PostHog's wire in Segment's words, so that its clients can collect here: events with distinct_id, people
// under $set, and three names of its own for identify, alias and group.
import { isRecord } from './collect.ts'

type Fields = Readonly<Record<string, unknown>>

/** `{api_key, batch, sent_at}` -> the body of POST /v1/batch; anything else is returned as it is. */
export function segmentBatch(body: unknown): unknown {
  if (!isRecord(body) || !Array.isArray(body['batch'])) return body
  return {
    batch: body['batch'].map(segmentEvent),
    writeKey: body['api_key'],
    sentAt: body['sent_at'],
  }
}

function segmentEvent(item: unknown): unknown {
  if (!isRecord(item)) return item
  const properties = isRecord(item['properties']) ? item['properties'] : {}
  const translate = TRANSLATIONS.get(String(item['event'])) ?? track
  return { ...common(item, properties), ...translate(item, properties) }
}

function common(item: Fields, properties: Fields): Fields {
  const isAnonymous =
    properties['$process_person_profile'] === false || properties['$is_identified'] === false
  const id = item['distinct_id'] ?? properties['distinct_id']
  return {
    messageId: item['uuid'],
    timestamp: item['timestamp'],
    ...(isAnonymous ? { anonymousId: id } : { userId: id }),
    context: {
      library: { name: properties['$lib'], version: properties['$lib_version'] },
      ip: properties['$ip'],
      ...(isRecord(properties['$set']) && { traits: properties['$set'] }),
    },
  }
}

function track(item: Fields, properties: Fields): Fields {
  return { type: 'track', event: item['event'], properties }
}

type Translate = (item: Fields, properties: Fields) => Fields
const TRANSLATIONS: ReadonlyMap<string, Translate> = new Map<string, Translate>([
  [
    '$identify',
    (_item, properties) => ({
      type: 'identify',
      anonymousId: properties['$anon_distinct_id'],
      traits: properties['$set'] ?? {},
    }),
  ],
  ['$create_alias', (_item, properties) => ({ type: 'alias', previousId: properties['alias'] })],
  [
    '$groupidentify',
    (_item, properties) => ({
      type: 'group',
      groupId: properties['$group_key'],
      traits: properties['$group_set'] ?? {},
    }),
  ],
  ['$pageview', (_item, properties) => ({ type: 'page', properties })],
  [
    '$screen',
    (_item, properties) => ({ type: 'screen', name: properties['$screen_name'], properties }),
  ],
])
