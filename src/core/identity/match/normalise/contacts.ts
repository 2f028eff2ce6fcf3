// E-mail addresses and phone numbers in comparable form. Values that belong to nobody in particular (role
// mailboxes, sample addresses, numbers of one digit) count as not given: they would join strangers.
import { fold } from './fold.ts'

export interface EmailAddress {
  /** local@domain, or what was given where there is no @ */
  readonly text: string
  readonly local: string
  readonly domain: string
  /** local part without +tag, and for Gmail without dots */
  readonly bare: string
  /** bare without its digits */
  readonly letters: string
}

const SAME_DOMAIN: Readonly<Record<string, string>> = {
  'googlemail.com': 'gmail.com',
  'hotmail.co.uk': 'hotmail.co.uk',
}

/** Mailboxes of a task, not of a person. */
const ROLE_MAILBOXES = new Set(
  (
    'info sales contact office admin administrator support service help helpdesk hello mail email post postmaster ' +
    'webmaster noreply no-reply donotreply do-not-reply billing accounts accounting invoice invoices rechnung ' +
    'buchhaltung kontakt vertrieb kundenservice marketing team hr jobs careers press presse orders order shop ' +
    'reception enquiries inquiries feedback newsletter root abuse security privacy legal contacto ventas ' +
    'contatti compras financeiro compta comptabilite accueil verkoop klantenservice biuro faktury ' +
    'test testing tester anonymous guest unknown none null undefined nobody user email na'
  ).split(' '),
)

const SAMPLE_DOMAINS = new Set(
  'example.com example.org example.net test.com test.test localhost domain.com email.com mailinator.com guerrillamail.com 10minutemail.com yopmail.com trashmail.com tempmail.com'.split(
    ' ',
  ),
)

/** An e-mail address; undefined for role mailboxes, sample domains and what is no address. */
export function parseEmail(raw: string): EmailAddress | undefined {
  const folded = fold(raw)
  const text = (/<([^<>]*@[^<>]*)>/.exec(folded)?.[1] ?? folded)
    .replace(/^mailto:/, '')
    .replace(/[<>"\s]/g, '')
  const at = text.lastIndexOf('@')
  const local = at < 0 ? text : text.slice(0, at)
  const given = at < 0 ? '' : text.slice(at + 1)
  const domain = SAME_DOMAIN[given] ?? given
  if (local.length + domain.length < 3) return undefined
  if (ROLE_MAILBOXES.has(local) || SAMPLE_DOMAINS.has(domain)) return undefined
  const untagged = local.split('+')[0] ?? local
  const bare = domain === 'gmail.com' ? untagged.replaceAll('.', '') : untagged
  const letters = bare.replace(/\d+/g, '')
  return { text: at < 0 ? local : `${local}@${domain}`, local, domain, bare, letters }
}

export interface PhoneNumber {
  /** digits without country or trunk prefix as far as that can be told */
  readonly text: string
  /** the last nine digits: the same for +49 171 2345678 and 0171 2345678 */
  readonly tail: string
}

const DIGITS_MIN = 6
const TAIL_DIGITS = 9
const NOBODYS = new Set([
  '123456',
  '1234567',
  '12345678',
  '123456789',
  '1234567890',
  '0123456789',
  '987654321',
])

/** A phone number; undefined for made-up ones and extensions. Extensions after x or ext are dropped. */
export function parsePhone(raw: string): PhoneNumber | undefined {
  const main = fold(raw).split(/(?:ext|x|durchwahl|#)/)[0] ?? ''
  const text = main.replace(/\(0\)/g, '').replace(/\D/g, '').replace(/^0+/, '')
  if (text.length < DIGITS_MIN || NOBODYS.has(text) || /^(\d)\1*$/.test(text)) return undefined
  return { text, tail: text.slice(-TAIL_DIGITS) }
}
