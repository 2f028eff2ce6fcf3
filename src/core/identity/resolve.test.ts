// Examples of who is one customer and who is not, told with a handful of records.
import { describe, expect, test } from 'vitest'
import type { RecordFacts } from '../../contract/link.ts'
import { exampleDecision, exampleIdentity, exampleRecord, exampleRetraction } from './example.ts'
import type { ClusterFacts, Resolution } from './resolution.ts'
import { resolve } from './resolve.ts'

function resolved(records: readonly RecordFacts[], more: Partial<ClusterFacts> = {}): Resolution {
  return resolve({ records, assertions: [], ...more }, exampleIdentity)
}

function sets({ customers }: Resolution): string[][] {
  return customers.map(({ records }) => records.map(({ record }) => record))
}

const device = exampleRecord('anonymous_id:d1', [], { firstAt: 10 })
const ann = exampleRecord('user_id:ann', ['sighting anonymous_id:d1 @30'], { firstAt: 20 })
const bob = exampleRecord('user_id:bob', ['sighting anonymous_id:d1 @50'], { firstAt: 40 })

describe('devices', () => {
  test('a visitor who logs in becomes known: the device joins her at the moment of the sighting', () => {
    const result = resolved([ann, device])
    expect(result.customers).toEqual([
      {
        id: 'd1/web',
        records: [
          { record: 'd1/web', joinedAt: 30 },
          { record: 'ann/web', joinedAt: 30 },
        ],
      },
    ])
    expect(result.links).toMatchObject([
      { recordA: 'ann/web', recordB: 'd1/web', rule: 'sighting:anonymous_id', at: 30 },
    ])
    expect(result.devices).toEqual([{ record: 'd1/web', owners: ['d1/web'], shared: false }])
  })

  test('a family tablet belongs to nobody alone and lists whom it may belong to', () => {
    const result = resolved([ann, bob, device])
    expect(sets(result)).toEqual([['d1/web'], ['ann/web'], ['bob/web']])
    expect(result.devices).toEqual([
      { record: 'd1/web', owners: ['ann/web', 'bob/web'], shared: true },
    ])
    expect(result.rejected.map(({ constraint }) => constraint)).toEqual([
      'shared_device',
      'shared_device',
    ])
  })

  test('two known users on one device without anonymous events stay two', () => {
    expect(sets(resolved([ann, bob]))).toEqual([['ann/web'], ['bob/web']])
  })

  test('a tablet of two who a person says are one is theirs', () => {
    const assertions = [exampleDecision('same', 'ann/web', 'bob/web', 60)]
    expect(sets(resolved([ann, bob, device], { assertions }))).toEqual([
      ['d1/web', 'ann/web', 'bob/web'],
    ])
  })

  test('a person who says that the tablet is not his leaves it to the other user', () => {
    const assertions = [exampleDecision('different', 'd1/web', 'bob/web', 60)]
    const result = resolved([ann, bob, device], { assertions })
    expect(sets(result)).toEqual([['d1/web', 'ann/web'], ['bob/web']])
    expect(result.rejected).toMatchObject([{ constraint: 'different_by_person', which: 'd0060' }])
  })

  test('a device that a person gave to one user stays hers whoever else logs in', () => {
    const assertions = [exampleDecision('same', 'd1/web', 'ann/web', 60)]
    const result = resolved([ann, bob, device], { assertions })
    expect(sets(result)).toEqual([['d1/web', 'ann/web'], ['bob/web']])
    expect(result.devices).toEqual([{ record: 'd1/web', owners: ['d1/web'], shared: false }])
  })

  test('one anonymous id in two sources is one device', () => {
    const app = exampleRecord('anonymous_id:d1', [], { source: 'app', firstAt: 15 })
    expect(sets(resolved([app, device]))).toEqual([['d1/web', 'd1/app']])
    expect(sets(resolved([app, device, ann]))).toEqual([['d1/web', 'd1/app', 'ann/web']])
    expect(sets(resolved([app, device, ann, bob]))[0]).toEqual(['d1/web', 'd1/app'])
  })

  test('an e-mail given anonymously joins the device to whoever is known by it', () => {
    const guest = exampleRecord('anonymous_id:d2', ['email:c@x @7'])
    const crm = exampleRecord('crm_id:c', ['email:c@x @9'], { source: 'crm', firstAt: 5 })
    const result = resolved([guest, crm])
    expect(result.links).toMatchObject([{ rule: 'shared:email', at: 9 }])
  })

  test('two devices of a guest are one by her e-mail, and hers when one of them logs in', () => {
    const phone = exampleRecord('anonymous_id:d1', ['email:g@x'], { firstAt: 11 })
    const laptop = exampleRecord('anonymous_id:d2', ['email:g@x'], { firstAt: 12 })
    expect(sets(resolved([phone, laptop]))).toEqual([['d1/web', 'd2/web']])
    expect(sets(resolved([phone, laptop, ann]))).toEqual([['d1/web', 'd2/web', 'ann/web']])
  })

  test('a device id on too many records is a kiosk: nobody owns it, whatever was typed there', () => {
    const kiosk = exampleRecord('anonymous_id:d1', ['email:a@x'])
    const known = exampleRecord('user_id:a', ['email:a@x', 'sighting anonymous_id:d1'])
    const generic = new Set(['anonymous_id:d1'])
    const result = resolved([kiosk, known], { generic })
    expect(sets(result)).toEqual([['a/web'], ['d1/web']])
    expect(result.devices).toEqual([{ record: 'd1/web', owners: [], shared: true }])
    expect(resolved([kiosk], { generic }).devices).toMatchObject([{ shared: true }])
    const other = exampleRecord('anonymous_id:d2', ['email:a@x'])
    const both = new Set(['anonymous_id:d1', 'anonymous_id:d2'])
    expect(resolved([kiosk, other], { generic: both }).customers).toHaveLength(2)
  })

  test('when a limit leaves room for one of two devices, the one seen first joins', () => {
    const full = exampleRecord('user_id:f', [
      'email:a@x',
      'email:b@x',
      'sighting anonymous_id:d1 @50',
      'sighting anonymous_id:d2 @30',
    ])
    const late = exampleRecord('anonymous_id:d1', ['email:c@x'], { firstAt: 2 })
    const early = exampleRecord('anonymous_id:d2', ['email:d@x'], { firstAt: 3 })
    expect(sets(resolved([full, late, early]))).toEqual([['f/web', 'd2/web'], ['d1/web']])
  })

  test('a device aliased to one that a person gave away is shared with whoever else uses it', () => {
    const other = exampleRecord('anonymous_id:d2', ['alias anonymous_id:d1'], { firstAt: 11 })
    const user = exampleRecord('user_id:carl', ['sighting anonymous_id:d2'], { firstAt: 12 })
    const assertions = [exampleDecision('same', 'd1/web', 'ann/web', 60)]
    const result = resolved([ann, device, other, user], { assertions })
    expect(result.devices[1]).toEqual({
      record: 'd2/web',
      owners: ['carl/web', 'd1/web'],
      shared: true,
    })
  })
})

