// What the lines about a bearing say in words.
import { expect, test } from 'vitest'
import type { View } from '../../contract/view.ts'
import { LEAVES } from '../journey/positions.ts'
import { bearingLines } from './render-bearing.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const position: NonNullable<View['position']> = {
  journey: 'discovered',
  stage: 'Survey Answered',
  since: '2026-10-13T12:00:00Z',
  stuck: false,
  next: [
    { step: LEAVES, p: 0.88 },
    { step: 'Chat Message Received', p: 0.07 },
  ],
  because: [],
}

test('where nothing usually follows, the line says so in words', () => {
  const sections = { position, objective: null, situation: null }
  const [line] = bearingLines(sections, { audience: 'internal', now: NOW, budget: {} })
  expect(line).toMatch(/Usually next: nothing more 88 %, “chat message received” 7 %$/)
})
