// Documents what a route may answer: its own answer, and every problem that its scope, body and verb can bring.
// A client generator or fuzzer finds each status in the OpenAPI document.
import type * as z from 'zod'
import { PROBLEMS, Problem, type ProblemCode } from '../contract/problem.ts'

const ALWAYS: readonly ProblemCode[] = [
  'QUERY_INVALID',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'REQUEST_TIMEOUT',
  'HEADERS_TOO_LARGE',
  'OVERLOADED',
  'INTERNAL',
  'UNAVAILABLE',
]
const WITH_KEY: readonly ProblemCode[] = ['KEY_MISSING', 'KEY_INVALID', 'SCOPE_MISSING']
const WITH_BODY: readonly ProblemCode[] = [
  'BODY_UNREADABLE',
  'BODY_INVALID',
  'BODY_TOO_LARGE',
  'ENCODING_UNSUPPORTED',
  'STORAGE_FULL',
]
/** Every read of customer data may be refused for its purpose, lens or reference, and writes the audit log. */
const WITH_PURPOSE: readonly ProblemCode[] = [
  'PURPOSE_NOT_ALLOWED',
  'REFERENCE_AMBIGUOUS',
  'PURPOSE_UNKNOWN',
  'LENS_UNKNOWN',
  'REFERENCE_INVALID',
  'STORAGE_FULL',
]

interface RouteTraits {
  readonly key?: boolean
  readonly body?: boolean
  readonly purpose?: boolean
  readonly also?: readonly ProblemCode[]
}

/**
 * Response schemas of a route.
 * @param own answers of its own, by status
 * @param traits what else can happen; `key` is true unless said otherwise
 */
export function answers<Own extends Record<number, z.ZodType>>(
  own: Own,
  traits: RouteTraits = {},
): Own {
  const codes = [
    ...ALWAYS,
    ...(traits.key === false ? [] : WITH_KEY),
    ...(traits.body ? WITH_BODY : []),
    ...(traits.purpose ? WITH_PURPOSE : []),
    ...(traits.also ?? []),
  ]
  const problems = Object.fromEntries(codes.map((code) => [PROBLEMS[code][0], Problem]))
  return { ...problems, ...own }
}
