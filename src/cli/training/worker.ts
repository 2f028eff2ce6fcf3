// Trains the matcher, or decides about records anew, in a thread of its own, so that the server goes on answering
// meanwhile.
import { parentPort, workerData } from 'node:worker_threads'
import type { MatchRecord } from '../../core/identity/match/compare/bench.ts'
import { replay } from '../../core/identity/match/replay.ts'
import { chanceFrom } from '../../core/identity/match/train/chance.ts'
import { train } from '../../core/identity/match/train/train.ts'
import type { Said } from '../../core/profile/said.ts'
import type { MatcherTask, TrainingTask } from './trainer.ts'

const task = workerData as MatcherTask
parentPort?.postMessage(
  task.kind === 'replay' ? replay({ ...task, records: recordsOf(task) }) : trained(task),
)

function recordsOf({ records }: Pick<MatcherTask, 'records'>): readonly MatchRecord[] {
  return records.map(({ id, source, said }) => ({ id, source, values: JSON.parse(said) as Said }))
}

function trained({ kind: _, records, seed, definition, ...options }: TrainingTask) {
  return train(recordsOf({ records }), {
    ...options,
    chance: chanceFrom(seed),
    ...(definition && { definition }),
  })
}
