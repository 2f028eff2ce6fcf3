// Work on the same things, one after the other within this server: what is read stands until what follows is written.

const working = new WeakMap<object, Map<string, Promise<void>>>()

/**
 * Runs `work` once all work begun earlier under one of `keys` has ended, well or not. Keys are taken together, so that
 * no two wait for each other.
 *
 * @param scope whose keys they are
 */
export async function inTurn<T>(
  scope: object,
  keys: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const last = working.get(scope) ?? new Map<string, Promise<void>>()
  working.set(scope, last)
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const before = keys.map((key) => last.get(key))
  for (const key of keys) last.set(key, ended)
  try {
    await Promise.all(before)
    return await work()
  } finally {
    for (const key of keys) if (last.get(key) === ended) last.delete(key)
    end()
  }
}
