// Where a search looks when nothing is written as it was asked: patterns that hold one typo in a word, and numbers as
// they are dialled at home. What they find is judged by `matchOf`; they only have to miss nothing.

/** A shorter word must be written right; of a longer one enough is right for the search by likeness. */
const WORD_MIN = 4
const WORD_MAX = 16
/** A number dialled at home, with its leading zero, and enough behind it to be somebody's. */
const DIALLED = /^0[1-9]\d{5,14}$/
/** As it is dialled from abroad. */
const ABROAD = /^(?:\+|00)?([1-9]\d{6,14})$/

/** LIKE patterns for a folded query; none when there is nothing more to look for. */
export function nearPatterns(folded: string): readonly string[] {
  const dialled = folded.replace(/[\s().\-/]/g, '')
  if (DIALLED.test(dialled)) return [`%${dialled.slice(1)}`]
  const abroad = ABROAD.exec(dialled)?.[1]
  if (abroad !== undefined) return [`%${abroad}%`]
  const isWord = /^[\p{L}\p{N}]+$/u.test(folded)
  if (!isWord || folded.length < WORD_MIN || folded.length > WORD_MAX) return []
  // Anchored at the beginning of a word: without it a short pattern would have nothing an index can look up.
  return [...typosOf(folded)].flatMap((typo) => [`${typo}%`, `% ${typo}%`])
}

/** All words one typo away; `_` stands for any letter. */
function typosOf(word: string): ReadonlySet<string> {
  const typos = new Set<string>()
  for (let at = 0; at < word.length; at++) {
    const before = word.slice(0, at)
    const after = word.slice(at + 1)
    typos.add(`${before}_${after}`)
    typos.add(`${before}${after}`)
    typos.add(`${before}_${word.slice(at)}`)
    if (at + 1 < word.length)
      typos.add(`${before}${after.charAt(0)}${word.charAt(at)}${word.slice(at + 2)}`)
  }
  return typos
}
