// E-mail addresses and phone numbers.
import {
  type EmailAddress,
  type PhoneNumber,
  parseEmail,
  parsePhone,
} from '../normalise/contacts.ts'
import type { Kind } from './kind.ts'
import { edits, jaroWinkler } from './similarity.ts'

const PREFIX = 5
const LOCAL_ALIKE = 0.88
const WHOLE_ALIKE = 0.93

export const email: Kind<EmailAddress> = {
  levels: [
    'same',
    'same mailbox name',
    'same letters',
    'mailbox name alike',
    'same domain',
    'different',
  ],
  exactLevels: 1,
  rarityWeight: 1,
  read: (raw) => parseEmail(raw),
  textOf: ({ text }) => text,
  compare: compareEmails,
  formsOf: ({ text, bare }) => ({
    address: [text],
    mailbox: bare.length > 3 ? [bare] : [],
    beginning: bare.length >= PREFIX ? [bare.slice(0, PREFIX)] : [],
  }),
}

export const EMAIL_LEVELS = {
  same: 0,
  mailbox: 1,
  letters: 2,
  alike: 3,
  domain: 4,
  different: 5,
} as const

function compareEmails(a: EmailAddress, b: EmailAddress): number {
  if (a.text === b.text) return EMAIL_LEVELS.same
  if (a.bare === b.bare && isOwn(a, b)) return EMAIL_LEVELS.mailbox
  // Numbers tell namesakes apart: ann.berg12 is hardly an error for ann.berg47.
  if (a.letters === b.letters && a.letters.length > 2)
    return isSlipInNumber(a, b) ? EMAIL_LEVELS.mailbox : EMAIL_LEVELS.letters
  if (isSlip(a, b)) return EMAIL_LEVELS.mailbox
  const shorter = Math.min(a.bare.length, b.bare.length)
  if (shorter >= 4 && jaroWinkler(a.bare, b.bare) >= LOCAL_ALIKE) return EMAIL_LEVELS.alike
  const isOther = a.domain !== b.domain
  if (isOther && jaroWinkler(a.text, b.text) >= WHOLE_ALIKE) return EMAIL_LEVELS.alike
  return a.domain !== '' && !isOther ? EMAIL_LEVELS.domain : EMAIL_LEVELS.different
}

/** Whether a mailbox name is hardly anybody else's at another provider: many an ann.berg has no number. */
function isOwn(a: EmailAddress, b: EmailAddress): boolean {
  return a.bare !== a.letters || areDomainsNear(a.domain, b.domain)
}

/** Numbers this long hardly come that near each other by chance, those of namesakes neither. */
const NUMBER_DIGITS_MIN = 5

function isSlipInNumber(a: EmailAddress, b: EmailAddress): boolean {
  const [one, other] = [a.bare.replace(/\D+/g, ''), b.bare.replace(/\D+/g, '')]
  return (
    Math.min(one.length, other.length) >= NUMBER_DIGITS_MIN &&
    edits(one, other, 1) <= 1 &&
    areDomainsNear(a.domain, b.domain)
  )
}

function isSlip(a: EmailAddress, b: EmailAddress): boolean {
  const shorter = Math.min(a.bare.length, b.bare.length)
  // Two slips in one address are rare: emily.j of one provider is hardly an error for emily.r of another.
  if (shorter >= 5 && edits(a.bare, b.bare, 2) <= 2 && areDomainsNear(a.domain, b.domain))
    return true
  // A sign lost around the @ moves letters between mailbox and domain; the whole still looks alike.
  return Math.max(a.text.length, b.text.length) >= 10 && edits(a.text, b.text, 2) <= 2
}

const DOMAIN_ALIKE = 0.85

function areDomainsNear(a: string, b: string): boolean {
  return a === '' || b === '' || jaroWinkler(a, b) >= DOMAIN_ALIKE
}

export const phone: Kind<PhoneNumber> = {
  levels: ['same', 'one edit', 'two edits', 'different'],
  exactLevels: 1,
  rarityWeight: 1,
  read: (raw) => parsePhone(raw),
  textOf: ({ tail }) => tail,
  compare: (a, b) => (a.tail === b.tail ? 0 : Math.min(3, edits(a.tail, b.tail, 2))),
  formsOf: ({ tail }) => ({ number: [tail], ending: [tail.slice(-6)] }),
}
