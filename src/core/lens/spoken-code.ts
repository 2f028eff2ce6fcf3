// How a voice says the number of a thing: short, in figures that can be compared, or not at all. What the thing is
// about tells more, and nobody keeps T-2026-0004417 in mind.
import type { Span } from './template.ts'

/** A number of up to so many figures is said whole, of a longer one the last so many. */
const FIGURES_SAID = 4

/** The text with its codes as they are said. */
export function withSpokenCodes(text: string, codes: readonly Span[]): string {
  let said = text
  for (const [start, end] of codes.toReversed()) {
    said = `${said.slice(0, start)}${spokenCode(said.slice(start, end))}${said.slice(end)}`
  }
  return said
}

/**
 * `T-1042` -> `number 1042`, `HR204417` -> `ending in 4 4 1 7`, `9f1c-8a11` -> `ending in 8 a 1 1`; nothing for a code
 * without a figure, which is a word of some system.
 */
export function spokenCode(code: string): string {
  const figures = /\d+$/.exec(code)?.[0] ?? ''
  const isNumber = /(?:^|[^\p{L}\p{N}])\p{L}{0,3}\d+$/u.test(code)
  if (isNumber && figures.length <= FIGURES_SAID) return `number ${Number(figures)}`
  if (!/\d/.test(code)) return ''
  const plain = code.replaceAll(/[^\p{L}\p{N}]/gu, '')
  return `ending in ${[...plain.slice(-FIGURES_SAID)].join(' ')}`
}
