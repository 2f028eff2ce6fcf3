// One writer at a time, over several stores of one database.
import { describe, expect, test } from 'vitest'
import type { OpenStore } from '../../src/store/store.ts'
import type { StoreUnderTest } from './store-under-test.ts'

export function oneWriterContract(under: StoreUnderTest): void {
  const { open } = under
  describe('one writer at a time', () => {
    test('on one database, over several stores', async () => {
      const other = open()
      let inside = 0
      let most = 0
      const work = async () => {
        most = Math.max(most, ++inside)
        await new Promise((resolve) => setTimeout(resolve, 3))
        inside--
      }
      const stores = [under.store, other]
      await Promise.all([...stores, ...stores, ...stores].map((one) => one.write(work)))
      expect(most).toBe(1)
      await other.close()
    })

    test('a store hears that another one wrote in between', async () => {
      const other = open()
      const isAfterOthers = (one: OpenStore) => one.write(async (tx) => tx.isAfterOthers)
      await isAfterOthers(under.store)
      expect(await isAfterOthers(under.store)).toBe(false)
      expect(await isAfterOthers(other)).toBe(true)
      expect(await isAfterOthers(under.store)).toBe(true)
      await other.close()
    })

    test('after a rebuild no store is the last writer: what it remembers may be replaced', async () => {
      const isAfterOthers = () => under.store.write(async (tx) => tx.isAfterOthers)
      await isAfterOthers()
      expect(await isAfterOthers()).toBe(false)
      await under.store.rebuild(async () => undefined)
      expect(await isAfterOthers()).toBe(true)
    })
  })
}
