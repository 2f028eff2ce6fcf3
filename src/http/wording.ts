// What is said of a call that does not fit: what is missing is called missing, and beside a name that is not known
// stand those that are.
import type { FastifyError, FastifySchemaCompiler } from 'fastify'
import { validatorCompiler as asDocumented } from 'fastify-type-provider-zod'
import * as z from 'zod'

const NOT_AS_DOCUMENTED = 'not as documented'

interface Checked {
  readonly value?: unknown
  readonly error?: NonNullable<FastifyError['validation']>
}

/** Says the same faults at the same places as the provider's own compiler, in words that tell what to do. */
export const validatorCompiler: FastifySchemaCompiler<z.core.$ZodType> = (route) => {
  const check = asDocumented(route)
  return (data: unknown) => {
    const { value, error } = check(data) as Checked
    if (!error) return { value }
    const told = z.core.safeParse(route.schema, data, { error: wordingOf }).error?.issues ?? []
    return {
      error: error.map((fault, n) => ({
        ...fault,
        message: told[n]?.message ?? NOT_AS_DOCUMENTED,
      })),
    }
  }
}

/** Undefined: the schema's own words will do. */
function wordingOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys') return unknownNames(issue)
  if (issue.input !== undefined) return undefined
  if (issue.code === 'invalid_value') {
    return `is missing; expected one of ${issue.values.map((one) => JSON.stringify(one)).join(', ')}`
  }
  return issue.code === 'invalid_type' ? `is missing; expected ${issue.expected}` : undefined
}

function unknownNames({
  keys,
  inst,
}: z.core.$ZodRawIssue<z.core.$ZodIssueUnrecognizedKeys>): string | undefined {
  if (!(inst instanceof z.ZodObject)) return undefined
  const known = Object.keys(inst.shape)
  const named = keys.map((key) => JSON.stringify(key)).join(', ')
  return `There is no ${named} here; ${known.length === 0 ? 'it takes none' : `there are ${known.join(', ')}`}`
}
