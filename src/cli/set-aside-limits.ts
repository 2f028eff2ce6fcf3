// Limits of the set-aside items from the environment; what is not named there keeps its default.
import type { SetAsideLimits } from '../engine/collect/set-aside-limits.ts'
import { UsageError } from './exit.ts'

const NAMES: Readonly<Record<keyof SetAsideLimits, string>> = {
  handledDaysMax: 'ALIDADE_SET_ASIDE_HANDLED_DAYS',
  openDaysMax: 'ALIDADE_SET_ASIDE_OPEN_DAYS',
  rowsMax: 'ALIDADE_SET_ASIDE_MAX',
}
const LIMIT_MAX = 1_000_000_000

/** Throws UsageError for what is no whole number from 1 on: a mistake must not drop everything. */
export function setAsideLimitsOf(
  env: Readonly<Record<string, string | undefined>>,
): Partial<SetAsideLimits> {
  const given = Object.entries(NAMES).flatMap(([limit, name]) => {
    const text = env[name]
    if (text === undefined || text === '') return []
    const value = /^\d+$/.test(text) ? Number(text) : 0
    if (value < 1 || value > LIMIT_MAX) {
      throw new UsageError(`${name} must be a whole number from 1 to ${LIMIT_MAX}, not "${text}"`)
    }
    return [[limit, value] as const]
  })
  return Object.fromEntries(given)
}
