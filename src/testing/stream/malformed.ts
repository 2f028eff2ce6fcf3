// Catalogue of inputs that break collectors: values a database refuses or changes silently, and structural
// faults. Each is JSON text, because many of them cannot be made by JSON.stringify (duplicate keys, 1e200000).

/**
 * What a good collector makes of it:
 * - set_aside: kept with a reason, not stored; - stored: stored as it is;
 * - either: stored after a flagged repair, or set aside; - unreadable: no JSON, so the whole request is refused.
 */
export type MalformedOutcome = 'set_aside' | 'stored' | 'either' | 'unreadable'

export interface MalformedCase {
  readonly name: string
  readonly expected: MalformedOutcome
  /** the item as JSON text; `unique` makes ids that no other item has */
  readonly text: (unique: Unique) => string
  /** far over any limit: used by tests on its own, never mixed into a stream */
  readonly isHuge?: boolean
}

export interface Unique {
  readonly messageId: string
  /** ISO 8601 */
  readonly timestamp: string
  readonly userId: string
}

/** `{` + the usual first fields of a track event; the rest, with the closing brace, follows. */
const open = ({ messageId, timestamp, userId }: Unique) =>
  `{"type":"track","messageId":"${messageId}","timestamp":"${timestamp}","userId":"${userId}","event":"Malformed Sample",`

const inProperties = (json: string) => (unique: Unique) => `${open(unique)}"properties":{${json}}}`
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
const withTime = (time: string) => (unique: Unique) =>
  open({ ...unique, timestamp: time }).concat('"properties":{"of":"time"}}')
const withUserId = (json: string) => (unique: Unique) =>
  `{"type":"track","messageId":"${unique.messageId}","timestamp":"${unique.timestamp}","userId":${json},"event":"Malformed Sample"}`
const withType =
  (type: string, rest: string) =>
  ({ messageId, timestamp, userId }: Unique) =>
    `{"type":${type},"messageId":"${messageId}","timestamp":"${timestamp}","userId":"${userId}"${rest}}`
const manyKeys = (count: number) =>
  Array.from({ length: count }, (_, n) => `"k${n}":${n % 10}`).join(',')

function row(
  name: string,
  expected: MalformedOutcome,
  text: (unique: Unique) => string,
): MalformedCase {
  return { name, expected, text }
}
function huge(name: string, expected: MalformedOutcome, text: (unique: Unique) => string) {
  return { name, expected, text, isHuge: true }
}

const VALUES: readonly MalformedCase[] = [
  row('NUL in a text', 'either', inProperties('"note":"a\\u0000b"')),
  row('NUL in a key', 'either', inProperties('"a\\u0000b":1')),
  row('NUL in the user id', 'either', withUserId('"poison\\u0000id"')),
  row('lone high surrogate in a text', 'either', inProperties('"note":"a\\ud800b"')),
  row('lone low surrogate in a key', 'either', inProperties('"\\udc00":1')),
  row('number beyond any numeric type', 'either', inProperties('"total":1e200000')),
  row('negative number beyond any numeric type', 'either', inProperties('"total":-1e200000')),
  row('number with 400 digits', 'either', inProperties(`"total":${'9'.repeat(400)}`)),
  row('whole number above 2^53', 'either', inProperties('"id":9007199254740993')),
  row('same key twice', 'either', inProperties('"total":1,"total":2')),
  row('key named __proto__', 'either', inProperties('"__proto__":{"isAdmin":true}')),
  row('key named constructor', 'either', inProperties('"constructor":{"prototype":{"x":1}}')),
  row('empty key', 'either', inProperties('"":1')),
  row('key of 9,000 characters', 'either', inProperties(`"${'k'.repeat(9000)}":1`)),
  row('time in the year 275760', 'either', withTime('+275760-09-13T00:00:00.000Z')),
  row('time in the year 0', 'either', withTime('0000-01-01T00:00:00Z')),
  row('time on February 30', 'either', withTime('2026-02-30T12:00:00Z')),
  row('time that is the word now', 'either', withTime('now')),
  row('time that is the word infinity', 'either', withTime('infinity')),
  row('leap second', 'either', withTime('2026-06-30T23:59:60Z')),
  row('time without a zone', 'either', withTime('2026-06-30T12:00:00')),
  row('time that is empty', 'either', withTime('')),
  row('time far in the future', 'either', withTime('2999-12-31T00:00:00Z')),
  row(
    'time that is an object',
    'either',
    ({ messageId, userId }) =>
      `{"type":"track","messageId":"${messageId}","timestamp":{"$date":1},"userId":"${userId}","event":"Malformed Sample"}`,
  ),
  row('100 levels deep', 'set_aside', inProperties(`"deep":${nested(100)}`)),
  row('10,000 levels deep', 'set_aside', inProperties(`"deep":${nested(10_000)}`)),
  huge('100,000 levels deep', 'set_aside', inProperties(`"deep":${nested(100_000)}`)),
  row('40 KB of text', 'set_aside', inProperties(`"note":"${'x'.repeat(40_000)}"`)),
  huge('20,000 keys', 'set_aside', inProperties(manyKeys(20_000))),
]

