// Several questions to one transaction at once.

/**
 * The answers to questions that are asked together. When one fails the others are waited for as well: the
 * transaction must not end while answers of it are still on their way.
 */
export async function allDone<const Work extends readonly Promise<unknown>[]>(
  work: Work,
): Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }> {
  await Promise.allSettled(work)
  return Promise.all(work)
}
