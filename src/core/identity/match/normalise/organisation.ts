// Names of organisations: what is left without legal form, "the" and "and", with usual abbreviations made the same.
import { compact, fold, wordsOf } from './fold.ts'

export interface OrganisationName {
  /** words that name it, joined by a blank */
  readonly text: string
  readonly words: readonly string[]
  /** the words without blanks: Good Will and Goodwill are one */
  readonly compact: string
  /** the same with the legal form: SiemensAG */
  readonly whole: string
  /** sort of legal form; '' where none is given */
  readonly form: '' | 'limited' | 'stock' | 'partnership' | 'public'
  /** numbers in it, which tell branches and funds apart */
  readonly numbers: string
}

type Form = OrganisationName['form']

/** Legal forms written out, as they stand in folded text. */
const PHRASES: readonly (readonly [RegExp, string])[] = (
  [
    ['(public|open|closed|private)? ?joint stock (company|co)', 'jsc'],
    ['limited liability (company|co)', 'llc'],
    ['limited liability partnership', 'llp'],
    ['limited partnership', 'lp'],
    ['public limited (company|co)', 'plc'],
    ['(private|proprietary|pty|pvt) (limited|ltd)', 'ltd'],
    ['gesellschaft mit beschrankter haftung', 'gmbh'],
    ['aktien ?gesellschaft', 'ag'],
    ['societe anonyme', 'sa'],
    ['sociedad anonima', 'sa'],
    ['societe a responsabilite limitee', 'sarl'],
    ['sociedad (de responsabilidad )?limitada', 'sl'],
    ['societa per azioni', 'spa'],
    ['societa a responsabilita limitata', 'srl'],
    ['besloten vennootschap', 'bv'],
    ['naamloze vennootschap', 'nv'],
    ['obshchestvo s ogranichennoi otvetstvennostyu', 'ooo'],
    ['(publichnoe |otkrytoe |zakrytoe )?aktsionernoe obshchestvo', 'jsc'],
  ] as const
).map(([pattern, form]) => [new RegExp(`(^| )${pattern}(?= |$)`, 'g'), ` ${form}`])

const FORMS: ReadonlyMap<string, Form> = new Map(
  (
    [
      [
        'limited',
        'ltd limited llc gmbh mbh sarl srl sl bv ooo lda ltda kft doo sro eood ug eirl pte pvt pty sp',
      ],
      [
        'stock',
        'inc incorporated corp corporation ag sa spa nv ab as asa oyj oy aps jsc ojsc pjsc cjsc oao pao zao ao kk zrt nyrt se aktiengesellschaft',
      ],
      ['partnership', 'llp lp kg ohg gbr cv snc scs'],
      ['public', 'plc'],
    ] as const
  ).flatMap(([form, words]) => words.split(' ').map((word) => [word, form] as const)),
)
/** Whether a folded word is a legal form by itself. */
export function isLegalForm(word: string): boolean {
  return FORMS.has(word)
}

/** Say nothing about who it is, nor about its form. */
const EMPTY: ReadonlySet<string> = new Set(
  'the and und et y e og och en of de des du der die das di co company cie cia'.split(' '),
)

const SHORT: ReadonlyMap<string, string> = new Map(
  (
    'international=intl national=natl manufacturing=mfg brothers=bros association=assn assoc=assn university=univ ' +
    'department=dept center=ctr centre=ctr centers=ctr services=svc service=svc svcs=svc technologies=tech ' +
    'technology=tech management=mgmt government=govt hospital=hosp saint=st mount=mt laboratories=lab laboratory=lab ' +
    'labs=lab systems=sys system=sys engineering=eng industries=ind industry=ind institute=inst academy=acad ' +
    'elementary=elem schools=school sch=school group=grp holdings=hldg holding=hldg foundation=fdn ' +
    'first=1st second=2nd third=3rd fourth=4th fifth=5th one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 ' +
    'nine=9 ten=10 ii=2 iii=3 iv=4 vi=6 vii=7 viii=8 ix=9'
  )
    .split(' ')
    .map((pair) => pair.split('=') as [string, string]),
)

/** Letters that count where they do not begin the name: Fund V, Trust I. */
const NUMERALS: ReadonlyMap<string, string> = new Map([
  ['i', '1'],
  ['v', '5'],
  ['x', '10'],
])

const WORDS_MAX = 12

/** Undefined for a text without a letter or digit. A name of nothing but empty words keeps them. */
export function parseOrganisation(raw: string): OrganisationName | undefined {
  const all = lettersJoined(wordsOf(shortForms(fold(raw))))
  if (all.length === 0) return undefined
  const form = all.map((word) => FORMS.get(word)).find((found) => found !== undefined) ?? ''
  const named = all.filter((word) => !FORMS.has(word) && !EMPTY.has(word))
  const words = (named.length > 0 ? named : all)
    .slice(0, WORDS_MAX)
    .map((word, at) => SHORT.get(word) ?? (at > 0 ? (NUMERALS.get(word) ?? word) : word))
  return {
    text: words.join(' '),
    words,
    compact: words.join(''),
    whole: compact(all.join('')),
    form,
    numbers: words
      .filter((word) => /\d/.test(word))
      .sort()
      .join(' '),
  }
}

function shortForms(folded: string): string {
  const plain = folded.replace(/[^\p{L}\p{N}'&+]+/gu, ' ').replace(/[&+]/g, ' and ')
  return PHRASES.reduce((text, [pattern, form]) => text.replace(pattern, form), plain)
}

/** Letters that stand alone are one word, but for a legal form at their end: p. t. astra, h & m, fund v l.p. */
function lettersJoined(words: readonly string[]): readonly string[] {
  const joined: string[] = []
  let run = ''
  const close = (): void => {
    joined.push(...withFormApart(run))
    run = ''
  }
  for (const [at, word] of words.entries()) {
    const bridges = word === 'and' && run !== '' && words[at + 1]?.length === 1
    if (bridges) continue
    if (word.length === 1 && /\p{L}/u.test(word)) run += word
    else {
      close()
      joined.push(word)
    }
  }
  close()
  return joined
}

function withFormApart(run: string): readonly string[] {
  for (let at = 0; at < run.length - 1; at++) {
    const form = run.slice(at)
    if (FORMS.has(form)) return at === 0 ? [form] : [run.slice(0, at), form]
  }
  return run === '' ? [] : [run]
}

/** A word as the table of rarities knows it: Baker the firm is not as rare as Baker the family name. */
export function asOrganisationWord(word: string): string {
  return `org ${word}`
}

/** First letters of the words, for names that are known by them. */
export function initialsOf(words: readonly string[]): string {
  return words.map((word) => word.charAt(0)).join('')
}
