// Messages: claimed once, for ever.
import { describe, expect, test } from 'vitest'
import { NO_WRITES } from '../../src/engine/collect/writes.ts'
import { eventOf, id, recordOf, T0, withRecords } from './rows.ts'
import type { StoreUnderTest } from './store-under-test.ts'

export function messagesContract(under: StoreUnderTest): void {
  const { write, put } = under
  describe('messages', () => {
    const receipt = (own = id(), fingerprint = id()) => ({
      id: own,
      fingerprint,
      record: id(),
      occurredAt: T0,
    })

    test('are claimed once, and the first content is remembered', async () => {
      const [first, second] = [receipt(), receipt()]
      const one = await under.store.write((tx) => tx.claim([first]))
      expect([...one.fresh]).toEqual([first.id])
      const two = await under.store.write((tx) =>
        tx.claim([{ ...first, fingerprint: id() }, second]),
      )
      expect([...two.fresh]).toEqual([second.id])
      expect([...two.known]).toEqual([[first.id, first.fingerprint]])
      expect((await under.store.write((tx) => tx.claim([]))).fresh.size).toBe(0)
    })

    test('a claim that was not committed is none', async () => {
      const one = receipt()
      const failed = under.store.write(async (tx) => {
        await tx.claim([one])
        throw new Error('out of luck')
      })
      await expect(failed).rejects.toThrow('out of luck')
      expect((await under.store.write((tx) => tx.claim([one]))).fresh.size).toBe(1)
    })

    test('tell whose they are, and how often they came again', async () => {
      const record = recordOf()
      const event = eventOf(record)
      await write(withRecords(record))
      await put([event])
      await under.store.write((tx) => tx.claim([{ ...receipt(event.id), record: record.id }]))
      const delivery = { id: event.id, at: T0, status: 'duplicate' as const, fingerprint: id() }
      await write({ ...NO_WRITES, deliveries: [delivery, delivery] })
      await write({ ...NO_WRITES, deliveries: [delivery] })
      const [row] = await under.store.receiptsOf([event.id])
      expect(row).toMatchObject({ customer: record.id, entity: 'customer', receivedAt: T0 + 5 })
      expect((await under.store.deliveriesOf([event.id])).map(({ status }) => status)).toEqual([
        'duplicate',
      ])
      expect(await under.store.receiptsOf([id()])).toEqual([])
    })
  })
}
