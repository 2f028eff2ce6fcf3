// Values as people read them: numbers, amounts of money, dates. Written by hand because the tables behind
// Intl differ between versions of Node, and a view must be the same bytes everywhere.
import { cleanText, VALUE_LENGTH_MAX } from './clean.ts'

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const ISO_DATE = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$/
/** Lists show so many items. */
const LIST_ITEMS_MAX = 5
/** Beyond this a number is no time in ms. */
const TIME_MS_MAX = 8.64e15

/** 12500.5 -> `12,500.50`; 3 -> `3` */
export function readableNumber(value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) return String(value)
  const digits = Number.isInteger(value) ? String(value) : value.toFixed(2)
  const [whole = '', rest] = digits.split('.')
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole
  return rest === undefined ? grouped : `${grouped}.${rest}`
}

/** 249 and SEK -> `249 SEK`; undefined when there is no number. Cents are written when there are any. */
export function readableMoney(value: unknown, currency: unknown): string | undefined {
  const amount = typeof value === 'string' ? Number(value.trim() || Number.NaN) : value
  if (typeof amount !== 'number' || !Number.isFinite(amount)) return undefined
  const unit = typeof currency === 'string' ? cleanText(currency, 8) : ''
  return unit ? `${readableNumber(amount)} ${unit}` : readableNumber(amount)
}

/** Time as ms or ISO text -> `14 Nov 2026` (UTC); undefined when it is no time. */
export function readableDate(value: unknown): string | undefined {
  const ms = typeof value === 'string' && ISO_DATE.test(value) ? Date.parse(value) : value
  if (typeof ms !== 'number' || !(Math.abs(ms) <= TIME_MS_MAX)) return undefined
  const date = new Date(ms)
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Older than this a date says more than a number of days. */
const AGO_DAYS_MAX = 14

/** How long before `now`: `2 minutes ago`, `4 days ago`; a date when it is long ago or still to come. */
export function readableAge(at: number, now: number): string | undefined {
  const age = now - at
  if (!(age >= 0) || age >= AGO_DAYS_MAX * DAY_MS) return readableDate(at)
  if (age < MINUTE_MS) return 'just now'
  if (age < HOUR_MS) return counted(age / MINUTE_MS, 'minute')
  return age < DAY_MS ? counted(age / HOUR_MS, 'hour') : counted(age / DAY_MS, 'day')
}

function counted(amount: number, unit: string): string {
  const whole = Math.floor(amount)
  return `${whole} ${unit}${whole === 1 ? '' : 's'} ago`
}

/** Time in ms -> `21 Nov 2026, 21:58 UTC` */
export function readableMoment(ms: number): string {
  const time = new Date(ms).toISOString().slice(11, 16)
  return `${readableDate(ms)}, ${time} UTC`
}

/** Any JSON value as text; undefined when there is nothing to read. */
export function readableValue(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return (readableDate(value) ?? cleanText(value, VALUE_LENGTH_MAX)) || undefined
    case 'number':
      return readableNumber(value)
    case 'bigint':
      return String(value)
    case 'boolean':
      return value ? 'yes' : 'no'
    default:
      if (Array.isArray(value)) return readableList(value)
      return typeof value === 'object' && value !== null ? readableObject(value) : undefined
  }
}

function readableList(values: readonly unknown[]): string | undefined {
  const texts = values
    .slice(0, LIST_ITEMS_MAX)
    .map((one) => (typeof one === 'object' ? undefined : readableValue(one)))
    .filter((one) => one !== undefined)
  return texts.length > 0 ? cleanText(texts.join(', '), VALUE_LENGTH_MAX) : undefined
}

/** An address is read from the street outwards, whatever order its parts came in. */
const ADDRESS_KEYS = [
  'street',
  'address1',
  'address2',
  'postalCode',
  'postal_code',
  'zip',
  'city',
  'state',
  'country',
]

/** The values of a flat object: an address in its own order, anything else as it stands. */
function readableObject(value: object): string | undefined {
  const entries = Object.entries(value).slice(0, 2 * LIST_ITEMS_MAX)
  const isAddress = entries.some(([key]) => key === 'city' || key === 'street')
  const place = (key: string) => ADDRESS_KEYS.indexOf(key) + 1 || ADDRESS_KEYS.length + 1
  const ordered = isAddress ? entries.sort(([a], [b]) => place(a) - place(b)) : entries
  const texts = ordered.flatMap(([key, one]) => {
    const text = typeof one === 'object' ? undefined : readableValue(one)
    if (text === undefined) return []
    return [isAddress ? text : `${cleanText(key, VALUE_LENGTH_MAX)} ${text}`]
  })
  return texts.length > 0 ? cleanText(texts.join(', '), VALUE_LENGTH_MAX) : undefined
}
