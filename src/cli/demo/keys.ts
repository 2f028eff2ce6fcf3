// A key for each role of the demo company, the same at every start.
import type { KeyInput } from '../../contract/api.ts'
import { DEMO_PEOPLE } from '../../testing/company/people.ts'
import { keyFromRing } from '../key-ring.ts'
import type { Opened } from '../open.ts'
import { keyMaker } from '../serve.ts'

export interface DemoKey {
  readonly name: string
  readonly title: string
  readonly key: string
}

/** Source of the events that a newcomer sends by hand. */
const WRITE_SOURCE = 'try'

export async function demoKeys(dataDir: string, { engine }: Opened): Promise<readonly DemoKey[]> {
  const keys: DemoKey[] = []
  for (const { name, title, input } of wantedKeys(engine)) {
    const maker = keyMaker(engine)
    keys.push({
      name,
      title,
      key: await keyFromRing(dataDir, { name: `demo ${name}`, input, maker }),
    })
  }
  return keys
}

interface Wanted {
  readonly name: string
  readonly title: string
  readonly input: KeyInput
}

function wantedKeys(engine: Opened['engine']): readonly Wanted[] {
  const roles = engine.definitions().roles.map(({ role, title, relationship }): Wanted => {
    const subjects = relationship === 'any' ? undefined : subjectsOf(relationship)
    const input: KeyInput = { name: `demo ${role}`, kind: 'read', role }
    return { name: role, title, input: subjects ? { ...input, subjects: [...subjects] } : input }
  })
  const write: KeyInput = { name: 'demo write key', kind: 'write', source: WRITE_SOURCE }
  return [{ name: 'write', title: 'Sends events, reads nothing', input: write }, ...roles]
}

/** Whom a key sees whose role does not see everybody. */
function subjectsOf(relationship: 'own' | 'self'): readonly string[] {
  const people = DEMO_PEOPLE.filter(({ entity }) => relationship === 'own' || entity === 'customer')
  return people.slice(0, relationship === 'self' ? 1 : 2).map(({ ref }) => ref)
}