describe('identifiers', () => {
  test('two sources that share a user id are one customer', () => {
    const app = exampleRecord('user_id:ann', [], { source: 'app', firstAt: 25 })
    expect(sets(resolved([app, ann]))).toEqual([['ann/web', 'ann/app']])
  })

  test('a CRM record joins by e-mail from when both show it', () => {
    const user = exampleRecord('user_id:ann', ['email:ann@x @70'], { firstAt: 20 })
    const crm = exampleRecord('crm_id:1', ['email:ann@x @40'], { source: 'crm', firstAt: 5 })
    const result = resolved([user, crm])
    expect(result.customers).toMatchObject([{ id: '1/crm' }])
    expect(result.links).toMatchObject([{ rule: 'shared:email', at: 70 }])
    expect(result.links[0]?.evidence[0]).toBe('email:ann@x')
  })

  const olga = exampleRecord('user_id:olga', ['email:olga@x @3'], { firstAt: 3 })
  const buyer = exampleRecord('user_id:buyer', ['email:olga@x @80'], { firstAt: 1 })

  test('whoever buys a gift with the e-mail of a friend stays herself', () => {
    const result = resolved([olga, buyer])
    expect(sets(result)).toEqual([['buyer/web'], ['olga/web']])
    expect(result.rejected).toMatchObject([{ constraint: 'values_per_customer', which: 'user_id' }])
  })

  test('a CRM record stays with whoever showed the e-mail first, not with the buyer of a gift', () => {
    const crm = exampleRecord('crm_id:1', ['email:olga@x @50'], { source: 'crm', firstAt: 50 })
    expect(sets(resolved([olga, buyer, crm]))).toEqual([['buyer/web'], ['olga/web', '1/crm']])
  })

  test('of two e-mails that point to different users the one shown first counts', () => {
    const one = exampleRecord('user_id:1', ['email:z@x @2'], { firstAt: 1 })
    const two = exampleRecord('user_id:2', ['email:a@x @9'], { firstAt: 2 })
    const crm = exampleRecord('crm_id:c', ['email:z@x @3', 'email:a@x @3'], { firstAt: 3 })
    expect(sets(resolved([one, two, crm]))).toEqual([['1/web', 'c/web'], ['2/web']])
  })

  test('in a chain with two user ids the stronger namespace decides where it breaks', () => {
    const one = exampleRecord('user_id:1', ['phone:5 @1'], { firstAt: 1 })
    const crm = exampleRecord('crm_id:c', ['phone:5 @2', 'email:c@x @8'], { firstAt: 2 })
    const two = exampleRecord('user_id:2', ['email:c@x @9'], { firstAt: 9 })
    const result = resolved([one, crm, two])
    expect(sets(result)).toEqual([['1/web'], ['c/web', '2/web']])
    expect(result.rejected).toMatchObject([{ rule: 'shared:phone', which: 'user_id' }])
  })

  test('no customer gets more e-mails or records than the limits', () => {
    const many = [1, 2, 3, 4].map((n) =>
      exampleRecord(`crm_id:${n}`, ['phone:5', `email:${n}@x`], { firstAt: n }),
    )
    expect(sets(resolved(many))).toEqual([['1/web', '2/web', '3/web'], ['4/web']])
    const sources = Array.from({ length: 9 }, (_, n) =>
      exampleRecord('crm_id:1', [], { source: `s${n}`, firstAt: n }),
    )
    const result = resolved(sources)
    expect(result.customers.map(({ records }) => records.length)).toEqual([8, 1])
    expect(result.rejected).toMatchObject([{ constraint: 'records_per_customer' }])
  })

  test('a value joins up to its limit of records, and nobody when one more holds it', () => {
    const holders = [1, 2, 3, 4, 5].map((n) => exampleRecord(`crm_id:${n}`, ['phone:5']))
    expect(resolved(holders.slice(0, 4)).customers).toHaveLength(1)
    const flipped = resolved(holders)
    expect(flipped.customers).toHaveLength(5)
    expect(flipped.ignored).toMatchObject([{ identifier: 'phone:5', why: 'generic' }])
    const known = resolved(holders.slice(0, 2), { generic: new Set(['phone:5']) })
    expect(known.customers).toHaveLength(2)
  })

  test('a blocked value joins nobody', () => {
    const result = resolved([
      exampleRecord('crm_id:1', ['phone:000']),
      exampleRecord('crm_id:2', ['phone:000']),
    ])
    expect(result.customers).toHaveLength(2)
    expect(result.ignored).toMatchObject([{ why: 'blocked' }])
  })

  test('records of a namespace without a rule do not join', () => {
    const result = resolved([
      exampleRecord('till:1', [], { source: 'a' }),
      exampleRecord('till:1', [], { source: 'b' }),
    ])
    expect(result.customers).toHaveLength(2)
  })
})

