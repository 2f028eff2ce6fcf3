// Whose the objects of one call are: named with them, else by one before it in the call, else as stored.
import { hexOfPublicId, type Identifier, parseIdentifier } from '../../contract/identifier.ts'
import { ProblemError } from '../../contract/problem.ts'
import type { ObjectWrite } from '../api.ts'
import type { Runtime } from '../runtime.ts'
import { objectKey } from './object-key.ts'

export interface Owners {
  readonly customer?: readonly Identifier[]
  readonly account?: readonly Identifier[]
}

export interface Named {
  readonly owners: Owners
  /** what was wrong with the one that was named; the fault of one object, not of those beside it */
  readonly fault?: string
}

/** Objects looked up at once: as many as keep the connections busy. */
const AT_ONCE = 32

/** In the order of the objects. */
export async function ownersOf(
  objects: readonly ObjectWrite[],
  runtime: Runtime,
): Promise<readonly Named[]> {
  const found: Named[] = []
  const asked = new Map<string, Promise<Named>>()
  const once = (key: string, ask: () => Promise<Owners>): Promise<Named> => {
    const known = asked.get(key) ?? named(ask)
    asked.set(key, known)
    return known
  }
  const before = ownersBefore(objects)
  for (let at = 0; at < objects.length; at += AT_ONCE) {
    const some = objects.slice(at, at + AT_ONCE).map((object, n) => {
      const own = isOwned(object) ? object : before[at + n]
      return own
        ? once(JSON.stringify([own.customer, own.account]), () => ownersNamed(own, runtime))
        : once(`${object.type} ${object.id}`, () => ownersStored(object, runtime))
    })
    found.push(...(await Promise.all(some)))
  }
  return found
}

const isOwned = ({ customer, account }: ObjectWrite): boolean =>
  customer !== undefined || account !== undefined

/** Per object the last one before it that is the same and names an owner: it is not stored yet. */
function ownersBefore(objects: readonly ObjectWrite[]): readonly (ObjectWrite | undefined)[] {
  const last = new Map<string, ObjectWrite>()
  return objects.map((object) => {
    const key = JSON.stringify([object.type, object.id])
    const before = last.get(key)
    if (isOwned(object)) last.set(key, object)
    return before
  })
}

async function named(ask: () => Promise<Owners>): Promise<Named> {
  try {
    return { owners: await ask() }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { owners: {}, fault: error.message }
  }
}

async function ownersNamed({ customer, account }: ObjectWrite, runtime: Runtime): Promise<Owners> {
  return {
    ...(customer !== undefined && { customer: await ownerOf(customer, runtime) }),
    ...(account !== undefined && { account: await ownerOf(account, runtime) }),
  }
}

async function ownersStored({ type, id }: ObjectWrite, { store, hash }: Runtime): Promise<Owners> {
  const [known] = await store.objectsByKey([objectKey(hash, type, id)])
  if (!known) return {}
  const customers = await store.customersOfIdentifiers([known.record], 1)
  const record = (await store.recordsOf(customers)).find((one) => one.id === known.record)
  if (!record) return {}
  const owner = [{ namespace: record.namespace, value: record.key }]
  return record.entity === 'account' ? { account: owner } : { customer: owner }
}

/** Whose an object is, as identifiers: a public id stands for the key of the record it names. */
async function ownerOf(ref: string, { store }: Runtime): Promise<readonly Identifier[]> {
  const hex = hexOfPublicId(ref)
  if (hex === undefined) {
    const identifier = parseIdentifier(ref)
    if (identifier) return [identifier]
    throw new ProblemError('REFERENCE_INVALID', `${ref} is neither a public id nor namespace:value`)
  }
  const records = await store.recordsOf(await store.customersOfIdentifiers([hex], 1))
  const record = records.find(({ id }) => id === hex) ?? records[0]
  if (record) return [{ namespace: record.namespace, value: record.key }]
  throw new ProblemError('NOT_FOUND', `Nobody is known as ${ref}`)
}
