// Times that are written out, or dressed up by a program, brought to a plain form: names of months in several
// languages become English ones; brackets, names of zones and the words around an hour go.

/** The first letters, without accents, that tell a month's name in the languages of Europe. */
const MONTHS: readonly (readonly [english: string, names: RegExp])[] = [
  ['Jan', /^(jan|ene|gen|sty|led)/],
  ['Feb', /^(feb|fev|lut|uno)/],
  ['Mar', /^(mar|mrt|maa|bre)/],
  ['Apr', /^(apr|avr|abr|kwi|dub)/],
  ['May', /^(may|mai|mei|mag|maj|kve)/],
  ['Jun', /^(jun|juin|giu|cze)/],
  ['Jul', /^(jul|juil|lug|lip)/],
  ['Aug', /^(aug|aou|ago|sie|srp)/],
  ['Sep', /^(sep|set|wrz|zar)/],
  ['Oct', /^(oct|okt|ott|out|paz|rij)/],
  ['Nov', /^(nov|lis)/],
  ['Dec', /^(dec|dez|dic|gru|pro)/],
]

const MONTH_NAME = /\p{L}{3,}\.?/gu
const WRAPPED = /^['"[(]+|['"\])]+$/g
const CLOCK_WORDS = /\b(uhr|hrs?|klo|at|um|alle|de|del|den)\b\.?/gi
const HALF = /\b([ap])\.?\s?m\b\.?/gi
/** `Europe/Berlin`, `[UTC]`, and the letters after an hour: only distances matter. */
const ZONE_NAMES = /\[?\b[A-Z][A-Za-z]+\/[A-Z][A-Za-z_]+\]?|(?<=\d\s?)\b[A-Z]{3,4}\b(?=\s|$)/g
const EAST_ASIAN = /(\d+)\s*[年년]\s*(\d+)\s*[月월]\s*(\d+)\s*[日일]/
const EAST_ASIAN_CLOCK = /(\d+)\s*[時时시点]\s*(\d+)\s*[分분](?:\s*(\d+)\s*[秒초])?/
/** `05/Mar/2024:12:30`, as web servers write */
const COLON_AFTER_YEAR = /(\/\d{4}):(?=\d\d:\d\d)/
/** `Tue Mar 05 12:30:15 2024`, as Java and C write */
const YEAR_AFTER_CLOCK = /^\p{L}{3,4}\.?,? (\p{L}{3,}) (\d{1,2}) ([\d:]+) (\d{4})$/u

/** The same time as programs write it; a text that is no time stays none. */
export function plainly(text: string): string {
  return text
    .replace(WRAPPED, '')
    .replace(EAST_ASIAN, '$1-$2-$3')
    .replace(EAST_ASIAN_CLOCK, (_, hour, minute, second = '00') => `${hour}:${minute}:${second}`)
    .replace(HALF, (_, half: string) => `${half.toUpperCase()}M`)
    .replace(CLOCK_WORDS, '')
    .replace(ZONE_NAMES, (name) => (name === 'UTC' || name === 'GMT' ? name : ''))
    .replace(COLON_AFTER_YEAR, '$1 ')
    .replace(/(\d)\. (?=\p{L})/u, '$1 ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(YEAR_AFTER_CLOCK, '$1 $2 $4 $3')
    .replace(MONTH_NAME, englishMonth)
}

function englishMonth(word: string): string {
  const bare = word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return MONTHS.find(([, names]) => names.test(bare))?.[0] ?? word
}
