// Rows of several people, so many of them, of which some turn out not to be shown.

interface Limited<Row> {
  readonly owners: readonly { readonly id: string }[]
  /** everybody's may be shown */
  readonly isAll: boolean
  readonly max: number
  /** asks for those of `owners` alone */
  readonly more: () => Promise<readonly Row[]>
}

/**
 * The rows of those who may be shown. Where as many were read as there is room for, some may stand in the place of
 * others that may be shown; only then it is asked again.
 */
export async function withinLimit<Row extends { readonly record: string }>(
  rows: readonly Row[],
  { owners, isAll, max, more }: Limited<Row>,
): Promise<readonly Row[]> {
  if (isAll) return rows
  const own = new Set(owners.map(({ id }) => id))
  const left = rows.filter(({ record }) => own.has(record))
  return left.length < rows.length && rows.length >= max ? more() : left
}
