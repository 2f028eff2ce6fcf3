// Whose mailbox it is: an address that spells a name belongs to whoever bears it, also when others of the home use it.

import type { Bench, Features } from '../compare/bench.ts'
import { textsOf } from '../compare/texts.ts'
import { isGivenName, isNickname } from '../normalise/nicknames.ts'
import { TELLING_ROLES } from '../roles/role.ts'
import type { Schema } from '../roles/schema.ts'

/** Whether a record does not say who it is of: a visit or a call that leaves an address or number only. */
export function isSilent({ schema }: Bench, { values }: Features): boolean {
  if (!schema.areUsuallyNamed) return false
  const telling = tellingOf(schema)
  for (const at of telling) if ((values[at]?.length ?? 0) > 0) return false
  return telling.length > 0
}

/** Positions of the attributes that say who a record is of. */
const tellings = new WeakMap<Schema, readonly number[]>()

function tellingOf(schema: Schema): readonly number[] {
  const known = tellings.get(schema)
  if (known) return known
  const made = schema.attributes.flatMap(({ role }, at) => (TELLING_ROLES.has(role) ? [at] : []))
  tellings.set(schema, made)
  return made
}

/** hers: the mailbox of a record spells the name of a customer; another's: it spells some other name. */
export type Owner = 'hers' | 'another' | 'unknown'

/** Whose name the mailboxes of a silent record spell, held against records of one customer. */
export function ownerOf(bench: Bench, silent: Features, members: readonly Features[]): Owner {
  const mailboxes = textsOf(bench, silent, 'email').map(localPart)
  if (mailboxes.length === 0) return 'unknown'
  const names = members.map((member) => namesOf(bench, member))
  if (mailboxes.some((mailbox) => names.some((own) => spells(mailbox, own)))) return 'hers'
  const isNamed = names.some(({ given }) => given.length > 0)
  const isAnothers = (mailbox: string): boolean =>
    isGivenName(firstWord(mailbox)) || names.some((own) => isOfRelative(mailbox, own))
  return isNamed && mailboxes.some(isAnothers) ? 'another' : 'unknown'
}

/** Whether a mailbox of a record spells somebody's given name; an initial is that of half the family. */
export function spellsGivenName(bench: Bench, record: Features, person: Features): boolean {
  const mailboxes = textsOf(bench, record, 'email')
  if (mailboxes.length === 0) return false
  const given = textsOf(bench, person, 'given_name').map(lettersOf)
  return mailboxes.some((mailbox) => spells(localPart(mailbox), { given, family: [] }))
}

/** jberg and lovisa.berg for Ann Berg, not a.m.berg. What spells her own name is found before. */
function isOfRelative(mailbox: string, { given, family }: Names): boolean {
  const letters = lettersOf(mailbox)
  return family.some((last) => {
    if (last.length < NAME_MIN || letters === last || !letters.endsWith(last)) return false
    const before = letters.slice(0, -last.length)
    return given.every((name) => before.length > 2 || before.charAt(0) !== name.charAt(0))
  })
}

interface Names {
  readonly given: readonly string[]
  readonly family: readonly string[]
}

function namesOf(bench: Bench, record: Features): Names {
  return {
    given: textsOf(bench, record, 'given_name').map(lettersOf),
    family: textsOf(bench, record, 'family_name').map(lettersOf),
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

function localPart(address: string): string {
  return address.split('@')[0] ?? ''
}

function firstWord(mailbox: string): string {
  return mailbox.split(/[^\p{L}]+/u)[0] ?? ''
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}]+/gu, '')
}
