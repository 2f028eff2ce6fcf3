// What a definition says in place of what training finds out: keys, levels and thresholds.
import type { MatchDefinition, MatchKeyPart } from '../../../../contract/match.ts'
import { KINDS } from '../compare/kinds.ts'
import { patternOf } from '../compare/pattern-map.ts'
import { isWholeForm, planId } from '../keys/forms.ts'
import type { AttributeModel, FormSource, KeyPlan, Thresholds } from '../model.ts'
import { NAME_ROLES, PERSONAL_ROLES } from '../roles/role.ts'
import type { Schema } from '../roles/schema.ts'
import type { SourceValues } from './blocks.ts'

const DEFAULT_THRESHOLDS: Thresholds = { link: 1, review: -3, merge: 3 }
/**
 * Where an organisation's name is all that is known, equal names are a question for people: two firms, or two workspaces
 * that everybody calls Default, can have one. No evidence reaches so many bits.
 */
const ASKING_THRESHOLDS: Thresholds = { ...DEFAULT_THRESHOLDS, link: 60, merge: 60 }

export function thresholdsOf(
  definition: MatchDefinition | undefined,
  { isNameAll = false } = {},
): Thresholds {
  const usual = isNameAll ? ASKING_THRESHOLDS : DEFAULT_THRESHOLDS
  const { link, review, merge } = { ...usual, ...definition?.thresholds }
  return {
    link: link ?? usual.link,
    review: review ?? usual.review,
    merge: merge ?? usual.merge,
  }
}

/** Attributes with the declared bits in place of the learnt ones; unknown names change nothing. */
export function withDeclaredLevels(
  attributes: readonly AttributeModel[],
  schema: Schema,
  levels: MatchDefinition['levels'],
): readonly AttributeModel[] {
  return attributes.map((own, at) => {
    const attribute = schema.attributes[at]
    const declared = attribute && levels[attribute.id]
    if (!declared) return own
    const names = KINDS[attribute.kind].levels
    return { ...own, bits: own.bits.map((bits, level) => declared[names[level] ?? ''] ?? bits) }
  })
}

/** Corrections of patterns, but for those that know an attribute whose bits somebody declared. */
export function withoutDeclared(
  together: Readonly<Record<string, number>>,
  { attributes }: Schema,
  levels: MatchDefinition['levels'],
): Readonly<Record<string, number>> {
  const declared = attributes.flatMap(({ id }, at) => (levels[id] ? [at] : []))
  if (declared.length === 0) return together
  return Object.fromEntries(
    Object.entries(together).filter(([text]) => {
      const pattern = patternOf(text)
      return declared.every((at) => (pattern[at] as number) < 0)
    }),
  )
}

export interface KeySources {
  readonly schema: Schema
  readonly sources: readonly SourceValues[]
  readonly chosen: readonly KeyPlan[]
  readonly declared: MatchDefinition['keys']
}

/** Chosen and declared plans, and one for each value that is a person's own, each plan once. */
export function allKeys({ schema, sources, chosen, declared }: KeySources): readonly KeyPlan[] {
  const personal = sources
    .filter(({ source }) => isPersonal(source, schema))
    .map(({ source }) => ({ sources: [source] }))
  const byId = new Map<string, KeyPlan>()
  for (const plan of [
    ...personal,
    ...chosen,
    ...declared.flatMap((parts) => planOf(parts, schema)),
  ]) {
    byId.set(planId(plan), plan)
  }
  return [...byId.values()]
}

function isPersonal({ attributes, form }: FormSource, schema: Schema): boolean {
  const role = schema.attributes[attributes[0] ?? -1]?.role
  return role !== undefined && PERSONAL_ROLES.has(role) && isWholeForm(form)
}

/** A plan by names; none when an attribute is not there. */
function planOf(parts: readonly MatchKeyPart[], { attributes }: Schema): readonly KeyPlan[] {
  const sources = parts.map(({ attribute, form }) => ({
    attributes: attributes.flatMap(({ id, role }, at) =>
      id === attribute || (attribute === 'name' && NAME_ROLES.has(role)) ? [at] : [],
    ),
    form,
  }))
  return sources.some((source) => source.attributes.length === 0) ? [] : [{ sources }]
}
