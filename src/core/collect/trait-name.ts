// Names of traits, as everybody writes them: `First Name`, firstName, first_name and FIRSTNAME are one.

/** Names come from outside: they are remembered only up to here, so that memory stays bounded. */
const REMEMBERED_MAX = 5_000
const REMEMBERED_CHARACTERS_MAX = 100

const remembered = new Map<string, string>()

/** A trait's name without case, accents and what parts its words. */
export function foldTraitName(name: string): string {
  const known = remembered.get(name)
  if (known !== undefined) return known
  const folded = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
  const isKept = remembered.size < REMEMBERED_MAX && name.length <= REMEMBERED_CHARACTERS_MAX
  if (isKept) remembered.set(name, folded)
  return folded
}

/** The trait of that name, however it is written; the very name comes first. Undefined where there is none. */
export function traitNamed<Value>(
  traits: Readonly<Record<string, Value>>,
  name: string,
): Value | undefined {
  if (Object.hasOwn(traits, name)) return traits[name]
  const folded = foldTraitName(name)
  for (const own of Object.keys(traits)) if (foldTraitName(own) === folded) return traits[own]
  return undefined
}
