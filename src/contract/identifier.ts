// An identifier is (namespace, value): what someone is known by somewhere. Values are normalised.
import * as z from 'zod'

export const Identifier = z.object({
  /** user_id, anonymous_id, email, phone, crm_id, loyalty_card, group_id, domain, order ... */
  namespace: z.string().regex(/^[a-z][a-z0-9_.:-]{0,62}$/),
  value: z.string().min(1).max(500),
})
export type Identifier = z.infer<typeof Identifier>

/** `email:ann@example.com` -> identifier; the first colon separates, so values may hold colons. */
export function parseIdentifier(text: string): Identifier | undefined {
  const at = text.indexOf(':')
  if (at <= 0) return undefined
  const parsed = Identifier.safeParse({ namespace: text.slice(0, at), value: text.slice(at + 1) })
  return parsed.success ? parsed.data : undefined
}

export function formatIdentifier(identifier: Identifier): string {
  return `${identifier.namespace}:${identifier.value}`
}

/** People or organisations: records, links and customers never cross this line. */
export const Entity = z.enum(['customer', 'account'])
export type Entity = z.infer<typeof Entity>

/**
 * A reference to a customer or account in an API call: a public id (`cus_...`, `acc_...`, `rec_...`) or
 * `namespace:value` of any identifier.
 */
export const CustomerRef = z
  .string()
  .min(3)
  .max(600)
  .describe('cus_... or namespace:value, for example email:ann@example.com or user_id:42')
export type CustomerRef = z.infer<typeof CustomerRef>

/**
 * Public ids are a prefix and 26 base-32 characters of a 128-bit hash, so they can be read over the phone
 * and never depend on the order in which events arrived.
 */
export type IdPrefix =
  | 'cus'
  | 'acc'
  | 'rec'
  | 'evt'
  | 'lnk'
  | 'con'
  | 'aud'
  | 'key'
  | 'rev'
  | 'job'
  | 'dead'
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

const CODES = Array.from(ALPHABET, (char) => char.charCodeAt(0))
const HEX_LENGTH = 32
const BITS_PER_DIGIT = 5

/** 32 hex characters (a uuid without dashes) -> `cus_01h...`. Views make dozens, so it works on codes of characters. */
export function publicId(prefix: IdPrefix, hex: string): string {
  const bare = hex.length === HEX_LENGTH ? hex : hex.replaceAll('-', '')
  const codes: number[] = []
  // 128 bits in 26 digits: the first takes 3 bits, as if two bits of nothing stood before it.
  let bits = 0
  let count = 2
  for (let i = 0; i < HEX_LENGTH; i++) {
    bits = ((bits << 4) | nibble(bare.charCodeAt(i))) & 0xff
    count += 4
    if (count < BITS_PER_DIGIT) continue
    count -= BITS_PER_DIGIT
    codes.push(CODES[(bits >> count) & 31] ?? 0)
  }
  return `${prefix}_${String.fromCharCode(...codes)}`
}

/** 0..15 of the code of a hex digit, small or large. */
const nibble = (code: number): number => (code <= 57 ? code - 48 : (code & 0xdf) - 55)

/** The hex of a public id, or undefined when the text is none of ours. */
export function hexOfPublicId(id: string): string | undefined {
  const match = /^[a-z]+_([0-7][0-9a-hjkmnp-tv-z]{25})$/.exec(id)
  if (!match?.[1]) return undefined
  let bits = 0n
  for (const char of match[1]) bits = (bits << 5n) | BigInt(ALPHABET.indexOf(char))
  return bits.toString(16).padStart(32, '0')
}
