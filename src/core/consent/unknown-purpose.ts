// What to say to somebody who names a purpose that is not in the catalogue.
import type { CompiledGates } from './gates.ts'

/** Names the purposes that the role may act for, and no others: what a company does is not everybody's business. */
export function unknownPurpose(
  name: string,
  { purposes }: Pick<CompiledGates, 'purposes'>,
  role: string,
): string {
  const own = [...purposes].flatMap(([purpose, { roles }]) => (roles.has(role) ? purpose : []))
  const said = `There is no purpose ${JSON.stringify(name.slice(0, NAME_SHOWN_MAX))}`
  return own.length === 0 ? said : `${said}; role ${role} may name ${own.join(', ')}`
}

const NAME_SHOWN_MAX = 100
