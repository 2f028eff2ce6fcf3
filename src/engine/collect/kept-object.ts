// A change of an object that is set aside is kept as it was sent, owner and all: what was amiss with it may be mended
// before it is sent again, here or elsewhere (a type applied, a customer who becomes known).
import { NamedObject } from '../../contract/api.ts'
import { isObject } from '../../core/collect/admit.ts'
import { rawText } from '../../core/collect/raw-text.ts'
import type { ObjectWrite } from '../api.ts'

/** The body of POST /v1/objects that says the same. */
export function keptObject({ source: _, ...sent }: ObjectWrite, messageId: string | undefined) {
  return rawText({ objects: [{ ...sent, ...(messageId !== undefined && { messageId }) }] })
}

/** The objects of a body that was kept; undefined where it is an event, or fits no call. */
export function objectsKept(body: unknown): readonly NamedObject[] | undefined {
  if (!isObject(body) || !Array.isArray(body['objects'])) return undefined
  const parsed = NamedObject.array().min(1).safeParse(body['objects'])
  return parsed.success ? parsed.data : undefined
}
