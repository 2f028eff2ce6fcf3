// Transactions in a row: the next begins behind the commit of the one before, and nothing that it asks or does rests on
// a commit that did not come.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OpenStore } from '../../src/store/store.ts'
import { id, recordOf, T0, withRecords } from './rows.ts'
import type { StoreUnderTest } from './store-under-test.ts'

/** Fingerprints of messages whose commit ends badly: with an error of the database, or with the connection. */
const REFUSED = 'dead'.repeat(8)
const CUT_ONCE = 'beef'.repeat(8)

const FAIL_AT_COMMIT = `
  create sequence cut_once;
  create function fail_at_commit() returns trigger language plpgsql as $$ begin
    if new.fingerprint = '${REFUSED}' then raise exception 'refused at commit'; end if;
    if nextval('cut_once') = 1 then perform pg_terminate_backend(pg_backend_pid()); end if;
    return null;
  end $$;
  create constraint trigger fail_at_commit after insert on receipt deferrable initially deferred
    for each row when (new.fingerprint in ('${REFUSED}', '${CUT_ONCE}')) execute function fail_at_commit()`

/** PostgreSQL takes no NUL in a text. */
const NUL = '\0'

interface Told {
  readonly isNew: boolean
  readonly isAfterOthers: boolean
}

/** Claims messages in a row of transactions, and writes down what happens. */
function rowOf(store: OpenStore) {
  const steps: string[] = []
  const claim = (name: string, message: string, fingerprint = message) => {
    let commits = (): void => undefined
    const committing = new Promise<void>((resolve) => {
      commits = resolve
    })
    const done = store.writeInRow<boolean, Told>({
      ask: async (tx) => {
        steps.push(`${name} asks`)
        const receipt = { id: message, fingerprint, record: id(), occurredAt: T0 }
        return (await tx.claim([receipt])).fresh.has(message)
      },
      work: async ({ isAfterOthers }, isNew) => {
        steps.push(`${name} works`)
        return { isNew, isAfterOthers }
      },
      onCommitting: () => {
        steps.push(`${name} commits`)
        commits()
      },
      onCommitted: () => void steps.push(`${name} has committed`),
    })
    return { committing, done }
  }
  return { steps, claim }
}

