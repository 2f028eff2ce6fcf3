// How alike two strings are: edits (with swapped neighbours as one edit) and Jaro-Winkler.

const LENGTH_MAX = 64
const rows = [0, 1, 2].map(() => new Uint8Array(LENGTH_MAX + 1))

/** Fewest insertions, deletions, changes and swaps of neighbours; `max + 1` as soon as it is more than `max`. */
export function edits(a: string, b: string, max: number): number {
  if (a === b) return 0
  const m = Math.min(a.length, LENGTH_MAX)
  const n = Math.min(b.length, LENGTH_MAX)
  if (Math.abs(m - n) > max) return max + 1
  let [older, before, now] = rows as [Uint8Array, Uint8Array, Uint8Array]
  for (let j = 0; j <= n; j++) before[j] = j
  for (let i = 1; i <= m; i++) {
    const best = editRow({ a, b, i, n, older, before, now })
    if (best > max) return max + 1
    const free = older
    older = before
    before = now
    now = free
  }
  return Math.min(before[n] ?? 0, max + 1)
}

interface Row {
  readonly a: string
  readonly b: string
  readonly i: number
  readonly n: number
  readonly older: Uint8Array
  readonly before: Uint8Array
  readonly now: Uint8Array
}

function editRow({ a, b, i, n, older, before, now }: Row): number {
  const letter = a.charCodeAt(i - 1)
  const last = i > 1 ? a.charCodeAt(i - 2) : -1
  now[0] = i
  let best = i
  for (let j = 1; j <= n; j++) {
    const other = b.charCodeAt(j - 1)
    let cost = (before[j - 1] as number) + (letter === other ? 0 : 1)
    cost = Math.min(cost, (before[j] as number) + 1, (now[j - 1] as number) + 1)
    if (j > 1 && last === other && letter === b.charCodeAt(j - 2)) {
      cost = Math.min(cost, (older[j - 2] as number) + 1)
    }
    now[j] = cost
    if (cost < best) best = cost
  }
  return best
}

const usedA = new Uint8Array(LENGTH_MAX)
const usedB = new Uint8Array(LENGTH_MAX)
const PREFIX_MAX = 4
const PREFIX_WEIGHT = 0.1

/** 0 (nothing in common) to 1 (equal); a common beginning counts more. Symmetric. */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1
  // Letters are paired off greedily from the first string; without a fixed order the answer could differ.
  if (a > b) return jaroWinkler(b, a)
  const m = Math.min(a.length, LENGTH_MAX)
  const n = Math.min(b.length, LENGTH_MAX)
  if (m === 0 || n === 0) return 0
  const common = markCommon(a, b, m, n)
  if (common === 0) return 0
  const swaps = transpositions(a, b, m, n) / 2
  const jaro = (common / m + common / n + (common - swaps) / common) / 3
  let prefix = 0
  while (prefix < PREFIX_MAX && prefix < m && prefix < n && a[prefix] === b[prefix]) prefix++
  return jaro + prefix * PREFIX_WEIGHT * (1 - jaro)
}

function markCommon(a: string, b: string, m: number, n: number): number {
  const reach = Math.max(0, (Math.max(m, n) >> 1) - 1)
  usedA.fill(0, 0, m)
  usedB.fill(0, 0, n)
  let common = 0
  for (let i = 0; i < m; i++) {
    const letter = a.charCodeAt(i)
    const end = Math.min(n - 1, i + reach)
    for (let j = Math.max(0, i - reach); j <= end; j++) {
      if (usedB[j] === 1 || b.charCodeAt(j) !== letter) continue
      usedA[i] = 1
      usedB[j] = 1
      common++
      break
    }
  }
  return common
}

function transpositions(a: string, b: string, m: number, n: number): number {
  let swapped = 0
  let j = 0
  for (let i = 0; i < m; i++) {
    if (usedA[i] !== 1) continue
    while (j < n && usedB[j] !== 1) j++
    if (a.charCodeAt(i) !== b.charCodeAt(j)) swapped++
    j++
  }
  return swapped
}

/** The same letters in another order: hugo, hogu. */
export function isAnagram(a: string, b: string): boolean {
  if (a.length !== b.length || a.length < 4) return false
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a.charCodeAt(i) - b.charCodeAt(i)
  return sum === 0 && sorted(a) === sorted(b)
}

function sorted(text: string): string {
  return [...text].sort().join('')
}
