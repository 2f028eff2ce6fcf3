// Through which channel an event came: what it says itself, else what its library is.
import type { JsonObject } from '../../contract/event.ts'

const CHANNEL = /^[a-z][a-z0-9_-]{0,39}$/
/** Other words for the same channel, as SDKs use them. */
const SAME: Readonly<Record<string, string>> = {
  browser: 'web',
  client: 'web',
  ios: 'mobile',
  android: 'mobile',
  app: 'mobile',
  backend: 'server',
}

/** Parts of library names, most particular first: react-native is mobile though it is JavaScript. */
const LIBRARIES: readonly (readonly [string, string])[] = [
  ...['react-native', 'ios', 'android', 'kotlin', 'swift', 'flutter', 'expo', 'cordova'].map(
    (name) => [name, 'mobile'] as const,
  ),
  ...['node', 'python', 'ruby', 'java-', 'golang', 'analytics-go', 'php', '.net', 'rust'].map(
    (name) => [name, 'server'] as const,
  ),
  ...['analytics.js', 'javascript', 'analytics-next', 'browser', 'web'].map(
    (name) => [name, 'web'] as const,
  ),
]

/** The channel of an event; `hasClient` = it came over a browser route. */
export function channelOf(
  body: JsonObject,
  context: JsonObject | undefined,
  hasClient: boolean,
): string {
  return said(body['channel']) ?? said(context?.['channel']) ?? guessed(context, hasClient)
}

function said(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const name = value.trim().toLowerCase()
  if (!CHANNEL.test(name)) return undefined
  return Object.hasOwn(SAME, name) ? SAME[name] : name
}

function guessed(context: JsonObject | undefined, hasClient: boolean): string {
  const library = context?.['library']
  const name = (library as JsonObject | null | undefined)?.['name']
  if (typeof name === 'string') {
    const lower = name.slice(0, 100).toLowerCase()
    const known = LIBRARIES.find(([part]) => lower.includes(part))
    if (known) return known[1]
  }
  return hasClient ? 'web' : 'server'
}