describe('aliases', () => {
  const before = exampleRecord('user_id:before', ['email:b@x'], { firstAt: 1 })
  const claim = ['alias user_id:before @9', 'email:n@x']

  test('a trusted source may say that two user ids are one customer', () => {
    const now = exampleRecord('user_id:now', claim, { source: 'server', firstAt: 9 })
    const crm = exampleRecord('crm_id:1', ['email:n@x'], { firstAt: 10 })
    const result = resolved([before, now, crm])
    expect(sets(result)).toEqual([['before/web', 'now/server', '1/web']])
    expect(result.links[0]).toMatchObject({ rule: 'alias', at: 9 })
  })

  test('a browser may not', () => {
    const result = resolved([before, exampleRecord('user_id:now', claim, { firstAt: 9 })])
    expect(result.customers).toHaveLength(2)
    expect(result.rejected).toMatchObject([{ constraint: 'alias_untrusted', which: 'web' }])
  })

  test('anybody may take an anonymous id with her, and two who do share the device', () => {
    const now = exampleRecord('user_id:now', ['alias anonymous_id:d1 @9'], { firstAt: 9 })
    expect(sets(resolved([device, now]))).toEqual([['now/web', 'd1/web']])
    const shared = resolved([device, now, bob])
    expect(shared.customers).toHaveLength(3)
    expect(shared.devices).toMatchObject([{ shared: true }])
  })

  test('a device may not claim to have been a known user, unless its source is trusted', () => {
    const claims = (source: string): RecordFacts =>
      exampleRecord('anonymous_id:d2', ['alias user_id:before'], { source })
    expect(resolved([before, claims('web')]).rejected).toMatchObject([
      { constraint: 'alias_untrusted' },
    ])
    expect(resolved([before, claims('web')]).customers).toHaveLength(2)
    expect(resolved([before, claims('server')]).customers).toHaveLength(1)
  })

  test('an id that too many claim to have been is generic', () => {
    const many = [1, 2, 3, 4, 5].map((n) =>
      exampleRecord(`user_id:${n}`, ['alias anonymous_id:d1'], { firstAt: n }),
    )
    expect(resolved([device, ...many.slice(1)]).devices[0]?.owners).toHaveLength(4)
    expect(resolved([device, ...many]).devices[0]?.owners).toEqual([])
  })

  test('two anonymous ids may be aliased, and an alias of oneself says nothing', () => {
    const other = exampleRecord('anonymous_id:d2', ['alias anonymous_id:d1'], { firstAt: 11 })
    expect(sets(resolved([device, other, ann]))).toEqual([['d1/web', 'd2/web', 'ann/web']])
    const self = exampleRecord('user_id:before', ['alias user_id:before'])
    expect(resolved([self]).rejected).toEqual([])
  })
})

