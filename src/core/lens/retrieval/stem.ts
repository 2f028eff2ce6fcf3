// Takes common endings off a word, so that "deliveries" finds "delivered". No dictionary and no guess of the
// language: one conservative list of endings that does for English and does little harm elsewhere.

/** Letters that must be left for an ending to go; shorter rests mean different things. */
const REST_MIN = 3
/** Endings of other languages are short, so they need a longer rest. */
const LONG_REST_MIN = 4

/** The first ending that fits goes; longest first. English. */
const ENDINGS = ['ations', 'ation', 'ments', 'ment', 'ings', 'ing', 'edly', 'ies', 'ed', 'ly']
/** Plurals, articles at the end and infinitives of other languages. */
const FOREIGN_ENDINGS = ['arna', 'erna', 'ungen', 'ung', 'en', 'et', 'ar']
const VOWEL = /[aeiouy]/

/** Stem of a lower-case word without accents. Words with digits stay as they are. */
export function stemOf(word: string): string {
  if (word.length <= REST_MIN || hasDigit(word)) return word
  const singular = withoutPlural(word)
  const bare = withoutEnding(singular)
  return withoutVowel(bare)
}

function hasDigit(word: string): boolean {
  for (let index = 0; index < word.length; index++) {
    const code = word.charCodeAt(index)
    if (code >= 48 && code <= 57) return true
  }
  return false
}

function withoutPlural(word: string): string {
  if (!word.endsWith('s') || word.endsWith('ss') || word.endsWith('us')) return word
  if (/(?:ss|sh|ch|x|z)es$/.test(word) && word.length - 2 >= REST_MIN) return word.slice(0, -2)
  return word.endsWith('ies') ? word : word.slice(0, -1)
}

function withoutEnding(word: string): string {
  for (const ending of ENDINGS) {
    if (!word.endsWith(ending)) continue
    const rest = word.slice(0, -ending.length)
    if (rest.length >= REST_MIN && VOWEL.test(rest)) return single(rest)
  }
  for (const ending of FOREIGN_ENDINGS) {
    if (word.endsWith(ending) && word.length - ending.length >= LONG_REST_MIN) {
      return word.slice(0, -ending.length)
    }
  }
  return word
}

/** `shipp` -> `ship`, `cancell` -> `cancel` */
function single(rest: string): string {
  const last = rest.charAt(rest.length - 1)
  const isDouble = rest.length > REST_MIN && last === rest.charAt(rest.length - 2)
  return isDouble && !VOWEL.test(last) ? rest.slice(0, -1) : rest
}

/** `deliveri`, `delivery`, `exchange`: the last vowel changes with the form. */
function withoutVowel(word: string): string {
  const isVowel = /[aeioy]$/.test(word)
  return isVowel && word.length > LONG_REST_MIN ? single(word.slice(0, -1)) : word
}
