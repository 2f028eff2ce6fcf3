// The text of an item that is set aside: JSON as it came, at any depth, never throwing.
//
// JSON.stringify recurses and fails on items nested a hundred thousand deep, which JSON.parse accepts;
// losing those would break the promise that what is set aside can be looked at and replayed.

/** Characters kept of one item: as much as a whole request may hold. */
const RAW_CHARACTERS_MAX = 4 * 1024 * 1024

/** JSON text of any value; cut when it is longer than a request may be, or runs in a circle. */
export function rawText(value: unknown): string {
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, RAW_CHARACTERS_MAX)
  } catch {
    return deepText(value)
  }
}

/** Either a value still to be written, or a piece of text. */
type Work = { readonly value: unknown } | string

/** The same with a stack of its own instead of recursion. */
function deepText(root: unknown): string {
  const pieces: string[] = []
  const stack: Work[] = [{ value: root }]
  let length = 0
  for (let work = stack.pop(); work !== undefined; work = stack.pop()) {
    const piece = typeof work === 'string' ? work : opened(work.value, stack)
    pieces.push(piece)
    length += piece.length
    if (length > RAW_CHARACTERS_MAX) break
  }
  return pieces.join('')
}

/** Text of a scalar; for objects and arrays the opening, with the rest put on the stack. */
function opened(value: unknown, stack: Work[]): string {
  if (typeof value !== 'object' || value === null) return scalarText(value)
  const isList = Array.isArray(value)
  stack.push(isList ? ']' : '}')
  const keys = Object.keys(value)
  for (let i = keys.length - 1; i >= 0; i--) {
    const key = keys[i] as string
    stack.push({ value: (value as Record<string, unknown>)[key] })
    stack.push(`${i === 0 ? '' : ','}${isList ? '' : `${JSON.stringify(key)}:`}`)
  }
  return isList ? '[' : '{'
}

function scalarText(value: unknown): string {
  if (typeof value === 'bigint') return `"${value}"`
  return JSON.stringify(value) ?? 'null'
}
