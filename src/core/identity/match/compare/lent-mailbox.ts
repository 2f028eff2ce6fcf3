// Mailboxes that one gives and another bears: a child's form with her father's address, a wife's with that of the
// household. That she has another mailbox elsewhere is then no sign of another person: it says nothing.
import { ownerOf } from '../score/owner.ts'
import type { Bench, Features } from './bench.ts'
import { EMAIL_LEVELS } from './contact.ts'

export type LentMailbox = (a: Features, b: Features, levels: Int8Array) => void

/** Takes back, where the mailbox of one of two records spells somebody else of her family, that their mailboxes differ. */
export function createLentMailbox(bench: Pick<Bench, 'schema' | 'textOf'>): LentMailbox {
  const mailboxes = bench.schema.attributes.flatMap(({ role }, at) =>
    role === 'email' ? [at] : [],
  )
  const known = new WeakMap<Features, boolean>()
  const isLent = (features: Features): boolean => {
    const before = known.get(features)
    if (before !== undefined) return before
    const made = ownerOf(bench, features, [features]) === 'another'
    known.set(features, made)
    return made
  }
  return (a, b, levels) => {
    for (const at of mailboxes) {
      if ((levels[at] as number) >= EMAIL_LEVELS.domain && (isLent(a) || isLent(b))) levels[at] = -1
    }
  }
}
