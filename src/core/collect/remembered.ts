// Answers about names that come from outside, such as those of traits: there are few, and they come again and again.

const NAMES_MAX = 5_000
const CHARACTERS_MAX = 100

/** The same answers as `ask`, each asked for once; of so many names, none of them long, that memory stays bounded. */
export function remembered<Answer>(ask: (name: string) => Answer): (name: string) => Answer {
  const known = new Map<string, { readonly answer: Answer }>()
  return (name) => {
    const before = known.get(name)
    if (before) return before.answer
    const answer = ask(name)
    if (known.size < NAMES_MAX && name.length <= CHARACTERS_MAX) known.set(name, { answer })
    return answer
  }
}
