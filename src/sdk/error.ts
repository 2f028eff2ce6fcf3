// What goes wrong in a call, with the stable code of the server's problem+json.

/** `code` is a code of the API's errors reference, or one of these three of the client's own. */
export type ClientCode = 'NETWORK' | 'TIMEOUT' | 'QUEUE_FULL'

export interface FieldError {
  readonly path: string
  readonly message: string
}

export class AlidadeError extends Error {
  /** such as PURPOSE_UNKNOWN, OVERLOADED, NETWORK; branch on this, not on the message */
  readonly code: string
  /** HTTP status; undefined when no answer came */
  readonly status: number | undefined
  readonly errors: readonly FieldError[]
  /** name it when you report a fault */
  readonly requestId: string | undefined

  constructor(
    code: ClientCode | (string & {}),
    message: string,
    details: {
      readonly status?: number
      readonly errors?: readonly FieldError[]
      readonly requestId?: string | undefined
      readonly cause?: unknown
    } = {},
  ) {
    super(message, { cause: details.cause })
    this.name = 'AlidadeError'
    this.code = code
    this.status = details.status
    this.errors = details.errors ?? []
    this.requestId = details.requestId
  }
}

/** The error that an answer outside 2xx stands for. */
export async function errorOfAnswer(response: Response): Promise<AlidadeError> {
  const problem = await readProblem(response)
  return new AlidadeError(
    problem.code ?? `HTTP_${response.status}`,
    problem.detail ?? problem.title ?? `The server answered ${response.status}`,
    { status: response.status, errors: problem.errors ?? [], requestId: problem.requestId },
  )
}

interface ProblemBody {
  readonly code?: string
  readonly title?: string
  readonly detail?: string
  readonly errors?: readonly FieldError[]
  readonly requestId?: string
}

/** A proxy in between may answer something that is no JSON. */
async function readProblem(response: Response): Promise<ProblemBody> {
  try {
    const body: unknown = await response.json()
    return typeof body === 'object' && body !== null ? body : {}
  } catch {
    return {}
  }
}
