// The one form of an identifier that is compared: "Ann@Example.COM " and "ann@example.com" are the same.
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'
import type { NamespaceRule } from '../../contract/definition.ts'
import { ID_CHARACTERS_MAX } from './context.ts'

export type Normalisation = NamespaceRule['normalise']

/**
 * The normal form of a value, or undefined when it has not the shape of its kind (no e-mail address,
 * no possible phone number, empty, longer than 500 characters). `country` is for phones without a
 * country code.
 */
export function normaliseValue(
  kind: Normalisation,
  value: string,
  country: string,
): string | undefined {
  if (value.length > ID_CHARACTERS_MAX) return undefined
  const normal = NORMALISERS[kind](value.trim(), country)
  return normal && normal.length <= ID_CHARACTERS_MAX ? normal : undefined
}

type Normaliser = (value: string, country: string) => string | undefined

const NORMALISERS: Readonly<Record<Normalisation, Normaliser>> = {
  exact: (value) => value,
  lower: (value) => value.normalize('NFKC').toLowerCase().trim(),
  email: normaliseEmail,
  phone: normalisePhone,
  domain: normaliseDomain,
  digits: (value) => value.replace(/\D/g, ''),
  code: (value) =>
    value
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ''),
}

const EMAIL_CHARACTERS_MAX = 254

/** Lower case, with Google's second domain folded; dots and +tags are kept: they can be other people. */
function normaliseEmail(value: string): string | undefined {
  const text = value.normalize('NFKC').toLowerCase().trim()
  const bare = text.startsWith('mailto:') ? text.slice(7) : text
  if (bare.length > EMAIL_CHARACTERS_MAX || !/^[^\s@<>,;:"()]{1,64}@[^\s@<>,;:"()/]+$/.test(bare)) {
    return undefined
  }
  const at = bare.indexOf('@')
  const domain = bare.slice(at + 1)
  if (!isDomain(domain)) return undefined
  return domain === 'googlemail.com' ? `${bare.slice(0, at)}@gmail.com` : bare
}

function isDomain(text: string): boolean {
  return text.includes('.') && !text.startsWith('.') && !text.endsWith('.') && !text.includes('..')
}

/** `https://www.Example.com:443/a?b` and `ann@example.com` -> `example.com`. */
function normaliseDomain(value: string): string | undefined {
  const text = value
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
  const host = text.split(/[/?#]/, 1)[0] ?? ''
  const name = host
    .slice(host.lastIndexOf('@') + 1)
    .replace(/:\d+$/, '')
    .replace(/\.$/, '')
    .replace(/^www\./, '')
  return /^[\p{L}\p{N}.-]+$/u.test(name) && isDomain(name) ? name : undefined
}

/** Countries whose international numbers are never rewritten when no national prefix follows the code. */
const PLAIN_COUNTRY_CODE = /^\+(?:1|3[1-4]|4[135-9]|61|81|91|358)/
const DIALLED_CHARACTERS_MAX = 40

/** E.164. Plain international numbers are taken as they are; the rest is read with the numbering plans. */
function normalisePhone(value: string, country: string): string | undefined {
  if (value.length > DIALLED_CHARACTERS_MAX) return undefined
  const text = value.normalize('NFKC').replace(/^tel:/i, '').replace('(0)', '')
  const dialled = text.replace(/[\s().\-/\u2010-\u2015]/g, '').replace(/^00/, '+')
  if (!/^\+?\d{3,20}$/.test(dialled)) return withPlan(text, country)
  return isPlainInternational(dialled) ? dialled : withPlan(dialled, country)
}

/** True when the digits after the country code cannot hold a national prefix (0, 1, 8, 9). */
function isPlainInternational(dialled: string): boolean {
  const code = PLAIN_COUNTRY_CODE.exec(dialled)
  if (!code || dialled.length < 10 || dialled.length > 16) return false
  const first = dialled.charCodeAt(code[0].length)
  const isPlain = first >= 50 && first <= 55
  return isPlain && (code[0] !== '+1' || dialled.length === 12)
}

function withPlan(text: string, country: string): string | undefined {
  const region: CountryCode = isSupportedCountry(country) ? country : 'US'
  const number = parsePhoneNumberFromString(text, { defaultCountry: region, extract: false })
  return number?.isPossible() ? number.number : undefined
}
