// What an account's page shows of the accounts below it: each passes the gates with its own consents and with what the
// reader is to it, and every line says whose it is.
import { publicId } from '../../contract/identifier.ts'
import { consentState } from '../consent/combine.ts'
import { admit, type GateAsk } from '../consent/gates.ts'
import { type Candidate, once } from './candidate.ts'
import { cleanText } from './clean.ts'
import { count, type Gathering, objectCandidate } from './gather.ts'
import type { Related, Snapshot, Subsidiary } from './snapshot.ts'
import { type Filled, shifted } from './template.ts'

/** Among equals the account's own goes first. */
const IMPORTANCE_SHARE = 0.8
const NAME_LENGTH_MAX = 60

/** Candidates of all accounts below, in no particular order. Counts what is withheld. */
export function gatherSubsidiaries(
  { subsidiaries = [], objects }: Pick<Snapshot, 'subsidiaries' | 'objects'>,
  gathering: Gathering,
  ask: Omit<GateAsk, 'consents' | 'relationship'>,
): Candidate[] {
  // Who works for both has her things on the page already, as the account's own.
  const own = new Set(objects.map(({ type, id }) => `${type}:${id}`))
  return subsidiaries.flatMap((one) => {
    const shown = one.objects.filter(({ type, id }) => !own.has(`${type}:${id}`))
    return gatherOne({ ...one, objects: shown }, gathering, ask)
  })
}

function gatherOne(
  { account, records, consents, relationship, objects }: Subsidiary,
  gathering: Gathering,
  ask: Omit<GateAsk, 'consents' | 'relationship'>,
): readonly Candidate[] {
  const state = consentState(
    consents,
    records.map(({ id, joinedAt }) => ({ record: id, joinedAt })),
    ask.now,
  )
  const admission = admit(gathering.compiled.gates, { ...ask, relationship, consents: state })
  if (!admission.permit) {
    if (objects.length > 0) count(gathering.withheld, admission.reason, objects.length)
    return []
  }
  const own = { ...gathering, pass: admission.pass }
  return objects.flatMap((object) => {
    const candidate = objectCandidate(object, own)
    return candidate ? [marked(candidate, account)] : []
  })
}

function marked(candidate: Candidate, account: Related): Candidate {
  const name = cleanText(account.name ?? '', NAME_LENGTH_MAX) || publicId('acc', account.id)
  return {
    ...candidate,
    of: account,
    importance: candidate.importance * IMPORTANCE_SHARE,
    fill: once(() => withOwner(candidate.fill(), name)),
  }
}

/** `Norrbolag Wind: Ticket T-1 is open`; the name comes from outside like all names. */
function withOwner({ text, outside, codes }: Filled, name: string): Filled {
  const by = name.length + 2
  return {
    text: `${name}: ${text}`,
    outside: [[0, name.length], ...shifted(outside, by)],
    ...(codes && { codes: shifted(codes, by) }),
  }
}
