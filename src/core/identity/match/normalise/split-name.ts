// A whole name taken apart into given and family name, for sources that keep the parts in columns of their own.
// Without a comma the family name is taken to stand last, with the particles before it; comparing turned names
// makes good where it stood first.

export interface NameParts {
  readonly given: string
  /** '' where a single word was given: people who sign with one word sign with their given name */
  readonly family: string
}

const PARTICLES = new Set(
  'van von de der den des di da del della dos das du la le el al ter ten te zu zum zur af av bin ibn ben st mac mc'.split(
    ' ',
  ),
)
const SUFFIX = /^(jr|sr|junior|senior|jun|sen|ii|iii|iv|2nd|3rd)\.?$/i

/** "Ann Berg", "Berg, Ann", "A. van den Berg", "Ann Berg Jr" -> its parts; the suffix stays with the family name. */
export function splitName(raw: string): NameParts {
  const [before = '', ...after] = raw.split(',')
  const rest = after.join(' ').trim()
  if (rest !== '' && !SUFFIX.test(rest)) return { given: rest, family: before.trim() }
  const words = `${before} ${rest}`.split(/\s+/).filter((word) => word !== '')
  let from = words.length - 1
  while (from > 1 && SUFFIX.test(words[from] ?? '')) from--
  while (from > 1 && PARTICLES.has((words[from - 1] ?? '').toLowerCase())) from--
  if (from < 1) return { given: words.join(' '), family: '' }
  return { given: words.slice(0, from).join(' '), family: words.slice(from).join(' ') }
}
