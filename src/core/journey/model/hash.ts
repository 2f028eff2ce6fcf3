// Small, fast hashes of steps and contexts. They key the model's tables by what was done, not by the order in
// which it was first seen, so that models learned apart can be joined.

/** 32 bits of a text (FNV-1a, then mixed so that all bits depend on all characters). */
export function hashText(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return mix(h, text.length)
}

/**
 * 32 bits of a hash followed by one more number; the order matters. Signed: the engine keeps such numbers without
 * allocating, which halves the cost of every table keyed by them.
 */
export function mix(hash: number, value: number): number {
  let h = Math.imul(hash ^ value, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** A number in (0, 1) that a hash stands for. */
export function unitOf(hash: number): number {
  return ((hash >>> 0) + 0.5) / 4_294_967_296
}
