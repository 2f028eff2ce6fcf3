// The figures of an evaluation as lines for people.
import { count } from '../table.ts'
import type { evaluateLog } from './evaluate.ts'

export function reportLines(result: ReturnType<typeof evaluateLog>): readonly string[] {
  const { log, cases, nextStep, remainingTime, baselines } = result
  return [
    `${count(log.cases)} cases${log.open > 0 ? ` (${count(log.open)} go on)` : ''}, ${count(log.events)} events, ${log.activities} activities; ${result.split} split`,
    `${count(cases.train + cases.validation)} cases learned, ${count(cases.test)} asked about`,
    `Next step:  ${percent(nextStep.accuracy)} right (last step alone: ${percent(baselines.nextStep.accuracy)}), macro-F1 ${nextStep.macroF1}, calibration error ${nextStep.ece}`,
    `Time left:  off by ${remainingTime.maeDays} days on average (global median: ${baselines.remainingTime.maeDays}); ${percent(remainingTime.coverage)} inside p10-p90`,
    `Speed:      ${result.medianReadMicros} microseconds per reading, ${count(result.learnEventsPerSecond)} events learned per second of processor time`,
    ...('streaming' in result && result.streaming
      ? [
          `Learning as it goes: ${percent(result.streaming.nextStep.accuracy)} right, off by ${result.streaming.remainingTime.maeDays} days, ${percent(result.streaming.remainingTime.coverage)} inside p10-p90`,
        ]
      : []),
  ]
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
