// One thing that doctor looks at, and what it found.

export interface Finding {
  readonly check: string
  readonly state: 'ok' | 'warn' | 'fail'
  readonly found: string
  /** the next step; only where something is wrong */
  readonly advice?: string
}

export function ok(check: string, found: string): Finding {
  return { check, state: 'ok', found }
}

export function warn(check: string, found: string, advice: string): Finding {
  return { check, state: 'warn', found, advice }
}

export function fail(check: string, found: string, advice: string): Finding {
  return { check, state: 'fail', found, advice }
}
