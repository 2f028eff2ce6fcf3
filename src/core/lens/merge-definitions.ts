// Puts definitions over definitions: a company's own over those in force, one file over the one before.
import type { DefinitionFile, Definitions } from '../../contract/definition.ts'

type Lists = Exclude<keyof Definitions, 'identity' | 'matching' | 'plan'>
type Item<List extends Lists> = NonNullable<Definitions[List]>[number]

/** What makes two items of a list the same: then the later one replaces the earlier. */
const NAMES: { readonly [List in Lists]: (item: Item<List>) => string } = {
  kinds: (item) => item.kind,
  objects: (item) => item.type,
  traits: (item) => item.trait,
  survivorship: (item) => item.trait,
  provenance: (item) => `${item.source}\0${item.traits.join(' ')}`,
  computed: (item) => item.name,
  purposes: (item) => item.purpose,
  roles: (item) => item.role,
  lenses: (item) => item.lens,
  intents: (item) => item.intent,
  capabilities: (item) => item.capability,
  calendars: (item) => item.calendar,
  serviceLevels: (item) => item.serviceLevel,
  situationFeeds: (item) => item.feed,
  journeys: (item) => item.journey,
  objectives: (item) => item.job,
  consentMappings: (item) => `${item.category}\0${item.purpose}\0${item.channel}`,
}

/**
 * Lists item by item, blocks as a whole; what `over` does not name stays. Complete definitions stay complete.
 * The same object when `over` is empty.
 */
export function mergeDefinitions<Held extends DefinitionFile>(
  held: Held,
  over: DefinitionFile,
): Held {
  const entries = Object.entries(over)
  if (entries.length === 0) return held
  const merged: Record<string, unknown> = { ...held }
  for (const [block, value] of entries) {
    const nameOf = NAMES[block as Lists] as ((item: unknown) => string) | undefined
    const before = merged[block]
    merged[block] =
      nameOf && Array.isArray(before) && Array.isArray(value)
        ? mergeList(before, value, nameOf)
        : value
  }
  return merged as Held
}

/** Items of a new name go first: where the first match wins, the later word comes before the earlier. */
function mergeList(
  before: readonly unknown[],
  added: readonly unknown[],
  nameOf: (item: unknown) => string,
): readonly unknown[] {
  const replacing = new Map(added.map((item) => [nameOf(item), item]))
  const known = new Set(before.map(nameOf))
  return [
    ...[...replacing].filter(([name]) => !known.has(name)).map(([, item]) => item),
    ...before.map((item) => replacing.get(nameOf(item)) ?? item),
  ]
}
