// What happens to a value on its way into a system: typing mistakes, other spellings, placeholders, other forms.
import type { Random } from '../random.ts'

const LETTERS = 'abcdefghijklmnoprstuvy'
const TYPO_LENGTH_MIN = 4

/** One slip of the fingers: a letter lost, doubled, swapped with its neighbour or mistaken. Short words stay. */
export function typo(random: Random, text: string): string {
  if (text.length < TYPO_LENGTH_MIN) return text
  const at = random.int(1, text.length - 2)
  const [before, letter, after] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)]
  const slip = random.int(0, 3)
  if (slip === 0) return before + after
  if (slip === 1) return before + letter + letter + after
  if (slip === 2) return before + after.charAt(0) + letter + after.slice(1)
  return before + (/\d/.test(letter) ? String(random.int(0, 9)) : random.pick([...LETTERS])) + after
}

/** Åsa -> Asa, Strömberg -> Stroemberg now and then: what keyboards without these letters make of them. */
export function foreignKeyboard(random: Random, text: string): string {
  if (random.chance(0.3)) {
    return text.replaceAll('ö', 'oe').replaceAll('ä', 'ae').replaceAll('å', 'aa')
  }
  return text.replaceAll('ø', 'o').normalize('NFKD').replaceAll(/\p{M}/gu, '')
}

/** One slip in a date that stays a date: a digit of the day or the year, or month and day changed over. */
export function dateSlip(random: Random, iso: string): string {
  const [year = '', month = '', day = ''] = iso.split('-')
  const slip = random.int(0, 2)
  if (slip === 0 && Number(day) <= 12) return `${year}-${day}-${month}`
  if (slip === 1) return `${year}-${month}-${two(1 + (Number(day) % 28))}`
  return `${Number(year) + random.pick([-10, -1, 1, 10])}-${month}-${day}`
}

const two = (number: number): string => String(number).padStart(2, '0')

export const PLACEHOLDER_DATES: readonly string[] = ['1900-01-01', '1970-01-01']
export const PLACEHOLDER_MAILS: readonly string[] = ['test@test.com', 'noreply@example.com', 'n/a']
export const PLACEHOLDER_PHONES: readonly string[] = ['0000000000', '123456789', 'n/a', '-']
export const PLACEHOLDER_NAMES: readonly string[] = ['Unknown', 'N/A', 'Test Test', 'Guest']

/** +46701234567 as people and systems write it: as it is, with blanks, in the form of the country, with 00. */
export function phoneForm(random: Random, e164: string): string {
  const code = e164.startsWith('+46') ? '46' : '44'
  const national = e164.slice(1 + code.length)
  const form = random.int(0, 4)
  if (form === 0) return `0${national}`
  if (form === 1) return `0${national.slice(0, 2)}-${grouped(national.slice(2))}`
  if (form === 2) return `+${code} ${national.slice(0, 2)} ${grouped(national.slice(2))}`
  if (form === 3) return `00${code}${national}`
  return e164
}

/** 1234567 -> 123 45 67 */
function grouped(digits: string): string {
  const rest = digits.slice(3).match(/\d{1,2}/g) ?? []
  return [digits.slice(0, 3), ...rest].join(' ')
}
