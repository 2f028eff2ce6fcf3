// A model is kept back until it is let go, and only then.
import { expect, test } from 'vitest'
import type { Model } from '../../core/identity/match/model.ts'
import { createHeldTrainer } from './held-trainer.ts'

const model = { recordsSeen: 7 } as Model
const options = { seed: 1, horizon: 10, ofOrganisations: false }

test('a model is kept back from the moment on in which it is asked for until it is released', async () => {
  const { trainer, hold, release } = createHeldTrainer(async () => model)
  const hasRecords = hold()
  let made: Model | undefined
  const training = trainer([], options).then((own) => {
    made = own
  })
  await hasRecords
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(made).toBeUndefined()
  release()
  await training
  expect(made).toBe(model)
})

test('without being asked for none is kept back', async () => {
  const { trainer, hold, release } = createHeldTrainer(async () => model)
  expect(await trainer([], options)).toBe(model)
  const hasRecords = hold()
  release()
  expect(await trainer([], options)).toBe(model)
  await hasRecords
})

test('a training that fails is not kept back', async () => {
  const { trainer, hold } = createHeldTrainer(async () => {
    throw new Error('no memory')
  })
  const hasRecords = hold()
  await expect(trainer([], options)).rejects.toThrow('no memory')
  await hasRecords
})
