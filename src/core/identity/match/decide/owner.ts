// Whose mailbox it is: an address that spells a name belongs to whoever bears it, also when others of the home use it.
import { isGivenName, isNickname } from '../normalise/nicknames.ts'
import { TELLING_ROLES } from '../roles/role.ts'
import type { Known, Scorer } from '../score/scorer.ts'

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

/** hers: the mailbox of a record spells the name of a customer; another's: it spells some other name. */
export type Owner = 'hers' | 'another' | 'unknown'

/** Whose name the mailboxes of a silent record spell, held against records of one customer. */
export function ownerOf(scorer: Scorer, silent: Known, members: readonly Known[]): Owner {
  const mailboxes = textsOf(scorer, silent, 'email').map(localPart)
  if (mailboxes.length === 0) return 'unknown'
  const names = members.map((member) => namesOf(scorer, member))
  if (mailboxes.some((mailbox) => names.some((own) => spells(mailbox, own)))) return 'hers'
  const isNamed = names.some(({ given }) => given.length > 0)
  return isNamed && mailboxes.some((mailbox) => isGivenName(firstWord(mailbox)))
    ? 'another'
    : 'unknown'
}

interface Names {
  readonly given: readonly string[]
  readonly family: readonly string[]
}

function namesOf(scorer: Scorer, record: Known): Names {
  return {
    given: textsOf(scorer, record, 'given_name').map(lettersOf),
    family: textsOf(scorer, record, 'family_name').map(lettersOf),
  }
}

/** A name shorter than this is found in many words. */
const NAME_MIN = 3

/** ann.berg12, annberg, aberg for Ann Berg; also bob for Robert. */
function spells(mailbox: string, { given, family }: Names): boolean {
  const letters = lettersOf(mailbox)
  const first = firstWord(mailbox)
  return given.some(
    (name) =>
      (name.length >= NAME_MIN && letters.startsWith(name)) ||
      isNickname(name, first) ||
      family.some((last) => letters === name.charAt(0) + last),
  )
}

function textsOf({ model, bench }: Scorer, { features }: Known, role: string): readonly string[] {
  return model.schema.attributes.flatMap((own, at) =>
    own.role === role ? (features.values[at] ?? []).map((value) => bench.textOf(at, value)) : [],
  )
}

function localPart(address: string): string {
  return address.split('@')[0] ?? ''
}

function firstWord(mailbox: string): string {
  return mailbox.split(/[^\p{L}]+/u)[0] ?? ''
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}]+/gu, '')
}
