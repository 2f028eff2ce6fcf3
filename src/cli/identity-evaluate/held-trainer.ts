// A trainer beside the rows that go on coming, as in a server; but a server's model takes effect whenever it is ready,
// and here it is kept back until so many rows have come, so that the same rows always give the same customers.
import type { Trainer } from '../../engine/match/train.ts'

export interface HeldTrainer {
  readonly trainer: Trainer
  /** From now on a model is kept back. Resolves once a training has the records that it learns from. */
  readonly hold: () => Promise<void>
  /** Lets the model go that is kept back; from now on none is. */
  readonly release: () => void
}

export function createHeldTrainer(train: Trainer): HeldTrainer {
  let begin = (): void => {}
  let release = (): void => {}
  let released = Promise.resolve()
  return {
    trainer: async (...asked) => {
      const until = released
      begin()
      const model = await train(...asked)
      await until
      return model
    },
    hold: () => {
      released = new Promise((resolve) => {
        release = resolve
      })
      return new Promise((resolve) => {
        begin = resolve
      })
    },
    release: () => release(),
  }
}
