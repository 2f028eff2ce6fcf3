// Drops undefined fields: a query parameter that was not given is absent, not undefined.

export type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

export function defined<T extends object>(value: T): Defined<T> {
  const entries = Object.entries(value).filter(([, field]) => field !== undefined)
  return Object.fromEntries(entries) as Defined<T>
}
