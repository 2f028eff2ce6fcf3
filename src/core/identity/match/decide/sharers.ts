// Who shares keys with a record and is worth comparing. What many hold finds a record's own customer hardly ever: of
// strangers who have nothing in common but one street or one name and year there are the more, the more records there are.

/** A key that more records hold is common: who shares nothing else with a record is not compared with it. */
export const COMMON = 20

export interface Shared<Holder> {
  /** who holds a key; undefined = too many, it finds nobody */
  readonly holders: (key: number) => readonly Holder[] | undefined
  /** how many hold it, also where not all of them are named */
  readonly holding: (key: number) => number
  /** of values that are meant to be one person's own: these find whoever holds them, however many */
  readonly personal: () => readonly number[]
}

/** Those who share a key that few hold, one of a person's own, or two of those that many hold. */
export function sharersOf<Holder>(
  keys: readonly number[],
  { holders, holding, personal }: Shared<Holder>,
): Set<Holder> {
  const found = new Set<Holder>()
  const once = new Set<Holder>()
  let own: readonly number[] | undefined
  const isCommon = (key: number): boolean => {
    if (holding(key) <= COMMON) return false
    own ??= personal()
    return !own.includes(key)
  }
  for (const key of keys) {
    const list = holders(key) ?? []
    const isFinding = !isCommon(key)
    for (const holder of list) {
      if (isFinding || once.has(holder)) found.add(holder)
      else once.add(holder)
    }
  }
  return found
}
