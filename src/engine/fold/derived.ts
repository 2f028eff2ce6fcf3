// Under which definitions stored state was derived, so that somebody is told when it follows older ones. What the
// bearing remembers is derived again by itself (rederive.ts); the rest by `alidade rebuild`.
import { profileFingerprint } from '../../core/profile/fingerprint.ts'
import type { Compiled } from '../compiled.ts'
import type { Runtime } from '../runtime.ts'

/** Settings: the fingerprint of the definitions in force, and of those that state was derived under. */
export const DERIVED_WANTED = 'derived-wanted'
export const DERIVED_UNDER = 'derived-under'

/** What records keep of who they are of; one more whenever that is read in another way (core/identity/who). */
const WHO_VERSION = 3

/** Whether an object is open; one more whenever that is read in another way (core/profile/objects). */
const OPEN_VERSION = 2

/** What somebody is found by; one more whenever that is read in another way (core/profile/search-terms). */
const SEARCH_VERSION = 2

const VERSIONS = { who: WHO_VERSION, open: OPEN_VERSION, search: SEARCH_VERSION }

type Deriving = Pick<Runtime, 'store' | 'compiled' | 'hash'>

/** Of everything in the definitions that shapes what is stored; texts, lenses and the like shape only reading. */
export function derivedFingerprint(
  { definitions, survivorship, computed }: Compiled,
  hash: Runtime['hash'],
): string {
  const kinds = definitions.kinds.map(({ kind, names, types, notable }) => [
    kind,
    names,
    types,
    notable,
  ])
  const objects = definitions.objects.map(
    ({ type, entity, kind, status, open, changedAt, searchable, fromEvents }) => {
      return [type, entity, kind, status, open, changedAt, searchable, fromEvents]
    },
  )
  const { identity } = definitions
  return hash(
    `${profileFingerprint(survivorship, computed)}\0${JSON.stringify({ kinds, objects, identity, ...VERSIONS })}`,
  )
}

/** At a start and when definitions change: what holds now, and that an empty ledger follows it already. */
export async function noteWanted({ store, compiled, hash }: Deriving): Promise<void> {
  const wanted = derivedFingerprint(compiled(), hash)
  await store.changeSetting(DERIVED_WANTED, wanted)
  if ((await store.sources()).length === 0) await store.changeSetting(DERIVED_UNDER, wanted)
}

/** Stored state follows the definitions in force: a rebuild has put it in place, or found it equal. */
export async function noteDerived({ store, compiled, hash }: Deriving): Promise<void> {
  await store.changeSetting(DERIVED_UNDER, derivedFingerprint(compiled(), hash))
}
