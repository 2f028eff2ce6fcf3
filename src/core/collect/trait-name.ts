// Names of traits, as everybody writes them: `First Name`, firstName, first_name and FIRSTNAME are one.
import { remembered } from './remembered.ts'

/** A trait's name without case, accents and what parts its words. */
export const foldTraitName = remembered((name) =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ''),
)

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