describe('decisions', () => {
  const a = exampleRecord('user_id:a', [], { firstAt: 1 })
  const b = exampleRecord('user_id:b', [], { firstAt: 2 })
  const c = exampleRecord('user_id:c', [], { firstAt: 3 })
  const same = exampleDecision('same', 'a/web', 'b/web', 100)

  test('a person may link what the limits would not', () => {
    const result = resolved([a, b], { assertions: [same] })
    expect(result.customers).toMatchObject([
      { id: 'a/web', records: [{ joinedAt: 100 }, { record: 'b/web', joinedAt: 100 }] },
    ])
    expect(result.decided).toEqual([same])
    expect(result.links).toEqual([])
  })

  test('a retracted decision was never made, a retracted retraction neither', () => {
    const back = exampleRetraction(same, 110)
    const again = exampleRetraction(back, 120)
    expect(resolved([a, b], { assertions: [same, back] })).toEqual(resolved([a, b]))
    expect(resolved([a, b], { assertions: [again, same, back] })).toEqual(
      resolved([a, b], { assertions: [same] }),
    )
  })

  test('when decisions contradict each other the latest one holds', () => {
    const apart = exampleDecision('different', 'a/web', 'b/web', 110)
    expect(sets(resolved([a, b], { assertions: [same, apart] }))).toHaveLength(2)
    const later = exampleDecision('same', 'a/web', 'b/web', 120)
    expect(sets(resolved([a, b], { assertions: [same, apart, later] }))).toHaveLength(1)
  })

  test('a later path of links overrules an earlier different, and an earlier one gives way', () => {
    const apart = exampleDecision('different', 'a/web', 'c/web', 150)
    const near = exampleDecision('same', 'b/web', 'c/web', 160)
    const early = resolved([a, b, c], { assertions: [same, apart, near] })
    expect(sets(early)).toEqual([['a/web'], ['b/web', 'c/web']])
    expect(early.rejected).toMatchObject([{ constraint: 'overruled_by_person', which: 'd0150' }])
    const late = exampleDecision('same', 'a/web', 'b/web', 170)
    expect(sets(resolved([a, b, c], { assertions: [late, apart, near] }))).toHaveLength(1)
  })

  test('a customer and an account are never one, whoever says so', () => {
    const org = { ...exampleRecord('domain:x'), id: 'x/web', entity: 'account' as const }
    const link = exampleDecision('same', 'a/web', 'x/web', 100)
    const result = resolved([a, org], { assertions: [link] })
    expect(result.customers).toHaveLength(2)
    expect(result.rejected).toMatchObject([{ constraint: 'different_entity' }])
  })
})

describe('joining times', () => {
  test('a record counts as joined from when its whole path to the first record stands', () => {
    const first = exampleRecord('crm_id:1', ['email:m@x @1'], { firstAt: 1 })
    const middle = exampleRecord('crm_id:2', ['email:m@x @90', 'phone:5 @2'], { firstAt: 2 })
    const last = exampleRecord('crm_id:3', ['phone:5 @3'], { firstAt: 3 })
    expect(resolved([last, middle, first]).customers[0]?.records).toEqual([
      { record: '1/web', joinedAt: 90 },
      { record: '2/web', joinedAt: 90 },
      { record: '3/web', joinedAt: 90 },
    ])
    expect(resolved([first]).customers[0]?.records).toEqual([{ record: '1/web', joinedAt: 1 }])
  })
})
