// Cuts many items into request bodies that a server takes.

/** The server takes 2,500 items and 4 MiB. */
const ITEMS_MAX = 1_000
const CHARACTERS_MAX = 1_000_000

/**
 * `{"batch":[...]}` for texts of JSON values, in order; an item larger than the limit goes alone.
 * A character takes at most three bytes of UTF-8, so a body stays below the server's bound.
 */
export function* batchBodies(name: string, items: readonly string[]): Generator<string> {
  let part: string[] = []
  let characters = 0
  for (const item of items) {
    const isFull = part.length >= ITEMS_MAX || characters + item.length > CHARACTERS_MAX
    if (part.length > 0 && isFull) {
      yield bodyOf(name, part)
      part = []
      characters = 0
    }
    part.push(item)
    characters += item.length
  }
  if (part.length > 0) yield bodyOf(name, part)
}

function bodyOf(name: string, items: readonly string[]): string {
  return `{${JSON.stringify(name)}:[${items.join(',')}]}`
}
