// Messages come out of other systems escaped once too often: `can\u2019t`, `you &amp; me`, `first\nsecond`. Reads them
// as they were meant, and keeps where each character stood.

export interface Unescaped {
  readonly text: string
  /** place in the message as it came of each place in `text`, and of its end; absent: they are the same */
  readonly places?: readonly number[]
}

/** Of the many names of characters those that programs escape on their own. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
])
const ESCAPE =
  /\\u(?<unit>[\da-fA-F]{4})|\\(?<control>[nrt"'/])|&(?<name>amp|lt|gt|quot|apos|nbsp);|&#(?<code>\d{2,6});/g
const MAY_BE_ESCAPED = /\\[unrt"'/]|&[a-z#]/

/** Never throws. What is no escape stays as it is. */
export function unescaped(message: string): Unescaped {
  if (!MAY_BE_ESCAPED.test(message)) return { text: message }
  const places: number[] = []
  let text = ''
  let at = 0
  const keep = (to: number): void => {
    text += message.slice(at, to)
    for (; at < to; at++) places.push(at)
  }
  for (const match of message.matchAll(ESCAPE)) {
    keep(match.index)
    for (const unit of meant(match).split('')) {
      text += unit
      places.push(match.index)
    }
    at = match.index + match[0].length
  }
  keep(message.length)
  places.push(message.length)
  return { text, places }
}

function meant({ groups = {} }: RegExpExecArray): string {
  const { unit, control, name, code } = groups
  if (unit !== undefined) return String.fromCharCode(Number.parseInt(unit, 16))
  if (control !== undefined) return /[nrt]/.test(control) ? ' ' : control
  if (name !== undefined) return NAMED.get(name) ?? ' '
  const point = Number(code)
  return point <= 0x10ffff ? String.fromCodePoint(point) : ' '
}
