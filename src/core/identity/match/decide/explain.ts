// Why two records are, or are not, one customer: bits per attribute, what forbids it, and what would change it.
import { type Evidence, type Known, type Scorer, TOGETHER } from '../score/scorer.ts'
import { knownMembers } from './candidates.ts'
import { type Obstacle, obstacleTo } from './constraints.ts'
import { withoutCrowd } from './crowd.ts'
import type { Neighbourhood } from './neighbourhood.ts'

export type Verdict = 'link' | 'review' | 'separate'

export interface Explanation {
  readonly verdict: Verdict
  /** posterior log2 odds; the bits of the evidence sum to it */
  readonly bits: number
  readonly evidence: readonly Evidence[]
  /** what forbids the link whatever the bits say */
  readonly obstacle: Obstacle | undefined
  /** attributes whose values count as nobody's own */
  readonly shared: readonly string[]
  /** single changes that would turn the verdict */
  readonly wouldChange: readonly Change[]
}

export interface Change {
  readonly attribute: string
  /** the value missing, or agreeing at its best level */
  readonly to: 'unknown' | 'same'
  readonly bits: number
  readonly verdict: Verdict
}

/** Explains a record against a customer; undefined when the customer has no other record. */
export function explainMatch(
  scorer: Scorer,
  near: Neighbourhood,
  { record, customer }: { readonly record: Known; readonly customer: string },
): Explanation | undefined {
  const members = knownMembers(near, customer, record.id)
  if (members.length === 0) return undefined
  const { record: own } = withoutCrowd(scorer, near, record)
  const evidence = scorer.evidence(own, members)
  const bits = evidence.reduce((sum, part) => sum + part.bits, 0)
  const obstacle = obstacleTo(scorer, near, { record, customer })
  const verdict = obstacle ? 'separate' : verdictOf(scorer, bits)
  return {
    verdict,
    bits,
    evidence,
    obstacle,
    shared: sharedAttributes(scorer, record, own),
    wouldChange: obstacle ? [] : changes(scorer, evidence, bits, verdict),
  }
}

export function verdictOf({ model }: Scorer, bits: number): Verdict {
  if (bits >= model.thresholds.link) return 'link'
  return bits >= model.thresholds.review ? 'review' : 'separate'
}

function sharedAttributes({ model }: Scorer, record: Known, own: Known): readonly string[] {
  return model.schema.attributes
    .filter((_, at) => record.features.values[at]?.length !== own.features.values[at]?.length)
    .map(({ id }) => id)
}

function changes(
  scorer: Scorer,
  evidence: readonly Evidence[],
  bits: number,
  verdict: Verdict,
): readonly Change[] {
  // What the attributes say together is known of the levels as they are, not of others.
  const joint = evidence.find(({ attribute }) => attribute === TOGETHER)?.bits ?? 0
  return scorer.model.schema.attributes.flatMap(({ id }, at) => {
    const part = evidence.find(({ attribute }) => attribute === id)
    const without = bits - joint - (part?.bits ?? 0)
    const best = without + Math.max(...(scorer.model.attributes[at]?.bits ?? [0]))
    const options: readonly Change[] = [
      { attribute: id, to: 'unknown', bits: without, verdict: verdictOf(scorer, without) },
      { attribute: id, to: 'same', bits: best, verdict: verdictOf(scorer, best) },
    ]
    return options.filter((own) => own.verdict !== verdict)
  })
}
