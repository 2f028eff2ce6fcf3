// Text as identity compares it: one case, no accents, Latin letters for Cyrillic and Greek, so that the same
// name written by two systems is the same string. Scripts without a letter-by-letter Latin form stay as they are.

/** Longest text that is looked at; the rest of a longer value says nothing about who somebody is. */
const CHARACTERS_MAX = 200

const LETTERS: ReadonlyMap<string, string> = new Map(
  (
    'ß=ss æ=ae œ=oe ø=o ł=l đ=d ð=d þ=th ı=i ŋ=n ħ=h ŧ=t ' +
    'а=a б=b в=v г=g ґ=g д=d е=e є=ie ж=zh з=z и=i і=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f ' +
    'х=kh ц=ts ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=yu я=ya ј=j љ=lj њ=nj ћ=c ђ=dj џ=dz ' +
    'α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f ' +
    'χ=ch ψ=ps ω=o'
  )
    .split(' ')
    .map((pair) => [pair.charAt(0), pair.slice(2)] as const),
)

const ASCII_ONLY = /^[ -~]*$/
const MARKS = /\p{M}+/gu
const BEYOND_ASCII = /[^ -~]/gu

/** Any text -> lower case without accents, in Latin letters where a table can do that; trimmed. */
export function fold(text: string): string {
  const short = text.length > CHARACTERS_MAX ? text.slice(0, CHARACTERS_MAX) : text
  if (ASCII_ONLY.test(short)) return short.toLowerCase().trim()
  const bare = short.normalize('NFKD').toLowerCase().replace(MARKS, '')
  return bare.replace(BEYOND_ASCII, (letter) => LETTERS.get(letter) ?? digitOf(letter)).trim()
}

const DIGIT = /\p{Nd}/u

/** A digit of another script (٣, ३) in ours: each script has its ten in a row, so those before it are counted. */
function digitOf(letter: string): string {
  if (!DIGIT.test(letter)) return letter
  const code = letter.codePointAt(0) ?? 0
  let before = 0
  while (before < 9 && DIGIT.test(String.fromCodePoint(code - before - 1))) before++
  return String(before)
}

const NO_WORD = /[^\p{L}\p{N}]+/gu
const APOSTROPHES = /['’`´]/g

/** Folded text -> its words; an apostrophe joins (o'brien), any other sign parts. */
export function wordsOf(folded: string): readonly string[] {
  const text = folded.replace(APOSTROPHES, '').replace(NO_WORD, ' ').trim()
  return text === '' ? [] : text.split(' ')
}

/** Folded text -> only its letters and digits. */
export function compact(folded: string): string {
  return folded.replace(NO_WORD, '')
}

const PLACEHOLDERS = new Set(
  (
    'n/a|na|n.a.|nan|null|none|nil|undefined|unknown|unk|missing|tbd|tba|empty|blank|nodata|noname|dummy|' +
    'not available|not known|not applicable|not provided|not given|no data|no name|(null)|(none)|(blank)|' +
    '<na>|<null>|[object object]|anonymous|anonym|unbekannt|keine angabe|k.a.|k. a.|inconnu|inconnue|' +
    'desconocido|desconocida|sin datos|s/n|sconosciuto|desconhecido|onbekend|okand|ukendt|ukjent|' +
    'tuntematon|nieznany|nieznane|brak'
  ).split('|'),
)
/** What forms and staff write in place of a name. Not for family names: people are called Guest. */
const NAMELESS = new Set(
  'guest|gast|gaest|gost|invite|invitado|ospite|test|tester|test test|test user|testuser|user|customer|kunde|kund|client|cliente|visitor|somebody'.split(
    '|',
  ),
)

/** Whether a folded whole or given name stands for nobody. */
export function isNameless(folded: string): boolean {
  return NAMELESS.has(folded)
}

const SIGNS_ONLY = /^[\s\-_.?*/\\#0x]*$/

/** Whether a folded value stands for "nothing known" rather than for a value. */
export function isPlaceholder(folded: string): boolean {
  return folded === '' || PLACEHOLDERS.has(folded) || SIGNS_ONLY.test(folded)
}

/** A trait's value as text, undefined where it holds none. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined
  return typeof value === 'boolean' ? String(value) : undefined
}
