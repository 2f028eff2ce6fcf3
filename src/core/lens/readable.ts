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
      return Array.isArray(value) ? readableList(value) : undefined
  }
}

function readableList(values: readonly unknown[]): string | undefined {
  const texts = values
    .slice(0, LIST_ITEMS_MAX)
    .map((one) => (Array.isArray(one) ? undefined : readableValue(one)))
    .filter((one) => one !== undefined)
  return texts.length > 0 ? cleanText(texts.join(', '), VALUE_LENGTH_MAX) : undefined
}
