// Trains a language model in a thread of its own, so that the server goes on answering meanwhile.
import { parentPort, workerData } from 'node:worker_threads'
import { encodeModel } from '../../core/objective/language/model-bytes.ts'
import { trainMoodModel } from '../../core/objective/mood.ts'
import { trainCatalogue } from '../../core/objective/teach.ts'
import type { LanguageTask } from '../../engine/bearing/understanding.ts'

const task = workerData as LanguageTask
const model = task.kind === 'mood' ? trainMoodModel() : trainCatalogue(task.jobs, task.taught)
parentPort?.postMessage(model && encodeModel(model))
