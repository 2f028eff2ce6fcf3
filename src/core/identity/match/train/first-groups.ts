// Which records count as one before anything is learnt: each alone. Only where an organisation's name is all that is
// known, those of one name do. Nothing else could show that equal names are no chance, and the chance of strangers
// having one would be learnt from firms that are there twice; firms take names that nobody else has.
import type { Schema } from '../roles/schema.ts'
import type { Sample } from './sample.ts'

/** Whether records tell nothing but what an organisation is called. */
export function isNameAll({ attributes }: Schema): boolean {
  return attributes.length === 1 && attributes[0]?.role === 'organisation'
}

/** Per record the first record of its group. */
export function firstGroups({ bench, features }: Sample): Int32Array {
  const alone = Int32Array.from(features, (_, at) => at)
  if (!isNameAll(bench.schema)) return alone
  const first = new Map<number, number>()
  return alone.map((at) => {
    const [name] = features[at]?.values[0] ?? []
    if (name === undefined) return at
    const own = first.get(name) ?? at
    first.set(name, own)
    return own
  })
}
