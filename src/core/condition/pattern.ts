// Regular expressions written by definition authors: only a subset whose cost stays low on any text.
//
// JavaScript's engine backtracks, so one careless pattern could hold the whole process for minutes. The
// subset has no look-around, no back-reference and no repeated group, and few enough repeats that the
// worst case is quadratic in the length of the text.

/** Longest pattern, in characters. */
const PATTERN_LENGTH_MAX = 200

/** Unbounded repeats; searching without `^` counts as one, because it tries every start. */
const REPEATS_MAX = 2
/** `?` and alternatives multiply the ways to match; more than this is refused. */
const OPTIONALS_MAX = 6
const ALTERNATING_GROUPS_MAX = 3
/** A counted repeat such as {2,30} above this is as bad as an unbounded one. */
const COUNT_MAX = 64

export type CompiledPattern =
  | { readonly ok: true; readonly pattern: RegExp }
  | { readonly ok: false; readonly error: string }

/** Compiles a pattern, case-insensitive and for Unicode, or says why it is refused. Never throws. */
export function compilePattern(source: string): CompiledPattern {
  const error = source.length > PATTERN_LENGTH_MAX ? 'is too long' : costOf(source)
  if (error) return { ok: false, error: `The pattern ${error}: ${source.slice(0, 80)}` }
  try {
    return { ok: true, pattern: new RegExp(source, 'iu') }
  } catch {
    return { ok: false, error: `The pattern is not a regular expression: ${source.slice(0, 80)}` }
  }
}

/** Why the pattern is too costly, or undefined. Classes and escapes count as one plain character. */
function costOf(source: string): string | undefined {
  if (/\\[1-9k]/.test(source)) return 'uses a back-reference'
  const bare = source
    .replace(/\\(?:[pPu]\{[^}]*\}|[\s\S])/g, 'x')
    .replace(/\[[^\]]*\]/g, 'x')
    .replaceAll('(?:', '(')
  if (bare.includes('(?')) return 'uses look-around or a named group'
  if (/\)[*+?{]/.test(bare)) return 'repeats a group'
  return costOfRepeats(bare)
}

function costOfRepeats(bare: string): string | undefined {
  const counts = [...bare.matchAll(/\{(\d+)(?:,(\d*))?\}/g)]
  if (counts.some((count) => Number(count[2] || count[1]) > COUNT_MAX)) return 'counts too high'
  const repeats = bare.match(/[*+]|\{\d+,?\d*\}/g)?.length ?? 0
  const searches = bare.startsWith('^') && !bare.includes('|') ? 0 : 1
  if (repeats + searches > REPEATS_MAX) return 'repeats too often (start it with ^, drop .*)'
  if ((bare.match(/\?/g)?.length ?? 0) > OPTIONALS_MAX) return 'has too many optional parts'
  if ((bare.match(/\(/g)?.length ?? 0) > ALTERNATING_GROUPS_MAX) return 'has too many groups'
  return undefined
}
