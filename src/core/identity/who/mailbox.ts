// Whose name an e-mail address spells: of a mailbox that several people use, it says whose it is where nobody else does.
import { fold } from '../match/normalise/fold.ts'
import { isGivenName, isNickname } from '../match/normalise/nicknames.ts'
import type { Person } from './person.ts'

export interface Mailbox {
  /** first word, and all letters, of what stands before the @ */
  readonly first: string
  readonly last: string
  readonly letters: string
}

/** Undefined for what is no e-mail address. */
export function mailboxIn(value: string): Mailbox | undefined {
  const [local = '', domain] = fold(value).split('@')
  if (domain === undefined) return undefined
  const words = (local.split('+')[0] ?? '').split(/[^\p{L}]+/u).filter((word) => word !== '')
  return { first: words[0] ?? '', last: words.at(-1) ?? '', letters: words.join('') }
}

/** A name shorter than this begins many words. */
const NAME_MIN = 3

/** ann.berg12, annb, aberg, bergann for Ann Berg; also bob.berg for Robert. */
export function spells({ first, letters }: Mailbox, { given, family }: Person): boolean {
  const endsWithFamily = (rest: string): boolean =>
    rest === '' || family.some((last) => last.startsWith(rest) || rest.startsWith(last))
  return given.some(
    (name) =>
      (name.length >= NAME_MIN &&
        letters.startsWith(name) &&
        endsWithFamily(letters.slice(name.length))) ||
      (isNickname(name, first) && endsWithFamily(letters.slice(first.length))) ||
      family.some((last) => letters === name.charAt(0) + last || letters === last + name),
  )
}

/** Whether it spells the name of somebody else of her family. */
export function spellsAnotherOf(mailbox: Mailbox, person: Person): boolean {
  const { first, last } = mailbox
  return (
    first !== last &&
    isGivenName(first) &&
    person.given.length > 0 &&
    person.family.includes(last) &&
    !spells(mailbox, person)
  )
}