const STRUCTURE: readonly MalformedCase[] = [
  row('null', 'set_aside', () => 'null'),
  row('a number', 'set_aside', () => '42'),
  row('a text', 'set_aside', () => '"track"'),
  row('a list', 'set_aside', () => '[{"type":"track"}]'),
  row('an empty object', 'set_aside', () => '{}'),
  row(
    'type missing',
    'set_aside',
    ({ messageId, userId }) =>
      `{"messageId":"${messageId}","userId":"${userId}","event":"Malformed Sample"}`,
  ),
  row('type unknown', 'set_aside', withType('"teleport"', ',"event":"Malformed Sample"')),
  row('type a number', 'set_aside', withType('7', ',"event":"Malformed Sample"')),
  row(
    'no id at all',
    'set_aside',
    ({ messageId, timestamp }) =>
      `{"type":"track","messageId":"${messageId}","timestamp":"${timestamp}","event":"Malformed Sample"}`,
  ),
  row('user id empty', 'set_aside', withUserId('""')),
  row('user id null', 'set_aside', withUserId('null')),
  row('user id an object', 'set_aside', withUserId('{"id":1}')),
  row('user id a list', 'set_aside', withUserId('["u1"]')),
  row('user id true', 'set_aside', withUserId('true')),
  row('user id of 600 characters', 'set_aside', withUserId(`"${'u'.repeat(600)}"`)),
  row('user id of 9,000 characters', 'set_aside', withUserId(`"${'u'.repeat(9000)}"`)),
  row('user id the word null', 'set_aside', withUserId('"null"')),
  row('user id only zeros', 'set_aside', withUserId('"00000000-0000-0000-0000-000000000000"')),
  row('user id the word anonymous', 'set_aside', withUserId('"anonymous"')),
  row('track without an event name', 'set_aside', withType('"track"', ',"properties":{}')),
  row('event name empty', 'set_aside', withType('"track"', ',"event":""')),
  row('event name an object', 'set_aside', withType('"track"', ',"event":{"name":"x"}')),
  row(
    'event name of 600 characters',
    'set_aside',
    withType('"track"', `,"event":"${'e'.repeat(600)}"`),
  ),
  row('group without a group id', 'set_aside', withType('"group"', ',"traits":{"name":"x"}')),
  row(
    'group id of 600 characters',
    'set_aside',
    withType('"group"', `,"groupId":"${'g'.repeat(600)}"`),
  ),
  row('alias without a previous id', 'set_aside', withType('"alias"', '')),
  row(
    'message id of 300 characters',
    'set_aside',
    ({ userId, messageId }) =>
      `{"type":"track","messageId":"${messageId.padEnd(300, 'm')}","userId":"${userId}","event":"Malformed Sample"}`,
  ),
  row(
    'message id an object',
    'set_aside',
    ({ userId }) =>
      `{"type":"track","messageId":{"id":1},"userId":"${userId}","event":"Malformed Sample"}`,
  ),
  row(
    'properties a text',
    'set_aside',
    withType('"track"', ',"event":"Malformed Sample","properties":"x"'),
  ),
  row(
    'properties a list',
    'set_aside',
    withType('"track"', ',"event":"Malformed Sample","properties":[1]'),
  ),
  row('traits a list', 'set_aside', withType('"identify"', ',"traits":["x"]')),
  row(
    'context a number',
    'set_aside',
    withType('"track"', ',"event":"Malformed Sample","context":7'),
  ),
]

const NO_JSON: readonly MalformedCase[] = [
  row('cut off in the middle', 'unreadable', (unique) => open(unique).slice(0, -10)),
  row('single quotes', 'unreadable', () => `{'type':'track'}`),
  row('trailing comma', 'unreadable', inProperties('"a":1,')),
  row('NaN as a number', 'unreadable', inProperties('"total":NaN')),
  row('raw control character in a text', 'unreadable', inProperties('"note":"a\u0001b"')),
  row('raw line break in a text', 'unreadable', inProperties('"note":"a\nb"')),
  row('nothing', 'unreadable', () => ''),
  row('two values', 'unreadable', () => '{} {}'),
  row('HTML', 'unreadable', () => '<html><body>502 Bad Gateway</body></html>'),
  huge('100,000 opening brackets, never closed', 'unreadable', () => '['.repeat(100_000)),
]

/** Every case, the ones that are no JSON last. */
export const MALFORMED_CASES: readonly MalformedCase[] = [...VALUES, ...STRUCTURE, ...NO_JSON]

/** Those that can stand in a batch beside good events: valid JSON of a size that a client could send. */
export const MALFORMED_IN_BATCH: readonly MalformedCase[] = MALFORMED_CASES.filter(
  (one) => one.expected !== 'unreadable' && one.isHuge !== true,
)
