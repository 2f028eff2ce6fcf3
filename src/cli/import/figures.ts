// Numbers as people of many countries write them: 1,234.50 and 1.234,50, 1 234,5 and 12,50.

/**
 * Undefined for what is no number. With `decimal` ('.' or ',') the other sign parts thousands. Without it the form
 * tells: of two different signs the last is the decimal one, and one comma before anything but three figures is too.
 * One comma before three figures parts thousands, one point is decimal.
 */
export function toNumber(value: unknown, decimal?: string): number | undefined {
  if (typeof value === 'number') return value
  const text = String(value).replaceAll(/[\s_'’]/g, '')
  const sign = decimal ?? decimalOf(text)
  const plain = text.replaceAll(sign === ',' ? '.' : ',', '').replace(sign, '.')
  const number = plain === '' ? Number.NaN : Number(plain)
  return Number.isFinite(number) ? number : undefined
}

/** What exports write where there is no number. */
const NONE = /^(|[-\u2013\u2014.?]+|n\/?a|nan|null|none|nil|#n\/a)$/i

export const isNone = (value: unknown): boolean => NONE.test(String(value).trim())

function decimalOf(text: string): string {
  const comma = text.lastIndexOf(',')
  const point = text.lastIndexOf('.')
  if (comma >= 0 && point >= 0) return comma > point ? ',' : '.'
  if (comma >= 0) return /^[^,]*,(?!\d{3}$)[^,]*$/.test(text) ? ',' : '.'
  return text.indexOf('.') === point ? '.' : ','
}
