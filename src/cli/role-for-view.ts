// Under which role the operator of this machine looks: the question names a purpose, not a role.
import type { Definitions } from '../contract/definition.ts'
import type { ViewRequest } from '../contract/view.ts'
import { CommandError, EXIT } from './exit.ts'

/** The first role of a fitting lens that may look for the purpose at everybody. Throws when there is none. */
export function roleForView(definitions: Definitions, request: ViewRequest): string {
  const purpose = purposeOf(definitions, request.purpose)
  const anybody = definitions.roles.filter(({ relationship }) => relationship === 'any')
  const lenses = definitions.lenses.filter((lens) => fits(lens, request))
  for (const lens of lenses) {
    const role = lens.roles.find(
      (name) => purpose.roles.includes(name) && anybody.some((rule) => rule.role === name),
    )
    if (role !== undefined) return role
  }
  const [first] = purpose.roles
  if (first !== undefined) return first
  throw new CommandError(`No role may look for the purpose "${request.purpose}"`, {
    exitCode: EXIT.refused,
  })
}

/** The first role of the purpose that may read maps of journeys. Throws when there is none. */
export function roleForMap(definitions: Definitions, name: string): string {
  const { roles } = purposeOf(definitions, name)
  const able = definitions.roles.filter(
    ({ relationship, scopes }) => relationship === 'any' && scopes.includes(MAP_SCOPE),
  )
  const role = able.find((rule) => roles.includes(rule.role))?.role
  if (role !== undefined) return role
  throw new CommandError(`No role may read journeys for the purpose "${name}"`, {
    exitCode: EXIT.refused,
  })
}

const MAP_SCOPE = 'journeys:read'

function purposeOf(definitions: Definitions, asked: string): Definitions['purposes'][number] {
  const purpose = definitions.purposes.find(({ purpose: name }) => name === asked)
  if (purpose) return purpose
  const names = definitions.purposes.map(({ purpose: name }) => name).join(', ')
  throw new CommandError(`There is no purpose "${asked}". There are: ${names}`, {
    exitCode: EXIT.usage,
  })
}

function fits(lens: Definitions['lenses'][number], request: ViewRequest): boolean {
  if (lens.purpose !== request.purpose) return false
  if (request.lens !== undefined) return lens.lens === request.lens
  const entity = request.account === undefined ? 'customer' : 'account'
  const isChannel = lens.channels.includes('*') || lens.channels.includes(request.channel)
  return lens.entity === entity && isChannel
}
