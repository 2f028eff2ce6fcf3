// Whose mailbox it is: an address that spells a name belongs to whoever bears it, also when others of the home use it.
import { TELLING_ROLES } from '../roles/role.ts'
import type { Known, Scorer } from '../score/scorer.ts'
import { knownMembers } from './candidates.ts'
import type { Neighbourhood } from './neighbourhood.ts'

/** Whether a record does not say who it is of: a visit or a call that leaves an address or number only. */
export function isSilent({ model }: Scorer, { features }: Known): boolean {
  const { attributes } = model.schema
  let isAsked = false
  for (const [at, { role }] of attributes.entries()) {
    if (!TELLING_ROLES.has(role)) continue
    isAsked = true
    if ((features.values[at]?.length ?? 0) > 0) return false
  }
  return isAsked
}

/** Whether the mailbox of a record spells the name of a customer. */
export function isHers(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  customer: string,
): boolean {
  const mailboxes = textsOf(scorer, record, 'email').map(lettersOf)
  if (mailboxes.length === 0) return false
  return knownMembers(near, customer, record.id).some((member) =>
    mailboxes.some((mailbox) => spells(scorer, mailbox, member)),
  )
}

/** A name shorter than this is found in many words. */
const NAME_MIN = 3

function spells(scorer: Scorer, mailbox: string, member: Known): boolean {
  const given = textsOf(scorer, member, 'given_name').map(compacted)
  if (given.some((name) => name.length >= NAME_MIN && mailbox.startsWith(name))) return true
  const family = textsOf(scorer, member, 'family_name').map(compacted)
  return given.some((name) => family.some((last) => mailbox === name.charAt(0) + last))
}

function textsOf({ model, bench }: Scorer, { features }: Known, role: string): readonly string[] {
  return model.schema.attributes.flatMap((own, at) =>
    own.role === role ? (features.values[at] ?? []).map((value) => bench.textOf(at, value)) : [],
  )
}

/** The local part without digits and signs. */
function lettersOf(address: string): string {
  return (address.split('@')[0] ?? '').replace(/[^\p{L}]+/gu, '')
}

function compacted(name: string): string {
  return name.replace(/[^\p{L}]+/gu, '')
}
