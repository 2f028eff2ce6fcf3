// Reads all that a view needs of a customer. Views asked for at the same time are read together (group read): half of
// what a statement costs is starting it.
import type pg from 'pg'
import type { SnapshotLimits, SnapshotRows } from '../../engine/ports/reading.ts'
import { withClient } from '../wire/pool.ts'
import { answerTo } from '../wire/query.ts'
import { snapshotsIn } from './rows.ts'

/**
 * Half a millisecond is what a statement costs before it reads anybody, twice as much as each of those it reads. So a
 * second one starts beside the first only for several; with more at once they are small, and take the cores from each
 * other and from who makes the views.
 */
const WORTH_A_SECOND = 4
const READS_AT_ONCE = 2
/** Nobody waits longer behind statements that are slow (a cold disk, a lock): then this many may run. */
const PATIENCE_MS = 10
const READS_AT_ONCE_MAX = 4
const TOGETHER_MAX = 16
/** Who has more records is read alone, so that she does not keep the others of her group waiting. */
const RECORDS_TOGETHER_MAX = 50
const RECORDS_MAX = 1_000

interface Question {
  readonly identifier: string
  readonly limits: SnapshotLimits
}

interface Waiting extends Question {
  readonly resolve: (rows: SnapshotRows | undefined) => void
  readonly reject: (error: unknown) => void
}

/**
 * Reads rows of one customer or account, or undefined when nobody shows the identifier (32 hex). Who asks while a
 * statement runs is read with the next one, together with all others who wait: half of what one statement costs
 * is starting it. A read always begins after it was asked for, so it sees all that was committed before.
 */
export function createSnapshotReader(
  pool: pg.Pool,
): (identifier: string, limits: SnapshotLimits) => Promise<SnapshotRows | undefined> {
  const queue: Waiting[] = []
  let running = 0
  let isTimed = false

  function isWorthIt(): boolean {
    if (running === 0) return queue.length > 0
    return running < READS_AT_ONCE && queue.length >= WORTH_A_SECOND
  }

  function start(): void {
    while (isWorthIt()) startOne()
    if (queue.length === 0 || isTimed) return
    isTimed = true
    setTimeout(losePatience, PATIENCE_MS)
  }

  function startOne(): void {
    running++
    void readGroup(pool, nextGroup(queue)).finally(() => {
      running--
      start()
    })
  }

  function losePatience(): void {
    isTimed = false
    if (queue.length > 0 && running < READS_AT_ONCE_MAX) startOne()
    start()
  }

  return (identifier, limits) =>
    new Promise((resolve, reject) => {
      queue.push({ identifier, limits, resolve, reject })
      // After the turn of the event loop: calls that arrived together are read together.
      setImmediate(start)
    })
}

/** Who has waited longest and, in order, those who want as much of everything; the others keep their places. */
function nextGroup(queue: Waiting[]): readonly Waiting[] {
  const limits = queue[0]?.limits
  const isOfGroup = (one: Waiting, at: number): boolean =>
    one.limits === limits && at < TOGETHER_MAX
  const group = queue.filter(isOfGroup)
  queue.splice(0, queue.length, ...queue.filter((one, at) => !isOfGroup(one, at)))
  return group
}

/** Several may ask for one customer at once, such as the screens of everyone on a call: she is read once for them. */
async function readGroup(pool: pg.Pool, group: readonly Waiting[]): Promise<void> {
  try {
    const askedFor = [...Map.groupBy(group, ({ identifier }) => identifier).values()]
    const found = await readSnapshots(
      pool,
      askedFor.map(([first]) => first as Waiting),
      RECORDS_TOGETHER_MAX + 1,
    )
    askedFor.forEach((waiting, at) => {
      const rows = found.get(at + 1)
      if (rows === undefined || rows.records.length <= RECORDS_TOGETHER_MAX) answer(waiting, rows)
      else readAlone(pool, waiting)
    })
  } catch (error) {
    for (const { reject } of group) reject(error)
  }
}

function answer(waiting: readonly Waiting[], rows: SnapshotRows | undefined): void {
  for (const { resolve } of waiting) resolve(rows)
}

function readAlone(pool: pg.Pool, waiting: readonly Waiting[]): void {
  readSnapshots(pool, [waiting[0] as Waiting], RECORDS_MAX).then(
    (found) => answer(waiting, found.get(1)),
    (error: unknown) => {
      for (const { reject } of waiting) reject(error)
    },
  )
}

/** By place in the group, from 1; all of it has the same limits. */
function readSnapshots(
  pool: pg.Pool,
  questions: readonly Question[],
  recordsMax: number,
): Promise<ReadonlyMap<number, SnapshotRows>> {
  const { newestEvents, notableEvents, objects, passedOn } = (questions[0] as Question).limits
  return withClient(pool, async (client) => {
    const { rows } = await answerTo<{ sections: string }>(client, {
      name: 'snapshots',
      text: 'select snapshots($1, $2, $3, $4, $5, $6) as sections',
      values: [
        questions.map((one) => one.identifier),
        recordsMax,
        newestEvents,
        notableEvents,
        objects,
        passedOn,
      ],
    })
    return snapshotsIn(rows[0]?.sections ?? '')
  })
}