export function inRowContract(under: StoreUnderTest): void {
  describe('transactions in a row', () => {
    beforeAll(async () => {
      await under.query(FAIL_AT_COMMIT)
    })
    afterAll(async () => {
      await under.query('drop function fail_at_commit cascade')
      await under.query('drop sequence cut_once')
    })

    test('the next asks while one commits, sees what that wrote, and works after it', async () => {
      const { steps, claim } = rowOf(under.store)
      const message = id()
      const one = claim('one', message)
      await one.committing
      const two = claim('two', message)
      expect((await one.done).isNew).toBe(true)
      expect(await two.done).toEqual({ isNew: false, isAfterOthers: false })
      expect(steps).toEqual([
        ...['one asks', 'one works', 'one commits', 'two asks', 'one has committed'],
        ...['two works', 'two commits', 'two has committed'],
      ])
    })

    test('where the commit before is refused, the next is tried again as if it had never been', async () => {
      const { steps, claim } = rowOf(under.store)
      const message = id()
      const one = claim('one', message, REFUSED)
      await one.committing
      const two = claim('two', message)
      await expect(one.done).rejects.toThrow('refused at commit')
      expect(await two.done).toEqual({ isNew: true, isAfterOthers: true })
      expect(steps.filter((step) => step.startsWith('two'))).toEqual([
        ...['two asks', 'two asks', 'two works', 'two commits', 'two has committed'],
      ])
      expect(steps).not.toContain('one has committed')
    })

    test('a write whose answer nobody waited for fails its transaction with its own fault; the next is tried again', async () => {
      const { steps, claim } = rowOf(under.store)
      const message = id()
      let two: Promise<Told> | undefined
      const [good, bad] = [recordOf(), recordOf({ who: NUL })]
      const one = under.store.writeInRow({
        ask: async () => undefined,
        work: async (tx) => {
          void tx.write(withRecords(good))
          void tx.write(withRecords(bad))
          // Behind a write that fails everything is refused, which is not the cause.
          void tx.write(withRecords(recordOf()))
        },
        onCommitting: () => {
          two = claim('two', message).done
        },
        onCommitted: () => void steps.push('one has committed'),
      })
      await expect(one).rejects.toMatchObject({ name: 'StoreFault', kind: 'data' })
      expect(await two).toEqual({ isNew: true, isAfterOthers: true })
      expect(steps).not.toContain('one has committed')
      expect(await under.query('select 1 from record where id = $1', [good.id])).toEqual([])
      expect(await under.query('select 1 from receipt where id = $1', [message])).toHaveLength(1)
    })

    test('what was asked in vain behind a write that fails does not hide why it failed', async () => {
      const one = under.store.write(async (tx) => {
        void tx.write(withRecords(recordOf({ who: NUL })))
        await tx.recordsById([id()])
      })
      await expect(one).rejects.toMatchObject({ name: 'StoreFault', kind: 'data' })
    })

    test('where a value cannot even be sent, what nobody waited for is not committed without it', async () => {
      const [good, bad] = [recordOf(), recordOf({ home: 'no number' })]
      const one = under.store.write(async (tx) => {
        void tx.write(withRecords(good))
        void tx.write(withRecords(bad))
      })
      await expect(one).rejects.toThrow('no whole number')
      expect(await under.query('select 1 from record where id = $1', [good.id])).toEqual([])
    })

    test('what is written last is committed though nobody waited for it', async () => {
      const record = recordOf()
      await under.store.write(async (tx) => void tx.write(withRecords(record)))
      expect(await under.query('select 1 from record where id = $1', [record.id])).toHaveLength(1)
    })

    test('when the connection is lost at a commit, both are tried again and each message counts once', async () => {
      const { claim } = rowOf(under.store)
      const [first, second] = [id(), id()]
      const one = claim('one', first, CUT_ONCE)
      await one.committing
      const two = claim('two', second)
      const told = await Promise.all([one.done, two.done])
      expect(told.map(({ isNew }) => isNew)).toEqual([true, true])
      const rows = await under.query('select id from receipt where id = any($1::uuid[])', [
        [first, second],
      ])
      expect(rows).toHaveLength(2)
    })

    test('the next hears that another process wrote in between, and sees what it wrote', async () => {
      const other = under.open()
      const { claim } = rowOf(under.store)
      const message = id()
      let isWaiting = Promise.resolve()
      let two: Promise<Told> | undefined
      const one = under.store.writeInRow({
        ask: async () => undefined,
        work: async () => {
          const theirs = rowOf(other).claim('other', message)
          isWaiting = theirs.done.then(() => undefined)
          await untilSomebodyWaits(under)
        },
        onCommitting: () => {
          two = claim('two', message).done
        },
        onCommitted: () => undefined,
      })
      await one
      expect(await two).toEqual({ isNew: false, isAfterOthers: true })
      await isWaiting
      await other.close()
    })

    test('a transaction alone waits for the row, and the row for it', async () => {
      const { steps, claim } = rowOf(under.store)
      const one = claim('one', id())
      await one.committing
      const two = claim('two', id())
      const alone = under.store.write(async (tx) => {
        steps.push('alone works')
        await tx.recordsById([id()])
        steps.push('alone is done')
      })
      await Promise.all([one.done, two.done, alone])
      // That another has committed may be told late: it comes on another connection than the lock.
      const works = steps.filter((step) => !step.endsWith('has committed'))
      expect(works[works.indexOf('alone works') + 1]).toBe('alone is done')
    })

    test('many in a row use two connections at most', async () => {
      const { claim } = rowOf(under.store)
      const pids = 'select count(*)::int as n from pg_stat_activity where application_name = $1'
      const before = await under.query<{ n: number }>(pids, ['alidade'])
      let last = claim('first', id())
      for (let n = 0; n < 20; n++) {
        await last.committing
        last = claim(`${n}`, id())
      }
      await last.done
      const after = await under.query<{ n: number }>(pids, ['alidade'])
      expect((after[0]?.n ?? 0) - (before[0]?.n ?? 0)).toBeLessThanOrEqual(2)
    })
  })
}

/** Until a session waits for the writer's lock. */
async function untilSomebodyWaits(under: StoreUnderTest): Promise<void> {
  for (;;) {
    const [row] = await under.query<{ n: number }>(
      "select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted",
    )
    if ((row?.n ?? 0) > 0) return
  }
}
