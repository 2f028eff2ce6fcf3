// Why two records are, or are not, one customer: the path of links between them, or what keeps them apart.

import type { Link, RecordFacts } from '../../contract/link.ts'
import type { Reason } from '../../contract/reason.ts'
import type { Constraint, RejectedJoin, Resolution, RuleLink } from './resolution.ts'

export interface PathStep {
  readonly from: string
  readonly to: string
  readonly link: RuleLink | Link
}

export interface PairExplanation {
  readonly together: boolean
  /** together: from a to b; apart: empty */
  readonly path: readonly PathStep[]
  /** apart: the joins between their customers that were refused */
  readonly rejected: readonly RejectedJoin[]
  readonly because: readonly Reason[]
}

/** Explains the pair from a resolution and the facts it was made from; an unknown record shares nothing. */
export function explainPair(
  resolution: Resolution,
  facts: readonly RecordFacts[],
  a: string,
  b: string,
): PairExplanation {
  const path = pathBetween(resolution, a, b)
  if (path) {
    const because = path.map((step) => stepReason(step, facts))
    return { together: true, path, rejected: [], because }
  }
  const rejected = rejectedBetween(resolution, a, b)
  const because = eachOnce([
    ...rejected.map((join) => rejectionReason(join, facts)),
    ...ignoredReasons(resolution, facts, a, b),
  ])
  if (because.length === 0) because.push({ text: 'No rule joins them and nobody linked them' })
  return { together: false, path: [], rejected, because }
}

/** Several links between two customers are often refused for one reason. */
function eachOnce(reasons: readonly Reason[]): Reason[] {
  return [...Map.groupBy(reasons, ({ text }) => text)].map(([text, same]) => {
    const evidence = [...new Set(same.flatMap((reason) => reason.evidence ?? []))]
    return evidence.length === 0 ? { text } : { text, evidence }
  })
}

function pathBetween(
  { links, decided }: Resolution,
  a: string,
  b: string,
): readonly PathStep[] | undefined {
  const paths = new Map<string, readonly PathStep[]>([[a, []]])
  const all: readonly (RuleLink | Link)[] = [...decided, ...links]
  for (const [from, path] of paths) {
    if (from === b) return path
    for (const link of all) {
      const to = otherEnd(link, from)
      if (to !== undefined && !paths.has(to)) paths.set(to, [...path, { from, to, link }])
    }
  }
  return undefined
}

function otherEnd(link: RuleLink | Link, end: string): string | undefined {
  if (link.recordA === end) return link.recordB
  return link.recordB === end ? link.recordA : undefined
}

function stepReason({ from, to, link }: PathStep, facts: readonly RecordFacts[]): Reason {
  const pair = `${nameOf(from, facts)} and ${nameOf(to, facts)}`
  if ('author' in link) {
    return { text: `${link.author} linked ${pair}: ${link.reason}`, evidence: [link.id] }
  }
  const evidence = link.evidence.slice(1)
  return { text: `${pair} ${ruleText(link, facts)}`, evidence }
}

function ruleText(
  { rule, evidence }: RuleLink | RejectedJoin,
  facts: readonly RecordFacts[],
): string {
  const [kind, ...namespace] = rule.split(':')
  const value = valueText(evidence[0] ?? '', facts)
  if (kind === 'alias') return `were named as one by an alias call for ${value}`
  if (kind === 'sighting') return `were seen on one device, ${value}`
  if (kind === 'match') return 'are likely one by what they say'
  if (kind === 'shared') return `share the ${namespace.join(':')} ${value}`
  return `were linked by ${rule}`
}

function valueText(identifier: string, facts: readonly RecordFacts[]): string {
  for (const record of facts) {
    for (const { id, value } of record.identifiers) if (id === identifier) return value
  }
  return identifier
}

function nameOf(record: string, facts: readonly RecordFacts[]): string {
  const found = facts.find(({ id }) => id === record)
  return found ? `${found.source} ${found.namespace} ${found.key}` : `record ${record}`
}

function rejectedBetween(
  { customers, rejected }: Resolution,
  a: string,
  b: string,
): readonly RejectedJoin[] {
  const membersWith = (id: string): ReadonlySet<string> =>
    new Set(
      customers
        .find(({ records }) => records.some(({ record }) => record === id))
        ?.records.map(({ record }) => record) ?? [id],
    )
  const ofA = membersWith(a)
  const ofB = membersWith(b)
  return rejected.filter(
    ({ recordA, recordB }) =>
      (ofA.has(recordA) && ofB.has(recordB)) || (ofA.has(recordB) && ofB.has(recordA)),
  )
}

function rejectionReason(join: RejectedJoin, facts: readonly RecordFacts[]): Reason {
  const pair = `${nameOf(join.recordA, facts)} and ${nameOf(join.recordB, facts)}`
  const text = `${pair} ${ruleText(join, facts)}, but ${CONSTRAINT_TEXT[join.constraint](join.which)}`
  const isPersons = join.constraint === 'different_by_person'
  return { text, evidence: isPersons ? [join.which] : join.evidence.slice(1) }
}

const CONSTRAINT_TEXT: Record<Constraint, (which: string) => string> = {
  different_by_person: () => 'somebody decided that they are different',
  overruled_by_person: () => 'a later decision says otherwise',
  different_entity: () => 'one is a customer and the other an account',
  values_per_customer: (which) => `one customer would have too many values of ${which}`,
  records_per_customer: () => 'one customer would have too many records',
  alias_untrusted: (which) => `${which} is not trusted to join two known users`,
  shared_device: () => 'several customers use the device',
  different_people: (which) => `by ${TELLING_TEXT(which)} they are two people`,
  shared_contact: (which) => `several people hold this ${which} and nothing says whose it is here`,
}

const TELLING_TEXT = (which: string): string => which.replaceAll('_', ' ').split('+').join(' and ')

/** Values that both hold and that count for nothing. */
function ignoredReasons(
  { ignored }: Resolution,
  facts: readonly RecordFacts[],
  a: string,
  b: string,
): readonly Reason[] {
  const holds = (record: string, identifier: string): boolean =>
    facts.find(({ id }) => id === record)?.identifiers.some(({ id }) => id === identifier) === true
  return ignored
    .filter(({ identifier }) => holds(a, identifier) && holds(b, identifier))
    .map(({ identifier, namespace, why }) => ({
      text: `Both show the ${namespace} ${valueText(identifier, facts)}, but ${IGNORED_TEXT[why]}`,
    }))
}

const IGNORED_TEXT = {
  generic: 'too many records do: it says nothing about who somebody is',
  blocked: 'the rules say that it is no identifier',
} as const
