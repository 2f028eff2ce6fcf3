// What parts the cells of a CSV file: the character that cuts the first lines into the same number of cells.

export type Delimiter = (typeof DELIMITERS)[number]

const DELIMITERS = [',', ';', '\t', '|'] as const
const LINES_LOOKED_AT = 50

/** A comma where nothing tells: then the file has one column. */
export function guessDelimiter(sample: string): Delimiter {
  const counts = DELIMITERS.map((delimiter) => ({
    delimiter,
    lines: countPerLine(sample, delimiter),
  }))
  const scored = counts.map(({ delimiter, lines }) => ({ delimiter, score: scoreOf(lines) }))
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).delimiter
}

/** Delimiters outside quotes of each line; line ends inside quotes end no line. The last line may be cut off: left out. */
function countPerLine(sample: string, delimiter: string): readonly number[] {
  const lines: number[] = []
  let count = 0
  let isQuoted = false
  for (const character of sample) {
    if (character === '"') isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (character === delimiter) count++
    else if (character === '\n' && lines.push(count) >= LINES_LOOKED_AT) return lines
    else if (character === '\n') count = 0
  }
  return lines.length === 0 ? [count] : lines
}

/** Share of lines with as many as the header, then how many: commas inside addresses come and go. */
function scoreOf([header = 0, ...lines]: readonly number[]): number {
  if (header === 0) return 0
  const same = lines.filter((count) => count === header).length
  const share = lines.length === 0 ? 1 : same / lines.length
  return share * 1_000 + Math.min(header, 999)
}
