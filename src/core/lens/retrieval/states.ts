// States in what she said: "my pending order" tells which one; "cancel my order" is a wish, and must not lead to one
// that is cancelled already.
import { eachWord, fold, termOf } from './words.ts'

export interface States {
  /** states that she named in so many words */
  readonly named: ReadonlySet<string>
  /** words that only sound like a state: they say nothing about which thing she means */
  readonly wished: ReadonlySet<number>
}

interface Stateful {
  readonly status: string | undefined
  readonly isRival: boolean
}

/** `text` is folded; `terms` are the numbers of its words that count. */
export function statesIn(
  { text, terms }: { readonly text: string; readonly terms: readonly number[] },
  things: readonly Stateful[],
): States {
  const named = new Set<string>()
  const wished = new Set<number>()
  const statuses = new Set(
    things.flatMap(({ status, isRival }) => (isRival && status ? [status] : [])),
  )
  if (statuses.size === 0) return { named, wished }
  const words = wordsOf(text, YET_TO_COME)
  for (const status of statuses) {
    const own = wordsOf(fold(status), NONE)
    if (own.size > 0 && [...own].every((word) => words.has(word))) named.add(status)
    for (const word of own) {
      const term = termOf(word)
      if (!words.has(word) && terms.includes(term)) wished.add(term)
    }
  }
  return { named, wished }
}

const NONE: ReadonlySet<string> = new Set()

/** "It will be delivered", "debe ser entregado": a state after one of these is not the one it is in. Folded. */
const YET_TO_COME: ReadonlySet<string> = new Set(
  'be being get gets getting ser etre essere bli blir blive'.split(' '),
)

/** Words that do not follow one of those. */
function wordsOf(text: string, notAfter: ReadonlySet<string>): ReadonlySet<string> {
  const words = new Set<string>()
  let before = ''
  eachWord(text, (word) => {
    if (!notAfter.has(before)) words.add(word)
    before = word
  })
  return words
}
