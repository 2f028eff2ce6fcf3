// Links, explanations and the consequences of decisions, as lines for people.
import type {
  IdentityExplanation,
  LinkAnswer,
  LinkRow,
  MatchEvidence,
  MatchExplanation,
} from '../contract/api.ts'
import { table } from './table.ts'

export function linkLine({ id, a, b, verdict, rule, author, at, reason }: LinkRow): string {
  const is = verdict === 'same' ? 'is the same as' : 'is not'
  return `  ${a} ${is} ${b} by ${rule}: ${reason} (${author}, ${at}, ${id})`
}

/** What a decision came to, and how it is undone. */
export function changeLines({
  dryRun,
  links,
  customers,
  consents,
  undo,
}: LinkAnswer): readonly string[] {
  return [
    dryRun ? 'This would happen:' : links.length > 0 ? 'Done:' : 'It is so already.',
    ...links.map(linkLine),
    ...customers.flatMap((customer) => ['', ...customerLines(customer)]),
    ...(consents.length === 0 ? [] : ['', 'Consents that change (the most restrictive holds):']),
    ...consents.map(
      ({ customer, purpose, channel, before, after }) =>
        `  ${customer}: ${purpose} by ${channel}: ${before} -> ${after}`,
    ),
    ...(dryRun || undo.length === 0
      ? []
      : ['', `To take it back: alidade identity unlink ${undo.join(' ')} --reason "..."`]),
  ]
}

function customerLines(customer: LinkAnswer['customers'][number]): readonly string[] {
  const { id, records, was, identifiers, traits, events, objects } = customer
  const formerly = was.filter((other) => other !== id)
  const values = Object.entries(traits).map(([name, value]) => `${name}=${textOf(value)}`)
  return [
    `${id}: ${records.length} records, ${events} events, ${objects} objects`,
    `  records  ${records.join(' ')}`,
    ...(formerly.length === 0 ? [] : [`  was      ${formerly.join(' ')}`]),
    ...(identifiers.length === 0
      ? []
      : [`  known by ${identifiers.map((one) => `${one.namespace}:${one.value}`).join(' ')}`]),
    ...(values.length === 0 ? [] : [`  says     ${values.join(', ')}`]),
  ]
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/** Why two are, or are not, one customer. */
export function explanationLines(found: IdentityExplanation): readonly string[] {
  const { a, b, together, because, matching, matchingAbsent, history } = found
  return [
    together
      ? `The two are one: ${a.customer}`
      : `${a.customer} and ${b.customer} are not the same`,
    `  ${a.record} is ${a.source} ${a.namespace}:${a.key}`,
    `  ${b.record} is ${b.source} ${b.namespace}:${b.key}`,
    '',
    ...because.map((text) => `  ${text}`),
    ...found.path.flatMap(({ evidence, bits }) =>
      evidence === undefined
        ? []
        : ['', `When it was linked (${signed(bits ?? 0)} bits):`, ...evidenceLines(evidence)],
    ),
    '',
    ...(matching ? matchingLines(matching) : [`Nothing to weigh: ${matchingAbsent ?? ''}`]),
    ...(history.length === 0 ? [] : ['', 'History:', ...history.map(linkLine)]),
  ]
}

const VERDICTS = {
  link: 'enough to link',
  review: 'a question for people',
  separate: 'two customers',
} as const

function matchingLines(matching: MatchExplanation): readonly string[] {
  const { bits, probability, verdict, thresholds, obstacle, shared, wouldChange } = matching
  const percent = (100 * probability).toFixed(2)
  return [
    `What they say now: ${signed(bits)} bits, ${percent} %: ${VERDICTS[verdict]} (link from ${thresholds.link}, ask from ${thresholds.review})`,
    ...evidenceLines(matching.evidence),
    ...(obstacle === undefined ? [] : [`In the way: ${obstacle.replaceAll('_', ' ')}`]),
    ...(shared.length === 0
      ? []
      : [`Many hold the same and so it says nothing: ${shared.join(', ')}`]),
    ...wouldChange.map(
      ({ attribute, to, bits: then, verdict: outcome }) =>
        `With ${attribute} ${to === 'same' ? 'the same' : 'unknown'}: ${signed(then)} bits, ${VERDICTS[outcome]}`,
    ),
  ]
}

export function evidenceLines(evidence: readonly MatchEvidence[]): readonly string[] {
  const rows = evidence.map(({ attribute, level, bits }) => [attribute, level, signed(bits)])
  return table(
    ['  ATTRIBUTE', 'AGREES', 'BITS'],
    rows.map(([name, ...rest]) => [`  ${name}`, ...rest]),
  )
}

export function signed(bits: number): string {
  return `${bits > 0 ? '+' : ''}${bits.toFixed(1)}`
}
