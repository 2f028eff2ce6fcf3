// Event names -> anything: exact names in any case, and prefixes written with `*` at the end.

export interface NameTable<T> {
  readonly exact: ReadonlyMap<string, T>
  /** longest prefix first, so that the most particular one wins */
  readonly prefixes: readonly { readonly prefix: string; readonly value: T }[]
}

/** The first entry of a name wins. */
export function compileNames<T>(entries: readonly (readonly [string, T])[]): NameTable<T> {
  const exact = new Map<string, T>()
  const prefixes: { prefix: string; value: T }[] = []
  for (const [name, value] of entries) {
    const key = name.trim().toLowerCase()
    if (key.endsWith('*')) prefixes.push({ prefix: key.slice(0, -1), value })
    else if (!exact.has(key)) exact.set(key, value)
  }
  prefixes.sort((a, b) => b.prefix.length - a.prefix.length)
  return { exact, prefixes }
}

/** What stands for the name; an exact name beats any prefix. */
export function lookUpName<T>(table: NameTable<T>, name: string): T | undefined {
  const key = name.toLowerCase()
  const exact = table.exact.get(key)
  if (exact !== undefined || table.prefixes.length === 0) return exact
  return table.prefixes.find((entry) => key.startsWith(entry.prefix))?.value
}
