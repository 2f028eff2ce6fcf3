// Business objects on events: named by our own doors in context.object, or made from events of SDKs.
import type { ObjectType } from '../../contract/definition.ts'
import type { JsonObject, ObjectChange } from '../../contract/event.ts'
import type { CompiledCollect, ObjectEvent } from './compile.ts'
import type { Refusal } from './context.ts'
import { idText } from './identifiers.ts'
import { lookUpName } from './name-table.ts'
import { type PathRoots, readPath } from './path.ts'

/** A change and the kind that its type gives to the event. */
export interface ObjectOnEvent {
  readonly change: ObjectChange
  readonly kind: string
}

/** The object that a track event changes, undefined when it changes none. */
export function objectOf(
  input: { readonly name: string; readonly roots: PathRoots; readonly isTrusted: boolean },
  compiled: CompiledCollect,
): ObjectOnEvent | undefined | Refusal {
  const named = input.isTrusted ? input.roots.context?.['object'] : undefined
  if (typeof named === 'object' && named !== null && !Array.isArray(named)) {
    return namedObject(named as JsonObject, input.roots.properties, compiled)
  }
  const rule = lookUpName(compiled.objectEvents, input.name)
  return rule && objectFromEvent(rule, input.roots)
}

function namedObject(
  named: JsonObject,
  body: JsonObject,
  compiled: CompiledCollect,
): ObjectOnEvent | Refusal {
  const type = compiled.objectTypes.get(String(named['type']))
  if (!type) return invalid(`There is no object type ${String(named['type']).slice(0, 80)}`)
  const id = idText(named['id'])
  if (id === undefined) return invalid(`The ${type.type} has no id`)
  if (typeof id === 'object') return invalid(`${type.type}.id: ${id.reason}`)
  const mode = named['mode'] === 'full' ? 'full' : 'patch'
  const missing = type.required.find((name) => body[name] === undefined || body[name] === null)
  if (mode === 'full' && missing) return invalid(`The ${type.type} needs ${missing}`)
  return {
    change: { type: type.type, id, mode, status: statusOf(type, body), body },
    kind: type.kind,
  }
}

function invalid(reason: string): Refusal {
  return { code: 'OBJECT_INVALID', reason }
}

function statusOf(type: ObjectType, body: JsonObject): string | undefined {
  const status = body[type.status]
  return typeof status === 'string' ? status : undefined
}

/** An event without the id of its object is an ordinary event. */
function objectFromEvent(rule: ObjectEvent, roots: PathRoots): ObjectOnEvent | undefined {
  const id = rule.ids.map((path) => idText(readPath(path, roots))).find((one) => one !== undefined)
  if (typeof id !== 'string') return undefined
  const { type, status } = rule
  const body =
    status === undefined ? roots.properties : { ...roots.properties, [type.status]: status }
  const change: ObjectChange = {
    type: type.type,
    id,
    mode: 'patch',
    status: statusOf(type, body),
    body,
  }
  return { change, kind: type.kind }
}
