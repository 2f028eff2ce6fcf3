// Message ids that follow from what is imported: the same record of the same source gives the same id, whenever and
// however often it is imported, so the second import changes nothing.
import { hash } from 'node:crypto'

/** `imp-` and 32 hex characters over mapping, kind, key and content. */
export function contentId(parts: {
  readonly mapping: string
  /** tells outputs with equal content apart, e.g. `object order` */
  readonly kind: string
  readonly key: unknown
  readonly content: unknown
}): string {
  const { mapping, kind, key, content } = parts
  return `imp-${hash('sha256', canonicalText([mapping, kind, key ?? null, content]), 'hex').slice(0, 32)}`
}

/** JSON text in which the order of keys says nothing. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalText(field)}`)
  return `{${fields.join(',')}}`
}
