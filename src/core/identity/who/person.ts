// Who a record says it is of, read for comparing two records without a trained model: names as words, a birth date as
// digits. What stands for nobody (placeholders, firms, handles with numbers) is left out, as if it had not been said.
import { parseDate } from '../match/normalise/dates.ts'
import { fold, isNameless, isPlaceholder } from '../match/normalise/fold.ts'
import { isTitle, parseName } from '../match/normalise/names.ts'
import { isLegalForm, parseOrganisation } from '../match/normalise/organisation.ts'
import { splitName } from '../match/normalise/split-name.ts'

/** What was said, part by part, as it came; '' where it was not. */
export interface WhoTexts {
  readonly given: string
  readonly middle: string
  readonly family: string
  readonly full: string
  readonly birth: string
}

export interface Person {
  /** folded words, first names first */
  readonly given: readonly string[]
  readonly family: readonly string[]
  /** jr, sr, ii, iii, iv, or '' */
  readonly generation: string
  /** YYYYMMDD, the year alone as YYYY, or '' */
  readonly birth: string
  /** all of it: the same text is the same person */
  readonly text: string
}

/** Birth dates before this year are what forms fill in. */
const BIRTH_YEAR_MIN = 1905
/** More words than any name has. */
const WORDS_MAX = 6

/** Undefined where nothing is said that tells one person from another. */
export function personOf(texts: WhoTexts): Person | undefined {
  const { given, family, generation } = namesOf(texts)
  const birth = birthOf(texts.birth)
  if (given.length === 0 && family.length === 0 && birth === '') return undefined
  const text = [given.join(' '), family.join(' '), generation, birth].join('|')
  return { given, family, generation, birth, text }
}

function namesOf({
  given,
  middle,
  family,
  full,
}: WhoTexts): Pick<Person, 'given' | 'family' | 'generation'> {
  // A firm may stand in any of the fields; then none of them names a person.
  if ([`${given} ${family}`, full].some(isOfFirm)) return NAMELESS
  const isWhole = given === '' && family === ''
  const apart = isWhole ? splitName(isNamed(full) ? withoutTitles(full) : '') : { given, family }
  const first = readName(apart.given)
  const last = readName(apart.family)
  // A single word may be either, or a handle: a given name as people sign with it.
  return {
    given: [...wordsOf(first), ...wordsOf(readName(middle))].slice(0, WORDS_MAX),
    family: wordsOf(last).slice(0, WORDS_MAX),
    generation: last.suffix || first.suffix || readName(full).suffix,
  }
}

const NAMELESS: ReturnType<typeof namesOf> = { given: [], family: [], generation: '' }

interface NameRead {
  readonly raw: string
  readonly words: readonly string[]
  readonly suffix: string
}

const NOT_NAMED: NameRead = { raw: '', words: [], suffix: '' }

function readName(raw: string): NameRead {
  const name = raw === '' ? undefined : parseName(raw)
  return name ? { raw, words: name.words, suffix: name.suffix } : NOT_NAMED
}

function wordsOf({ raw, words }: NameRead): readonly string[] {
  return isNamed(raw) ? words.filter((word) => !isTitle(word)) : []
}

/** Mr Berg has no given name. */
function withoutTitles(full: string): string {
  const words = full.split(/\s+/).filter((word) => !isTitle(fold(word).replace(/\.$/, '')))
  return words.join(' ')
}

/** Not where it is a placeholder or holds a number, as handles and products do. */
function isNamed(raw: string): boolean {
  const folded = fold(raw)
  return !isPlaceholder(folded) && !isNameless(folded) && !HAS_DIGIT.test(folded)
}

const HAS_DIGIT = /\d|@/

/** Words of firms, households and desks, beside legal forms: they stand where a name is asked for. */
const NO_PERSON: ReadonlySet<string> = new Set(
  (
    'shop store stores butik laden service services support sales office team group trading consulting solutions ' +
    'systems studio salon restaurant cafe hotel bakery bageri backerei garage transport logistics media design ' +
    'company firma foretag verein club school kommun city bank church foundation association account accounts ' +
    'reception order orders family familie familj familjen famille familia famiglia household the and und och og et'
  ).split(' '),
)

function isOfFirm(raw: string): boolean {
  const folded = fold(raw)
  if (folded === '' || (!folded.includes(' ') && !folded.includes('&'))) return false
  if (folded.includes('&')) return true
  const words = folded.split(/[^\p{L}\p{N}]+/u)
  return words.some((word) => NO_PERSON.has(word)) || hasLegalForm(raw, words)
}

/**
 * A legal form at the end; "Ab" and "As" are names as well, so the short ones count only as capitals wrote them. The end
 * is looked at first: nearly everybody is a person, and to read a whole name as that of a firm costs the most.
 */
function hasLegalForm(raw: string, words: readonly string[]): boolean {
  const last = words.findLast((word) => word !== '') ?? ''
  const mayBeForm = last.length > 2 ? isLegalForm(last) : isCapital(raw)
  return mayBeForm && (parseOrganisation(raw)?.form ?? '') !== ''
}

const isCapital = (raw: string): boolean => /(?:^|\s)[A-Z]{2}\.?$/.test(raw) && /[a-z]/.test(raw)

/** A first of January is what a form fills in where only the year, or nothing, is known. */
function birthOf(raw: string): string {
  const date = raw === '' ? undefined : parseDate(raw)
  if (!date || !(date.year >= BIRTH_YEAR_MIN)) return ''
  if (!date.isFull) return date.text.slice(0, 4)
  return date.isNewYear ? '' : date.text
}
