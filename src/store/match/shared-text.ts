// Texts that come again and again, such as names of sources and of levels of evidence: what is remembered for long holds
// one of each. The driver makes a new one for every row.

const TEXTS_MAX = 10_000
const texts = new Map<string, string>()

/** The same text, and the same object each time for as long as it is remembered. */
export function sharedText<Text extends string>(text: Text): Text {
  const known = texts.get(text)
  if (known !== undefined) return known as Text
  if (texts.size >= TEXTS_MAX) texts.clear()
  texts.set(text, text)
  return text
}
