// The books: set-aside items, audit log, keys, definitions, settings.
import { describe, expect, test } from 'vitest'
import type { AccessRow, SetAsideRow } from '../../src/engine/ports/ledger.ts'
import { id, POISON, T0 } from './rows.ts'
import type { StoreUnderTest } from './store-under-test.ts'

export function booksContract(under: StoreUnderTest): void {
  describe('the books', () => {
    const aside = (n: number, more: Partial<SetAsideRow> = {}): SetAsideRow => ({
      id: id(),
      receivedAt: T0 + n,
      code: 'ID_MISSING',
      reason: POISON[3] ?? '',
      source: 'web',
      messageId: `m${n}`,
      library: undefined,
      raw: POISON[4] ?? '',
      trusted: false,
      state: 'open',
      ...more,
    })

    test('set-aside items page in order, are kept once and leave the list when handled', async () => {
      const rows = [0, 0, 1, 2].map((n) => aside(n))
      await under.store.keepSetAside(rows)
      await under.store.keepSetAside([...rows, { ...(rows[0] as SetAsideRow), reason: 'again' }])
      const page = (after?: { receivedAt: number; id: string }) =>
        under.store.setAsides({ after, limit: 2, state: 'open', code: 'ID_MISSING' })
      const first = await page()
      const last = first.at(-1) as SetAsideRow
      const second = await page({ receivedAt: last.receivedAt, id: last.id })
      expect([...first, ...second]).toEqual(rows)
      expect(await under.store.markSetAside([rows[0]?.id ?? '', id()], 'replayed', T0)).toBe(1)
      expect(await under.store.markSetAside([rows[0]?.id ?? ''], 'discarded', T0)).toBe(0)
      expect(
        (await under.store.setAsidesById([rows[0]?.id ?? ''])).map(({ state }) => state),
      ).toEqual(['replayed'])
      expect((await under.store.setAsidesByMessage('m2')).map((row) => row.id)).toEqual([
        rows[3]?.id,
      ])
    })

    test('under a key the first content holds, whoever asks and whether at once or later', async () => {
      const [key, first, second] = [id(), id(), id()]
      const claim = (content: string) => under.store.claimKey({ id: key, content, at: T0 })
      const [a, b] = await Promise.all([claim(first), claim(second)])
      expect(a).toBe(b)
      expect([first, second]).toContain(a)
      expect(await under.store.write((tx) => tx.claimKey({ id: key, content: id(), at: T0 }))).toBe(
        a,
      )
    })

    test('what is claimed in a transaction that fails is free again', async () => {
      const [key, first, second] = [id(), id(), id()]
      const failing = under.store.write(async (tx) => {
        await tx.claimKey({ id: key, content: first, at: T0 })
        throw new Error('not like this')
      })
      await expect(failing).rejects.toThrow('not like this')
      expect(await under.store.claimKey({ id: key, content: second, at: T0 })).toBe(second)
    })

    test('the audit log pages newest first, by subject', async () => {
      const subject = id()
      const access = (n: number, more: Partial<AccessRow> = {}): AccessRow => ({
        at: T0 + n,
        id: id(),
        actor: POISON[2] ?? '',
        keyId: 'k',
        role: 'agent',
        purpose: POISON[3] ?? '',
        lens: 'l',
        channel: 'c',
        subject,
        outcome: 'shown',
        shown: 2,
        withheld: { CONSENT_MISSING: 1 },
        fieldSet: undefined,
        requestId: 'r',
        ...more,
      })
      const rows = [access(1), access(1), access(2), access(3, { subject: undefined })]
      await under.store.recordAccess(rows)
      const expected = [rows[2], rows[1], rows[0]]
      const page = await under.store.accesses({ subjects: [subject], before: undefined, limit: 2 })
      const last = page.at(-1) as AccessRow
      const rest = await under.store.accesses({
        subjects: [subject],
        before: { at: last.at, id: last.id },
        limit: 5,
      })
      expect([...page, ...rest]).toEqual(expected)
      expect(await under.store.accesses({ subjects: [], before: undefined, limit: 5 })).toEqual([])
    })

    test('keys are found by their secret until they are revoked, once', async () => {
      const key = {
        id: id(),
        secretHash: id(),
        name: POISON[1] ?? '',
        kind: 'read' as const,
        role: 'agent',
        source: undefined,
        scopes: ['view'],
        purposes: undefined,
        subjects: ['email:a@x.io'],
        createdAt: T0,
        expiresAt: T0 + 1,
        revokedAt: undefined,
      }
      await under.store.addKey(key)
      expect(await under.store.keyBySecret(key.secretHash)).toEqual(key)
      expect([
        await under.store.revokeKey(key.id, T0),
        await under.store.revokeKey(key.id, T0 + 1),
      ]).toEqual([true, false])
      expect((await under.store.keyBySecret(key.secretHash))?.revokedAt).toBe(T0)
      expect(await under.store.keyBySecret('no such')).toBeUndefined()
    })

    test('definitions are versions, settings keep their first value', async () => {
      expect(await under.store.definitions()).toBeUndefined()
      const versions = [
        await under.store.addDefinitions({ at: T0, author: 'a', body: { n: 1 } }),
        await under.store.addDefinitions({ at: T0, author: 'b', body: { text: POISON[5] } }),
      ]
      expect(versions).toEqual([2, 3])
      expect(await under.store.definitions()).toEqual({ version: 3, body: { text: POISON[5] } })
      const [one, two] = await Promise.all([
        under.store.putSetting('pepper', 'x'),
        under.store.putSetting('pepper', 'y'),
      ])
      expect(one).toBe(two)
      expect(await under.store.setting('pepper')).toBe(one)
      await under.store.addSources(['b', 'a', 'b'], T0)
      expect(await under.store.sources()).toEqual(expect.arrayContaining(['a', 'b']))
    })
  })
}
